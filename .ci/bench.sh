#!/usr/bin/env bash
# The Go benchmarks on both databases, as a table. BENCH picks benchmarks by name, BENCHTIME says how long each runs.
# It asserts nothing: a figure means something only beside another one from the same machine.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/tools.sh
. .ci/postgres.sh

find_go
need_postgres
export GOFLAGS="${GOFLAGS:-} -buildvcs=false"
unset KLANTPANEL_TEST_POSTGRES KLANTPANEL_TEST_CHROMIUM
if postgres_folder >/dev/null; then
  start_postgres # as durable as Debian ships it: figures of a server that may forget would flatter
fi
if find_chromium >/dev/null; then
  KLANTPANEL_TEST_CHROMIUM=$(find_chromium) # else the benchmark by keyboard is skipped
  export KLANTPANEL_TEST_CHROMIUM
fi
output=$(mktemp)
trap 'on_exit; rm -f "$output"' EXIT
run go test -run '^$' -bench "${BENCH:-.}" -benchtime "${BENCHTIME:-2s}" -timeout 30m ./... >"$output" || {
  cat "$output"
  exit 1
}
awk -f .ci/table.awk "$output"
for what in "${skipped[@]}"; do
  say "skipped: $what"
done
