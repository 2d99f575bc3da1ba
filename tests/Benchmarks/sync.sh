# The split deployment against the floor of this machine: the same path with nothing in it. Both in turn, for the machine drifts.
# Sourced by tests/bench.
#   FLOOR     folder of the floor's own run script      default ../shared/bench/floor
#   DRIVER    isolation of ours                         default sandbox

floor=${FLOOR:-../shared/bench/floor}
rounds=3 seconds=6 warm=20
work=$(mktemp -d)
figures=$work/figures
source tests/Benchmarks/split.sh
source tests/Benchmarks/figures.sh
trap 'split_stop; rm -rf "$work"' EXIT

bench() {
  [ "${1:-}" != --quick ] || { rounds=1 seconds=2 warm=6; }
  [ -x "$floor/run" ] || { echo "There is no floor at $floor: name its folder in FLOOR." >&2; exit 1; }
  deploy/install-needs bench
  split_build
  local round
  for ((round = 1; round <= rounds; round++)); do
    echo "round $round of $rounds" >&2
    measure_floor
    measure_ours
  done
  report
}

# Its lines: "  sync c=16   5875.11 req/s  p50 2.50ms  p99 7.60ms".
measure_floor() {
  "$floor/run" everysec unix 2 "$seconds" >"$work/floor.log" 2>&1 || { cat "$work/floor.log" >&2; return 1; }
  note floor c16 "$(awk '/sync c=16/ { print $3 }' "$work/floor.log")"
  note floor c1 "$(awk '/sync c=1 / { print $6 }' "$work/floor.log" | milliseconds)"
}

measure_ours() {
  local name concurrency
  split_start
  for concurrency in 1 8; do
    name=floor$concurrency
    split_deploy "$name" "$concurrency"
    split_first_answer "$name"
    load 16 "$warm" "$name" >/dev/null
    note "$name" c16 "$(load 16 "$seconds" "$name" | awk '/Requests\/sec/ { print $2 }')"
    note "$name" c1 "$(load 1 "$seconds" "$name" | awk '/ 50%/ { print $2 }' | milliseconds)"
  done
  split_stop
}

# An answer that is none of the function's would make a fine figure: none may be there.
load() {
  wrk -t1 -c"$1" -d"$2"s --latency -s tests/Benchmarks/post.lua "$(split_invoke_url "$3")" >"$work/wrk.log"
  if grep -E 'Non-2xx|Socket errors' "$work/wrk.log" >&2; then
    curl -fsS "$split_url/metrics" | grep -E '^faas_invocations_(finished|refused)' >&2
    return 1
  fi
  cat "$work/wrk.log"
}

milliseconds() {
  awk '/us$/ { print $0 / 1000 } /ms$/ { print $0 + 0 } /[0-9]s$/ { print $0 * 1000 }'
}

report() {
  machine
  echo "$rounds rounds of $seconds s, medians; AOF everysec; floor: two containers behind a hop, over Unix sockets"
  printf '%-44s %10s %10s %8s   %s\n' '' ours floor ratio goal
  local concurrency
  for concurrency in 1 8; do
    row "sync c=16 req/s, concurrency $concurrency" "floor$concurrency" c16 floor c16 '>= 0.70'
    row "sync c=1 p50 ms, concurrency $concurrency" "floor$concurrency" c1 floor c1 '<= 1.40'
  done
}
