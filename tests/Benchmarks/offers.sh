# Waits for offers and for places of containers, on an emulated Mesos with the timing of a default master. Sourced by tests/bench.

bench() {
  dotnet build tests/Benchmarks/Offers -c Release -v q --nologo -m:2 >&2
  artifacts/bin/Faas.Benchmarks.Offers/release/Faas.Benchmarks.Offers "$@"
}
