# shellcheck shell=bash
# The PostgreSQL cluster of a set: role hub, template_hub with the extensions. Never as root.

postgres_paths() {
  PG_STATE=$STATE/postgres
  PG_DATA=$PG_STATE/data
  PG_PID=$STATE/run/postgres.pid
  PG_LOG=$STATE/log/postgres.log
}

# The newest installed PostgreSQL (15 or later) that has PostGIS; for an existing cluster, the one that made it.
postgres_bin() {
  local version
  if [ -f "$PG_DATA/PG_VERSION" ]; then
    version=$(cat "$PG_DATA/PG_VERSION")
    [ -x "/usr/lib/postgresql/$version/bin/postgres" ] ||
      die "The cluster in $PG_DATA was made by PostgreSQL $version, which is no longer installed. Install it, or forget the data with make clean."
  else
    version=$(postgres_versions | head -n 1)
    [ -n "$version" ] || missing "PostgreSQL 15 or later with PostGIS"
  fi
  PG_BIN=/usr/lib/postgresql/$version/bin
}

postgres_versions() {
  local folder
  for folder in /usr/lib/postgresql/*/; do
    folder=$(basename "$folder")
    [ -x "/usr/lib/postgresql/$folder/bin/initdb" ] && [ "$folder" -ge 15 ] &&
      [ -f "/usr/share/postgresql/$folder/extension/postgis.control" ] && echo "$folder"
  done | sort -rn
}

postgres_start() {
  alive "$PG_PID" && return 0
  postgres_bin
  [ -f "$PG_STATE/complete" ] || postgres_init
  postgres_configure
  stepping_down postgres
  (cd "$PG_STATE" && spawn "$PG_PID" "$PG_LOG" env -i PATH="$PATH" LANG=C.UTF-8 "${STEP[@]}" "$PG_BIN/postgres" -D "$PG_DATA")
  await "$PG_PID" 60 "$PG_BIN/pg_isready" -q -h 127.0.0.1 -p "$PORT_POSTGRES" || postgres_failed
  [ -f "$PG_STATE/complete" ] || postgres_fill
}

postgres_failed() {
  tail -n 15 "$PG_LOG" >&2
  die "PostgreSQL did not start; the lines above are the end of $PG_LOG."
}

# A cluster that was not filled to the end holds nothing yet, and is made anew.
postgres_init() {
  rm -rf "$PG_STATE"
  mkdir -p "$PG_STATE"
  chmod 700 "$PG_STATE"
  head -c 18 /dev/urandom | base64 >"$PG_STATE/superuser"
  chmod 600 "$PG_STATE/superuser"
  own postgres "$PG_STATE"
  (cd "$PG_STATE" && as postgres "$PG_BIN/initdb" -D "$PG_DATA" -U postgres --encoding=UTF8 --locale=C.UTF-8 \
    --auth=scram-sha-256 --pwfile="$PG_STATE/superuser" --no-sync --no-instructions) >>"$PG_LOG" 2>&1 || postgres_failed
}

postgres_configure() {
  {
    cat "$INFRA/conf/postgresql.conf"
    if [ "$SET" = tests ]; then cat "$INFRA/conf/postgresql-tests.conf"; fi
    echo "port = $PORT_POSTGRES"
  } >"$PG_DATA/postgresql.conf"
}

postgres_fill() {
  PGPASSWORD=$(cat "$PG_STATE/superuser") psql -X -q -v ON_ERROR_STOP=1 \
    -h 127.0.0.1 -p "$PORT_POSTGRES" -U postgres -d postgres <"$INFRA/conf/template.sql" >/dev/null || postgres_failed
  touch "$PG_STATE/complete"
}

# INT is PostgreSQL's fast shutdown: sessions are ended, the checkpoint is written.
postgres_stop() { end "$PG_PID" INT 60; }

# The postmaster is killed; its children see that and leave, which a restart has to wait for.
postgres_kill() {
  local children
  children=$(ps -o pid= --ppid "$(pid_in "$PG_PID")")
  end "$PG_PID" KILL 5
  # shellcheck disable=SC2086
  wait_for 10 no_process $children
}

no_process() {
  local pid
  for pid in "$@"; do [ ! -d "/proc/$pid" ] || return 1; done
}
