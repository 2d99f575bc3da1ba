# The scheduler's own work in a large cluster: 10,000 agents' offers and 100,000 slots, as a synthetic stream of events; no network, no store.
bench() {
  local size=full
  [ "${1:-}" != --quick ] || size=quick
  dotnet build tests/Benchmarks/Scale -c Release -v q --nologo -m:2 >&2
  artifacts/bin/Faas.Benchmarks.Scale/release/Faas.Benchmarks.Scale "$size"
}
