# Ports of what a benchmark starts. Sourced by the scripts beside it. Wants $work, a folder with a log of each name.

free_ports() {
  python3 -c 'import socket, sys
held = [socket.create_server(("127.0.0.1", 0)) for _ in range(int(sys.argv[1]))]
print(*(s.getsockname()[1] for s in held))' "$1"
}

# PORT NAME
await_port() {
  local tries
  for ((tries = 0; tries < 300; tries++)); do
    if (: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then return; fi
    sleep 0.1
  done
  tail -n 20 "$work/$2.log" >&2
  echo "$2 did not come up in 30 s." >&2
  return 1
}
