# Processes that a benchmark starts, loads and weighs. Sourced by the scripts beside it. Wants $work, a folder for logs, and pids=().

source tests/Benchmarks/ports.sh
source tests/Benchmarks/figures.sh

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
