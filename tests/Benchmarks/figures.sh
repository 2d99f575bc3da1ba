# Figures that a benchmark notes in a file, and tells as medians. Sourced by the scripts beside it. Wants $figures, that file.

note() {
  [ -n "$3" ] || { echo "No figure for $1 $2." >&2; return 1; }
  echo "$1 $2 $3" >>"$figures"
}

median() {
  awk -v who="$1" -v what="$2" '$1 == who && $2 == what { print $3 }' "$figures" | sort -g | awk '{ v[NR] = $1 } END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# LABEL WHO WHAT OTHER WHAT [goal]
row() {
  awk -v l="$1" -v o="$(median "$2" "$3")" -v f="$(median "$4" "$5")" -v g="${6:-}" 'BEGIN { printf "%-44s %10.2f %10.2f %8.2f   %s\n", l, o, f, o / f, g }'
}

# LABEL WHO [than]: what it costs, or what it costs more.
cost() {
  awk -v l="$1" -v w="$(median "$2" wall)" -v r="$(median "$2" redis)" -v w0="$([ -z "${3:-}" ] || median "$3" wall)" -v r0="$([ -z "${3:-}" ] || median "$3" redis)" \
    'BEGIN { printf "%-44s %10.1f %10.1f\n", l, w - w0, r - r0 }'
}

# What they were taken on.
machine() {
  echo "$(nproc) cores, $(awk '/MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), $(uname -sr), .NET $(dotnet --version), node $(node --version); $(date -u +%F)"
}
