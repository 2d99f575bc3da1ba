# Processes that a benchmark starts, and figures that it takes of them. Sourced by the scripts beside it. Wants $work, a folder for logs, $figures, a file, and pids=().

# NAME COMMAND...: runs until stop_all; its output goes to $work/<name>.log.
start() {
  local name=$1
  shift
  "$@" >"$work/$name.log" 2>&1 &
  pids+=("$name:$!")
}

pid_of() {
  local one
  for one in "${pids[@]}"; do
    if [ "${one%%:*}" = "$1" ]; then echo "${one##*:}"; fi
  done
}

# What they would do to end well is measured nowhere.
stop_all() {
  local one
  for one in "${pids[@]}"; do kill -KILL "${one##*:}" 2>/dev/null || true; done
  wait 2>/dev/null || true
  pids=()
}

await_port() {
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    if (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return; fi
    kill -0 "$(pid_of "$2")" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 20 "$work/$2.log" >&2
  echo "$2 did not come up in 30 s." >&2
  return 1
}

free_ports() {
  python3 -c 'import socket, sys
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(s.getsockname()[1] for s in held))' "$1"
}

# CONNECTIONS SECONDS URL [async]. An answer that is none of the function's would make a fine figure: none may be there.
load() {
  WRK_PREFER=${4:+respond-async} wrk -t1 -c"$1" -d"$2"s --latency -s tests/Benchmarks/post.lua "$3" >"$work/wrk.log"
  if grep -E 'Non-2xx|Socket errors' "$work/wrk.log" >&2; then return 1; fi
  cat "$work/wrk.log"
}

requests_per_second() { awk '/Requests\/sec/ { print $2 }'; }

# How many the last load sent.
requests() { awk '/requests in/ { print $1 }' "$work/wrk.log"; }

# Processor time of each process from here on, told per request by note_cpu.
count_cpu() {
  local one
  for one in "${pids[@]}"; do eval "cpu_${one%%[-:]*}=$(cpu "${one##*:}")"; done
}

# WHO WHAT REQUESTS
note_cpu() {
  local one name before
  for one in "${pids[@]}"; do
    name=${one%%[-:]*} before=cpu_${one%%[-:]*}
    note "$1" "$2-$name" "$(awk -v a="${!before}" -v b="$(cpu "${one##*:}")" -v n="$3" -v hz="$(getconf CLK_TCK)" 'BEGIN { printf "%.1f", (b - a) * 1e6 / hz / n }')"
  done
}

cpu() { awk '{ sub(/^.*\) /, ""); print $12 + $13 }' "/proc/$1/stat"; }

redis() { redis-cli -p "$redis_port" "$@"; }
used_memory() { redis info memory | awk -F: '/^used_memory:/ { print $2 + 0 }'; }

# "a,b" from a format and words.
joined() {
  local format=$1 all
  shift
  all=$(printf "$format," "$@")
  echo "${all%,}"
}

note() {
  [ -n "$3" ] || { echo "No figure for $1 $2." >&2; return 1; }
  echo "$1 $2 $3" >>"$figures"
}

median() {
  awk -v who="$1" -v what="$2" '$1 == who && $2 == what { print $3 }' "$figures" | sort -g | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# LABEL WHO WHAT OTHER WHAT [goal]
row() {
  awk -v l="$1" -v o="$(median "$2" "$3")" -v f="$(median "$4" "$5")" -v g="${6:-}" 'BEGIN { printf "%-44s %10.1f %10.1f %8.2f   %s\n", l, o, f, o / f, g }'
}

# LABEL WHO [than]: what it costs, or what it costs more.
cost() {
  awk -v l="$1" -v w="$(median "$2" wall)" -v r="$(median "$2" redis)" -v w0="$([ -z "${3:-}" ] || median "$3" wall)" -v r0="$([ -z "${3:-}" ] || median "$3" redis)" \
    'BEGIN { printf "%-44s %10.1f %10.1f\n", l, w - w0, r - r0 }'
}
