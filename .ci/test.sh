#!/usr/bin/env bash
# Everything that has to hold before a change is merged. `make test` runs it; on Debian it needs nothing but Go.
# KLANTPANEL_REQUIRE_ALL=1 turns every skip into a failure.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/tools.sh
. .ci/postgres.sh

step() { printf '\n== %s (%d s)\n' "$*" "$SECONDS"; }

step tools
find_go
# A checkout that belongs to somebody else has no version to stamp; that is no reason to fail.
export GOFLAGS="${GOFLAGS:-} -buildvcs=false"
need_compiler
need_postgres
need_browser
race=()
if command -v gcc >/dev/null; then
  export CGO_ENABLED=1
  # SQLite is C turned into Go, with all its memory outside Go's: the race detector sees nothing there and costs two thirds of the time.
  race=(-race '-gcflags=modernc.org/...=-race=false')
fi
unset KLANTPANEL_TEST_POSTGRES KLANTPANEL_TEST_CHROMIUM KLANTPANEL_TEST_AXE
if find_chromium >/dev/null && is_axe "$(axe_file)"; then
  KLANTPANEL_TEST_CHROMIUM=$(find_chromium)
  KLANTPANEL_TEST_AXE=$(axe_file)
  export KLANTPANEL_TEST_CHROMIUM KLANTPANEL_TEST_AXE
  say "$("$KLANTPANEL_TEST_CHROMIUM" --version 2>/dev/null || say "$KLANTPANEL_TEST_CHROMIUM"), axe-core $axe_version"
fi
if postgres_folder >/dev/null; then
  # The data is thrown away, so it need not survive a power cut.
  start_postgres fsync=off synchronous_commit=off full_page_writes=off
  say "$("$(postgres_folder)/postgres" --version) on port $postgres_port"
fi
go version

step format
unformatted=$(gofmt -l .)
if [ -n "$unformatted" ]; then
  say "failed: gofmt -w would change" $unformatted # one line, whatever their number
  exit 1
fi

step modules
run go mod download
# Without a network tidy can't tell, and prints no difference.
if [ -n "$(go mod tidy -diff 2>/dev/null)" ]; then
  say "failed: go mod tidy would change go.mod or go.sum"
  exit 1
fi
run go mod verify

# With the flags of the tests, so that everything is compiled only once.
step vet
run go vet "${race[@]}" ./...

# Chromium, and a demo that plays its whole past, take long and race nothing that the other tests don't: they run by themselves.
long='^TestInThe(Browser|Demo)'
# Much of a test is waiting for a disk or a database, so more packages run at once than there are cores. The longest takes half of its limit.
step tests
run go test "${race[@]}" -p 4 -vet=off -timeout 60m -skip "$long" ./...

step "tests of the demo and in the browser"
run go test -vet=off -timeout 30m -run "$long" ./cmd/klantpanel

step "all green"
for what in "${skipped[@]}"; do
  say "skipped: $what"
done
