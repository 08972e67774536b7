#!/usr/bin/env bash
# Pictures of every page of the demonstration, and of its letters, into screenshots/ or the folder that is given. It also renews the
# picture in the README, which is one of them.
set -euo pipefail
cd "$(dirname "$0")/.."
. .ci/tools.sh

folder=$(realpath -m "${1:-screenshots}")
find_go
need_browser
need_font
if ! find_chromium >/dev/null; then
  say "failed: there is no browser to take pictures with"
  exit 1
fi
rm -f "$folder"/*.png
KLANTPANEL_SCREENSHOTS=$folder KLANTPANEL_TEST_CHROMIUM=$(find_chromium) \
  go test -buildvcs=false -vet=off -count=1 -timeout 15m -run '^TestScreenshots$' -v ./cmd/klantpanel
cp "$folder/responder-start-en-1280.png" cmd/klantpanel/docs/start.png
