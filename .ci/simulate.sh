#!/usr/bin/env bash
# All that people do with points, what letters and digests tell of it, and ten years of 200 panels in virtual time, on both databases: what
# `make test` simulates in small. SEED repeats a run.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/tools.sh
. .ci/postgres.sh

find_go
need_postgres
export GOFLAGS="${GOFLAGS:-} -buildvcs=false" KLANTPANEL_SIMULATE=whole KLANTPANEL_TEST_SEED="${SEED:-}"
unset KLANTPANEL_TEST_POSTGRES
if postgres_folder >/dev/null; then
  # The data is thrown away, so it need not survive a power cut.
  start_postgres fsync=off synchronous_commit=off full_page_writes=off
fi
run go test -count=1 -v -run '^TestWhateverPeopleDoEachPointFollowsFromItsTimeline$' -timeout 60m ./dialogue
run go test -count=1 -v -run '^TestWhateverHappensEverybodyIsToldOnceAndNobodyStandsOut$' -timeout 120m ./dialogue
run go test -count=1 -v -run '^TestRoundsComeRoundWhateverHappens$' -timeout 120m ./cmd/klantpanel
for what in "${skipped[@]}"; do
  say "skipped: $what"
done
