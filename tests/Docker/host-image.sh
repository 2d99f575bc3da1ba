#!/usr/bin/env bash
# Makes a Docker image out of programs of this machine, since tests have no registry.
# usage: host-image.sh NAME PYTHON PROGRAM...     PYTHON with its standard library; each with the libraries it links
set -euo pipefail

name=$1
shift

main() {
  # Links are followed: what is /lib/x on a machine whose /lib is a link is /lib/x in the image.
  { library "$1"; linked "$@"; } | sort -u | tar --create --dereference --hard-dereference --absolute-names --files-from=- |
    docker import --change 'ENV PATH=/usr/local/bin:/usr/bin:/bin' - "$name" >/dev/null
}

library() {
  local folder
  folder=$("$1" -c 'import sysconfig; print(sysconfig.get_paths()["platstdlib"])')
  find "$folder" \( -name __pycache__ -o -name '*-packages' -o -name test -o -name idlelib -o -name ensurepip -o -name 'config-*' \) -prune -o -type f -print
  linked "$folder"/lib-dynload/*.so
}

linked() {
  local file
  for file in "$@"; do
    echo "$file"
    ldd "$file" 2>/dev/null | grep -o '/[^ ]*' || true
  done
}

main "$@"
