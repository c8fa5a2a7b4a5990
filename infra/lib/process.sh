# shellcheck shell=bash
# Processes of ours, known by pid and start time, and the ports they need.

# Field 22 of stat; the name in field 2 may hold blanks.
started_at() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

# True when the process that pid file $1 was written for still runs (pids are used again, so the start time counts too).
alive() {
  local pid started
  [ -s "$1" ] && read -r pid started <"$1" && [ -d "/proc/$pid" ] && [ "$(started_at "$pid")" = "$started" ] && ! is_zombie "$pid"
}

is_zombie() { grep -q '^State:[[:space:]]*Z' "/proc/$1/status" 2>/dev/null; }

pid_in() { cut -d ' ' -f 1 "$1"; }

# spawn PIDFILE LOG COMMAND…: a daemon in its own session that holds none of our descriptors.
spawn() {
  local pidfile=$1 log=$2 pid
  shift 2
  setsid "$@" </dev/null >>"$log" 2>&1 9>&- &
  pid=$!
  echo "$pid $(started_at "$pid")" >"$pidfile"
}

# as USER COMMAND…: root steps down to the package's user, anybody else stays who they are.
as() {
  local user=$1
  shift
  if is_root; then setpriv --reuid="$user" --regid="$user" --init-groups -- "$@"; else "$@"; fi
}

# The same words for spawn, which cannot run a function.
# shellcheck disable=SC2034
stepping_down() {
  STEP=()
  if is_root; then STEP=(setpriv "--reuid=$1" "--regid=$1" --init-groups --); fi
}

own() { if is_root; then chown -R "$1:$1" "$2"; fi; }

# wait_for SECONDS COMMAND…: asks ten times a second.
wait_for() {
  local tries=$(($1 * 10))
  shift
  until "$@" >/dev/null 2>&1; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.1
  done
}

# await PIDFILE SECONDS COMMAND…: the same for a process of ours; one that died need not be waited for.
await() {
  local pidfile=$1 seconds=$2
  shift 2
  wait_for "$seconds" holds_or_died "$pidfile" "$@" && alive "$pidfile"
}

holds_or_died() {
  local pidfile=$1
  shift
  ! alive "$pidfile" || "$@"
}

gone() { ! alive "$1"; }

# end PIDFILE SIGNAL SECONDS: asks politely, then kills.
end() {
  alive "$1" || { rm -f "$1"; return 0; }
  kill "-$2" "$(pid_in "$1")" 2>/dev/null
  wait_for "$3" gone "$1" || { kill -KILL "$(pid_in "$1")" 2>/dev/null; wait_for 5 gone "$1"; }
  rm -f "$1"
}

# The program that listens on port $1 ("postgres (pid 12)"); fails when nobody does.
listener() {
  local inode fd pid
  inode=$(awk -v port="$(printf ':%04X' "$1")" '$4 == "0A" && substr($2, length($2) - 4) == port { print $10; exit }' \
    /proc/net/tcp /proc/net/tcp6 2>/dev/null)
  [ -n "$inode" ] || return 1
  fd=$(find /proc/[0-9]*/fd -lname "socket:\[$inode\]" -print -quit 2>/dev/null)
  pid=$(cut -d / -f 3 <<<"$fd")
  if [ -n "$pid" ]; then echo "$(cat "/proc/$pid/comm") (pid $pid)"; else echo "a program of another user"; fi
}

# The system lends ports of 32768 and above to outgoing connections: one may have this port, for as long as it lives.
not_lent() {
  ! awk -v port="$(printf ':%04X' "$1")" '$4 != "0A" && $4 != "06" && substr($2, length($2) - 4) == port { found = 1 } END { exit !found }' \
    /proc/net/tcp /proc/net/tcp6 2>/dev/null
}

# need_port PORT PURPOSE: says who sits on it.
need_port() {
  local who
  if ! who=$(listener "$1"); then
    wait_for 60 not_lent "$1" && return 0
    who="an outgoing connection of another program"
  fi
  die "Port $1, wanted for $2, is taken by $who. Stop it, or choose other ports with HUB_OFFSET (all) or HUB_PORT_… (one)."
}
