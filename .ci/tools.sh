# What the tests and the benchmarks need besides Go: found, or taken from Debian's packages where that is allowed.
# To be sourced. Every function is quiet when there is nothing to do, and says in one line what is missing.

# Exact, so that an update of axe can't turn a green build red. The checksum is the one of axe.min.js.
axe_version=4.14.1
axe_sha256=29348999450cdf2849a8e70b7912fc2da85a849da39c0d0d5394f51d4a9ed95c

say() { printf '%s\n' "$*"; }

# note_skip remembers what a run has to do without, and why; with KLANTPANEL_REQUIRE_ALL=1 that ends the run.
skipped=()
note_skip() {
  skipped+=("$*")
  say "skipped: $*"
  if [ "${KLANTPANEL_REQUIRE_ALL:-}" = 1 ]; then
    say "failed: KLANTPANEL_REQUIRE_ALL=1 allows no skipping"
    exit 1
  fi
}

# find_go puts Go on the path when it stands only in the folder of the official installation.
find_go() {
  command -v go >/dev/null || PATH=$PATH:/usr/local/go/bin
  if ! command -v go >/dev/null; then
    say "missing: Go $(awk '$1 == "go" {print $2}' go.mod) or newer, from https://go.dev/dl/"
    exit 1
  fi
}

# postgres_folder prints where PostgreSQL's programs are: Debian keeps the server off the path, one folder per version.
postgres_folder() {
  local folder
  for folder in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) $(dirname "$(command -v initdb || say /none/initdb)"); do
    if [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ]; then
      say "$folder"
      return
    fi
  done
  return 1
}

find_chromium() { command -v chromium || command -v google-chrome-stable; }

# as_root prints what to put before a command that needs root, and fails where root can't be had without a question.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    say "env"
  elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
    say "sudo -n env"
  else
    return 1
  fi
}

# from_debian installs the packages it is given. The lists of packages are fetched once.
debian_lists=
from_debian() {
  local root log
  command -v apt-get >/dev/null || return 1
  root=$(as_root) || return 1
  log=$(mktemp)
  say "installing from Debian: $*"
  # $root is one or more words.
  if { [ -n "$debian_lists" ] || $root apt-get -q -o DPkg::Lock::Timeout=300 update </dev/null >"$log" 2>&1; } &&
    debian_lists=fetched &&
    $root DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 --no-install-recommends install "$@" </dev/null >>"$log" 2>&1; then
    rm -f "$log"
    return
  fi
  tail -n 5 "$log"
  rm -f "$log"
  return 1
}

# need_postgres, need_compiler, need_browser and need_font install what is missing, and note what has to be skipped where that fails.
need_postgres() {
  if ! postgres_folder >/dev/null; then
    { from_debian postgresql && postgres_folder >/dev/null; } ||
      note_skip "the tests on PostgreSQL; to run them: sudo apt-get install postgresql"
  fi
}

need_compiler() {
  if ! command -v gcc >/dev/null; then
    from_debian gcc libc6-dev || note_skip "the race detector; to use it: sudo apt-get install gcc libc6-dev"
  fi
}

need_browser() {
  find_chromium >/dev/null || from_debian chromium fonts-liberation fonts-dejavu-core || true
  if ! find_chromium >/dev/null; then
    note_skip "the browser tests; to run them: sudo apt-get install chromium fonts-liberation npm"
  elif ! fetch_axe; then
    note_skip "the browser tests, for want of axe-core $axe_version; to fetch it: sudo apt-get install npm"
  fi
}

# need_font takes the font that the pages ask for; without it pictures show what a bare Debian has.
need_font() {
  command -v fc-list >/dev/null || from_debian fontconfig || true
  [ -n "$(fc-list Inter 2>/dev/null)" ] || from_debian fonts-inter || note_skip "the font of the pictures; to have it: sudo apt-get install fonts-inter"
}

axe_file() { say "$PWD/.cache/axe-core-$axe_version/axe.min.js"; }

# fetch_axe takes axe-core from npm into .cache; npm itself is only needed the first time.
fetch_axe() {
  local file folder
  file=$(axe_file)
  is_axe "$file" && return
  command -v npm >/dev/null || from_debian npm || return 1
  folder=$(mktemp -d)
  if (cd "$folder" && npm pack --silent "axe-core@$axe_version" </dev/null >/dev/null && tar -xzf axe-core-*.tgz package/axe.min.js) &&
    is_axe "$folder/package/axe.min.js"; then
    mkdir -p "$(dirname "$file")"
    mv "$folder/package/axe.min.js" "$file"
  fi
  rm -rf "$folder"
  is_axe "$file"
}

is_axe() { [ -f "$1" ] && say "$axe_sha256  $1" | sha256sum --check --status; }
