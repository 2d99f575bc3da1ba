# What a function that takes all it can does to one quiet caller beside it. Sourced by tests/bench, whose load and milliseconds it uses, between split_start and split_stop.
# Gives: neighbour_measure SECONDS, which prints the p50 of one connection alone, the p50 beside the attacker, and their ratio (goal: at most 2).

neighbour_measure() {
  local seconds=$1 alone beside
  split_deploy quiet 1
  neighbour_deploy_attacker "$seconds"
  neighbour_p50 "$seconds" >/dev/null
  alone=$(neighbour_p50 "$seconds")
  curl -fsS -X POST "$(split_invoke_url attacker)" -H 'Prefer: respond-async' -o "$work/attack.json"
  beside=$(neighbour_p50 "$seconds")
  awk -v a="$alone" -v b="$beside" 'BEGIN { printf "one connection alone %.2f ms, beside an attacker %.2f ms, ratio %.2f (goal 2.00)\n", a, b, b / a }'
}

# Every process it may have turns for as long as its timeout.
neighbour_deploy_attacker() {
  local timeout=$((($1 + 2) * 1000))
  curl -fsS -X PUT "$split_url/functions/attacker" -H 'Content-Type: application/json' -o "$work/deploy.json" --data @- <<JSON
{"kind":"python:default","code":"import os\ndef main(p):\n  while True:\n    try: os.fork()\n    except OSError: pass\n    for i in range(100000): pass\n","limits":{"timeoutMs":$timeout}}
JSON
}

neighbour_p50() { load 1 "$1" quiet | awk '/ 50%/ { print $2 }' | milliseconds; }
