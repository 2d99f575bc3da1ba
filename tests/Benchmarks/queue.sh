# The queue against the floor of this machine, with the same store: callers that wait, accepting while nobody takes, draining what was accepted. Both before
# the same two containers, the floor's, reached the same way. Then, on a platform that answers at once, many functions beside one, what a stored record
# weighs, and what each feature costs. Sourced by tests/bench.
#   FLOOR     folder of the floor      default ../shared/bench/floor
#   AOF       appendfsync              default everysec

floor=${FLOOR:-../shared/bench/floor} aof=${AOF:-everysec}
rounds=3 seconds=4 warm=20 accepted=4 first=5000 functions=100000 each=3 invocations=20000 quick=
work=$(mktemp -d)
figures=$work/figures
pids=()
source tests/Benchmarks/processes.sh
trap 'stop_all; rm -rf "$work"' EXIT

# The floor's programs know them by heart.
redis_port=16390 floor_url=http://127.0.0.1:18090
containers=(19101 19102)

bench() {
  [ "${1:-}" != --quick ] || { quick=yes rounds=1 seconds=1 warm=1 accepted=0 first=500 functions=1000 invocations=600; }
  [ -x "$floor/run" ] || { echo "There is no floor at $floor: name its folder in FLOOR." >&2; exit 1; }
  deploy/install-needs bench
  build
  local round
  for ((round = 1; round <= rounds; round++)); do
    echo "round $round of $rounds" >&2
    measure_floor
    measure_queue
  done
  measure_spread
  measure_features
  report
}

build() {
  is_built || dotnet publish tests/Benchmarks/Queue -c Release -p:Ahead=true -v q --nologo -m:2 -o artifacts/ahead/Faas.Benchmarks.Queue >&2
  # Apart from this solution, whose settings are not the floor's; kept for the next time.
  local part
  built=${TMPDIR:-/tmp}/faas-floor-$(id -u)-$(cat "$floor"/*/*.cs "$floor"/*/*.csproj | sha256sum | cut -c 1-16)
  for part in gateway invoker; do
    [ ! -e "$built/$part.done" ] || continue
    mkdir -p "$built"
    cp -r "$floor/$part" "$built/$part"
    dotnet build "$built/$part" -c Release -v q --nologo -o "$built/out/$part" >&2
    touch "$built/$part.done"
  done
}

# Asking the build costs seconds even where there is nothing to do: a quick run looks whether any source is newer. A full one does not rely on that.
is_built() {
  [ -n "$quick" ] && [ -x "$queue" ] && [ -z "$(find Contracts Storage Gateway Invoker MesosAdapter tests/Benchmarks/Queue Directory.* -type f -newer "$queue" -not -path '*/obj/*' -print -quit)" ]
}

measure_floor() {
  start_store
  start_containers
  start gateway dotnet "$built/out/gateway/gateway.dll"
  start invoker dotnet "$built/out/invoker/invoker.dll" 16 "$(joined "http://127.0.0.1:%s/run" "${containers[@]}")"
  await_port 18090 gateway
  measure floor "$floor_url/sync" "$floor_url/async" "{f}:q"
  stop_all
}

measure_queue() {
  start_store
  start_containers
  # Standing still while nobody is to take must not cost it its shards.
  start_platform "$(joined "http://127.0.0.1:%s" "${containers[@]}")" --Pool:StandingQueueContainers=2 --Invoker:SessionLifetime=00:01:00 --Invoker:LeaseLifetime=00:01:00
  deploy queued '{"concurrency":8}'
  local invoke=$url/functions/queued/invocations
  curl -fsS -o "$work/first.json" "$invoke" -H 'Content-Type: application/json' -d '{}'
  measure ours "$invoke" "$invoke" "$(redis keys '*q:guest/queued:0' | head -n 1)"
  # Once more with limits that refuse nobody.
  curl -fsS -o "$work/limits.json" -X PUT "$url/namespaces/guest/limits" -H 'Content-Type: application/json' -d '{"ratePerSecond":1000000,"queueLength":100000000}'
  kill -STOP "$(pid_of invoker)"
  warm_accepting "$invoke"
  note namespace accept "$(load 16 "$seconds" "$invoke" async | requests_per_second)"
  stop_all
}

# URL. What it accepts is drained as well: a quick run does without.
warm_accepting() { [ "$accepted" = 0 ] || load 16 "$accepted" "$1" async >/dev/null; }

# WHO SYNC ASYNC QUEUE: where to send, and where what was accepted waits.
measure() {
  local who=$1 key=$4 left from
  load 16 "$warm" "$2" >/dev/null
  count_cpu
  note "$who" sync "$(load 16 "$seconds" "$2" | requests_per_second)"
  note_cpu "$who" sync "$(requests)"
  kill -STOP "$(pid_of invoker)"
  warm_accepting "$3"
  note "$who" accept "$(load 16 "$seconds" "$3" async | requests_per_second)"
  [ -n "$key" ] || key=$(redis keys '*q:guest/queued:0' | head -n 1)
  left=$(redis llen "$key") from=$(date +%s%N)
  kill -CONT "$(pid_of invoker)"
  until [ "$(redis llen "$key")" = 0 ]; do sleep 0.02; done
  note "$who" drain $((left * 1000000000 / ($(date +%s%N) - from)))
}

# As many invocations of one function, and few of each of many: each on a store of its own, or the second would work beside what the first left. What the
# first leaves is weighed.
measure_spread() {
  local total=$((functions * each)) before
  start_warm
  before=$(used_memory)
  note one rate "$(part spread 1 "$total" "127.0.0.1:$redis_port" | cut -d ' ' -f 1)"
  # Beyond the result, which is {"ok":true}.
  note record bytes $((($(used_memory) - before) / total - 11))
  stop_all
  start_warm
  note many rate "$(part spread "$functions" "$each" "127.0.0.1:$redis_port" | cut -d ' ' -f 1)"
  stop_all
}

# With as many of one function and of as many: what only new functions need is compiled as well before anything is measured.
start_warm() {
  start_store
  start_platform instant
  part spread 1 "$first" "127.0.0.1:$redis_port" >/dev/null
  part spread "$first" 1 "127.0.0.1:$redis_port" >/dev/null
}

measure_features() {
  local name wall redis
  start_store
  while read -r name wall redis; do
    note "$name" wall "$wall"
    note "$name" redis "$redis"
  done < <(part features "$invocations" "127.0.0.1:$redis_port")
  stop_all
}

# In a folder of its own: a rewrite of the last one's file may go on for a moment in a process that outlives its server.
start_store() {
  start redis redis-server --port "$redis_port" --bind 127.0.0.1 --dir "$(mktemp -d "$work/store.XXXXXX")" --save '' --appendonly yes --appendfsync "$aof"
  await_port "$redis_port" redis
}

start_containers() {
  local port
  for port in "${containers[@]}"; do
    start "container-$port" node "$floor/container.js" "$port"
    await_port "$port" "container-$port"
  done
}

# CONTAINERS [invoker's setting...]
start_platform() {
  local gateway invoker where=$1 store=(--Storage:Redis=127.0.0.1:$redis_port --Storage:QueueLength=10000000 --Logging:LogLevel:Default=Error)
  shift
  read -r gateway invoker < <(free_ports 2)
  url=http://127.0.0.1:$gateway
  start invoker "$queue" invoker "$where" --urls "http://127.0.0.1:$invoker" "${store[@]}" "$@"
  start gateway "$queue" gateway --urls "$url" "${store[@]}" --Gateway:NoKeys=true
  await_port "$invoker" invoker
  await_port "$gateway" gateway
  until curl -fsS "$url/system" | grep -q nodejs; do sleep 0.1; done
}

deploy() {
  curl -fsS -o "$work/deploy.json" -X PUT "$url/functions/$1" -H 'Content-Type: application/json' -d "{\"kind\":\"nodejs:20\",\"code\":\"exports.main = p => ({ok:true})\",\"limits\":$2}"
}

queue=$PWD/artifacts/ahead/Faas.Benchmarks.Queue/Faas.Benchmarks.Queue
part() { "$queue" "$@"; }

report() {
  machine
  echo "$rounds rounds of $seconds s, medians; AOF $aof; both before the floor's two containers, over TCP"
  printf '%-44s %10s %10s %8s   %s\n' '' ours floor ratio goal
  row 'sync, 16 connections, req/s' ours sync floor sync '>= 0.80'
  row 'accept (202), 16 connections, req/s' ours accept floor accept '>= 0.60'
  row 'drain, invocations/s' ours drain floor drain '>= 0.80'
  row 'sync, us of processor: redis-server' ours sync-redis floor sync-redis
  row 'sync, us of processor: gateway' ours sync-gateway floor sync-gateway
  row 'sync, us of processor: invoker' ours sync-invoker floor sync-invoker
  printf '\n%-44s %10s %10s %8s   %s\n' 'On a platform that answers at once' many one ratio goal
  row "$((functions * each)) invocations of $functions functions, /s" many rate one rate '>= 0.67'
  printf '%-44s %10s %10s %8s   %s\n' 'bytes of a stored record beyond its result' "$(median record bytes)" '' '' '<= 600'
  printf '\n%-44s %10s %10s\n' 'What an invocation costs in the queue, us' wall redis
  cost 'none of these' none
  cost '+ limits of a function' limits none
  cost '+ an idempotency key' idempotency none
  cost '+ a record kept for a day' record none
  cost '+ 1,000 bytes of logs' logs none
  printf '%-44s %10.1f   (of the gateway, when it accepts)\n' '+ limits of a namespace' "$(awk -v a="$(median ours accept)" -v b="$(median namespace accept)" 'BEGIN { print (1 / b - 1 / a) * 1e6 }')"
}
