# The split deployment, every program a process of its own. Sourced by tests/bench; the command lines of all programs are here and nowhere else.
# Gives: split_build, split_start, split_deploy NAME CONCURRENCY, split_first_answer NAME, split_stop, and $split_url. Wants $work, a folder for logs and data.

source tests/Benchmarks/ports.sh

split_pids=()
split_url=

# Every command runs until split_stop; its output goes to $work/<name>.log.
split_start() {
  local redis mesos invoker gateway
  read -r redis mesos invoker gateway < <(free_ports 4)
  split_url=http://127.0.0.1:$gateway
  local store=--Storage:Redis=127.0.0.1:$redis

  split_run redis redis-server --port "$redis" --bind 127.0.0.1 --dir "$work" --save '' --appendonly yes --appendfsync everysec
  await_port "$redis" redis
  split_run mesos "$(program Faas.Mesos.Local)" --Port "$mesos" --Cpus 4 --Mem 8192 --Work "$work/agent" --AllocationIntervalMs 100
  await_port "$mesos" mesos
  split_run invoker "$(program Faas.Invoker)" --urls "http://127.0.0.1:$invoker" "$store" \
    --Mesos:Masters:0="http://127.0.0.1:$mesos" --Mesos:Executor:Command="$(program Faas.Mesos.Executor)" \
    --Mesos:Executor:Environment:FAAS_EXECUTOR_DATAFOLDER="$work/executor" --Mesos:Executor:Environment:FAAS_EXECUTOR_DRIVER="${DRIVER:-sandbox}"
  await_port "$invoker" invoker
  split_run gateway "$(program Faas.Gateway)" --urls "$split_url" "$store" --Gateway:NoKeys=true
  await_port "$gateway" gateway
}

# Each function has the work of the floor's container: it parses its parameters and answers {"ok":true}.
split_deploy() {
  local name=$1 concurrency=$2
  curl -fsS -X PUT "$split_url/functions/$name" -H 'Content-Type: application/json' -o "$work/deploy.json" --data @- <<JSON
{"kind":"nodejs:default","code":"exports.main = p => ({ok:true})","limits":{"concurrency":$concurrency}}
JSON
}

# The first container of all needs an executor, which takes longer than wrk waits for an answer.
split_first_answer() {
  curl -fsS -o "$work/first.json" -X POST "$(split_invoke_url "$1")" -H 'Content-Type: application/json' -d '{}'
}

split_invoke_url() { echo "$split_url/functions/$1/invocations"; }

split_stop() {
  local i
  # The last started first, so that everyone can say goodbye to those it needs.
  for ((i = ${#split_pids[@]} - 1; i >= 0; i--)); do
    kill "${split_pids[i]}" 2>/dev/null || true
    wait "${split_pids[i]}" 2>/dev/null || true
  done
  split_pids=()
}

split_run() {
  local name=$1
  shift
  "$@" >"$work/$name.log" 2>&1 &
  split_pids+=($!)
}

# Whole paths: the executor is started from a folder of its own.
program() { echo "$PWD/artifacts/ahead/$1/$1"; }

# As they ship, compiled ahead of time, but with this machine's .NET.
split_build() {
  local project
  for project in MesosAdapter/LocalMesos/Faas.Mesos.Local MesosAdapter/Executor/Faas.Mesos.Executor Invoker/Faas.Invoker Gateway/Faas.Gateway; do
    dotnet publish "$project.csproj" -c Release -p:Ahead=true -v q --nologo -m:2 -o "artifacts/ahead/$(basename "$project")" >&2
  done
}
