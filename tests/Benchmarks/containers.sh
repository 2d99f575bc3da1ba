# An executor's containers against the floors of this machine, in one run. Sourced by tests/bench.
#   FLOOR     folder of the floor's forwarding hop; without one the executor's own cost stands alone     default ../shared/bench/floor

floor=${FLOOR:-../shared/bench/floor}
work=$(mktemp -d)
trap 'stop; rm -rf "$work"' EXIT

bench() {
  # What a sandbox shows of the machine is not what lies in its /tmp.
  local runtimes=$work/runtimes ahead=$PWD/artifacts/ahead/Faas.Mesos.Executor native=$PWD/artifacts/native docker=() hop=()
  deploy/install-needs bench
  # As it ships, compiled ahead of time.
  dotnet publish MesosAdapter/Executor -c Release -p:Ahead=true -v q --nologo -m:2 -o "$ahead" >&2
  cp -r "$ahead/runtimes" "$runtimes"
  mkdir -p "$runtimes/native" "$native"
  gcc -O2 -static -D_GNU_SOURCE -o "$native/native" tests/Benchmarks/containers/native.c
  PATH=$native:$PATH
  describe_native >"$runtimes/native/runtime.json"
  if [ -d "$floor/forwarder" ]; then build_hop; hop=(--hop "$work/hop/forwarder.dll"); fi
  if start_docker >&2; then docker=(--docker "unix://$work/docker/socket" faas-bench); fi
  echo "$(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), $(uname -sr), .NET $(dotnet --version), $(bwrap --version), node $(node --version), $(python3 --version); $(date -u +%F)"
  python3 -B tests/Benchmarks/containers/main.py "$ahead/Faas.Mesos.Executor" "$work" "$runtimes" "$native/native" "${hop[@]}" "${docker[@]}" "$@"
}

stop() {
  [ ! -e "$work/docker/pid" ] || kill "$(cat "$work/docker/pid")" 2>/dev/null || true
  wait
}

# Outside of this repository's settings, as its own script does.
build_hop() {
  cp -r "$floor/forwarder" "$work/forwarder"
  dotnet build -c Release -v q --nologo -o "$work/hop" "$work/forwarder" >&2
}

describe_native() {
  cat <<'JSON'
{"family":"native","interpreters":["native"],"probe":["--probe"],"minimum":"1","arguments":["{listen}"],"remedy":"Build tests/Benchmarks/containers/native.c."}
JSON
}

# An engine of our own, in a network of its own, with one image of this machine's interpreters.
start_docker() {
  local python node tries
  command -v dockerd >/dev/null || return 1
  mkdir -p "$work/docker"
  unshare --net --mount -- sh -c "ip link set lo up; exec dockerd --data-root $work/docker/data --exec-root $work/docker/run --pidfile $work/docker/pid --host unix://$work/docker/socket" >"$work/docker/log" 2>&1 &
  export DOCKER_HOST=unix://$work/docker/socket
  for ((tries = 0; ; tries++)); do
    if docker version >/dev/null 2>&1; then break; fi
    [ "$tries" -lt 300 ] || return 1
    sleep 0.1
  done
  python=$(python3 -c 'import os, sys; print(os.path.realpath(getattr(sys, "_base_executable", None) or sys.executable))')
  node=$(node -p 'fs.realpathSync(process.execPath)')
  tests/Docker/host-image.sh faas-bench "$python" "$node" "$native/native" /bin/true /bin/sh
  describe_image nodejs "$(node -p 'process.versions.node.split(".")[0]')" "$node"
  describe_image python "$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')" "$python"
  describe_image native 1 "$native/native"
}

# FAMILY VERSION PROGRAM: the runtime's image.
describe_image() {
  python3 -c 'import json, sys
path, version, program = sys.argv[1:]
manifest = json.load(open(path))
manifest["images"] = [{"version": version, "image": "faas-bench", "executable": program}]
json.dump(manifest, open(path, "w"))' "$runtimes/$1/runtime.json" "$2" "$3"
}
