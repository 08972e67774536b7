# A throw-away PostgreSQL, to be sourced after tools.sh. It listens on 127.0.0.1 with a password of its own, and is gone when the
# script that started it is gone: on_exit stops it, and should the script be killed, the kernel does.

postgres_pid=
postgres_data=
job=

# start_postgres [SETTING…] starts the server and exports its address as KLANTPANEL_TEST_POSTGRES. A SETTING is a line of
# postgresql.conf without spaces, as fsync=off.
start_postgres() {
  local bin password
  bin=$(postgres_folder)
  # Not TMPDIR: the server's own user may not be able to enter it, and the path of a socket must be short.
  postgres_data=$(mktemp -d /tmp/klantpanel-postgres.XXXXXX)
  password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  say "$password" >"$postgres_data/password"
  postgres_user
  chown -R "$(id -u "$postgres_owner")" "$postgres_data"
  (cd "$postgres_data" && "${as_owner[@]}" "$bin/initdb" --pgdata=data --username=postgres --pwfile=password --auth=password \
    --encoding=UTF8 --locale=C.UTF-8 --no-sync >log 2>&1) || { cat "$postgres_data/log"; return 1; }
  # Binding is the only safe test whether a port is free, so the server tries until one is. The ports lie below those that the
  # kernel hands out.
  for _ in {1..20}; do
    if try_postgres "$bin" $((20000 + RANDOM % 12000)) "$@"; then
      export KLANTPANEL_TEST_POSTGRES="postgres://postgres:$password@127.0.0.1:$postgres_port/postgres?sslmode=disable"
      return
    fi
  done
  cat "$postgres_data/log"
  return 1
}

# postgres_user decides who runs the server: PostgreSQL refuses to be root.
postgres_user() {
  postgres_owner=$(id -un)
  as_owner=(setpriv --pdeathsig QUIT)
  if [ "$(id -u)" = 0 ]; then
    postgres_owner=postgres
    id -u postgres >/dev/null 2>&1 || postgres_owner=nobody
    as_owner=(setpriv --reuid "$postgres_owner" --regid "$(id -g "$postgres_owner")" --clear-groups --pdeathsig QUIT)
  fi
}

# try_postgres BIN PORT [SETTING…] waits until the server answers on its own socket; a foreign server on that port doesn't count.
try_postgres() {
  local bin=$1 settings=() setting
  postgres_port=$2
  for setting in "${@:3}" listen_addresses=127.0.0.1 unix_socket_directories="$postgres_data" max_connections=200; do
    settings+=(-c "$setting")
  done
  set -m # a process group of its own, so that Ctrl-C reaches this script first
  (cd "$postgres_data" && exec "${as_owner[@]}" "$bin/postgres" -D data -p "$postgres_port" "${settings[@]}") \
    </dev/null >"$postgres_data/log" 2>&1 &
  postgres_pid=$!
  set +m
  for _ in {1..300}; do
    "$bin/pg_isready" -q -h "$postgres_data" -p "$postgres_port" && return
    kill -0 "$postgres_pid" 2>/dev/null || break
    sleep 0.1
  done
  stop_postgres
  return 1
}

# stop_postgres doesn't let the server tidy up: nobody will read the data again.
stop_postgres() {
  [ -n "$postgres_pid" ] || return 0
  kill -QUIT "$postgres_pid" 2>/dev/null || true
  wait "$postgres_pid" 2>/dev/null || true
  postgres_pid=
}

# run starts a command that a signal to this script can end: bash waits for a child in the foreground before it runs a trap.
run() {
  local status=0
  set -m
  "$@" </dev/null &
  job=$!
  set +m
  wait "$job" || status=$?
  job=
  return "$status"
}

on_exit() {
  trap '' INT TERM HUP
  if [ -n "$job" ]; then
    kill -TERM -- "-$job" 2>/dev/null || true
    wait "$job" 2>/dev/null || true
  fi
  stop_postgres
  [ -z "$postgres_data" ] || rm -rf "$postgres_data"
}
trap on_exit EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
