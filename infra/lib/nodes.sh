# shellcheck shell=bash
# Nodes and their processes: 18 of them for the three nodes of infra/nodes. Sourced by infra/hub.

# Names of the nodes: all files of infra/nodes, or those in HUB_NODES.
nodes() {
  local file
  if [ -n "${HUB_NODES:-}" ]; then
    grep -oE '[a-z0-9_]+' <<<"$HUB_NODES"
  else
    for file in "$INFRA"/nodes/*.yaml; do basename "$file" .yaml; done
  fi
}

# The node file that the processes read; a shifted node set needs one with shifted ports.
node_file() {
  local file=$INFRA/nodes/$1.yaml half=$STATE/nodes/$1.$BASHPID
  [ -f "$file" ] || die "There is no node called '$1' in infra/nodes."
  if [ "$HUB_OFFSET" -ne 0 ]; then
    mkdir -p "$STATE/nodes"
    perl -pe 's/((?:localhost:|127\.0\.0\.1:|^port:\s*))(\d+)/$1 . ($2 + '"$HUB_OFFSET"')/ge; s/(\b(?:'"$(IFS='|'; echo "${PROGRAMS[*]}")"'):\s*)(\d+)/$1 . ($2 + '"$HUB_OFFSET"')/ge' \
      "$file" >"$half"
    # Renamed, because a program may read it at this moment.
    mv "$half" "$STATE/nodes/$1.yaml"
    file=$STATE/nodes/$1.yaml
  fi
  echo "$file"
}

# node_value FILE KEY: a plain value at the top level.
node_value() { sed -n "s/^$2:[[:space:]]*//p" "$1" | sed 's/[[:space:]]*#.*//; s/^"\(.*\)"$/\1/' | head -n 1; }

# The port of NODE/PROGRAM: from the map `ports`, else counted up from the gateway's.
port_of_program() {
  local file own i program=${1#*/}
  file=$(node_file "${1%/*}") || exit 1
  own=$(sed -n '/^ports:/,/^[a-z]*:[^0-9]*$/p' "$file" | grep -oE "\b$program:[[:space:]]*[0-9]+" | grep -oE '[0-9]+$' | head -n 1)
  if [ -n "$own" ]; then
    echo "$own"
    return
  fi
  for i in "${!PROGRAMS[@]}"; do
    [ "${PROGRAMS[$i]}" != "$program" ] || echo $(($(node_value "$file" port) + i))
  done
}

# Exports what the programs of node $1 read from the environment (infra/decisions/0001); for a subshell.
use_environment() {
  HUB_NODE=$(node_file "$1") || exit 1
  HUB_ROOT=$ROOT
  HUB_UNCLEARED=$UNCLEARED_WORD
  HUB_COLLECTIONS=$STATE/collections
  # One heap a core for each of 18 processes would be many.
  DOTNET_gcServer=0
  # Nodes that share a broker have topics of their own.
  HUB_MQTT=$HUB_MQTT/$1
  export HUB_ROOT HUB_NODE HUB_DATA HUB_UNCLEARED HUB_COLLECTIONS HUB_POSTGRES HUB_RABBITMQ HUB_MQTT DOTNET_gcServer
}

START_MARK="=== start"

pid_file() { echo "$STATE/processes/${1/\//-}.pid"; }
what_file() { echo "$STATE/processes/${1/\//-}.what"; }
log_file() { echo "$STATE/log/$1.log"; }

# What the process NODE/PROGRAM would run: one that runs the same stays, another one is replaced.
what_runs() {
  local copy file
  copy=$(install_program "$(assembly_of "${1#*/}")") || exit 1
  file=$(node_file "${1%/*}") || exit 1
  echo "$copy/ $HUB_DATA $UNCLEARED_WORD $HUB_POSTGRES $HUB_RABBITMQ $HUB_MQTT $(sha256sum <"$file" | cut -c 1-12) $(described_collections)"
}

# Changes with the collections that are described from layers: programs read them when they start.
described_collections() { find "$STATE/collections" -name '*.json' -type f -exec sha256sum {} + 2>/dev/null | sort | sha256sum | cut -c 1-12; }

# start_process NODE/PROGRAM: returns at once.
start_process() {
  local pidfile log what
  pidfile=$(pid_file "$1")
  log=$(log_file "$1")
  what=$(what_runs "$1") || exit 1
  alive "$pidfile" && [ "$(cat "$(what_file "$1")")" = "$what" ] && return 0
  end "$pidfile" TERM 10
  need_port "$(port_of_program "$1")" "$1"
  mkdir -p "$(dirname "$log")" "$STATE/processes"
  [ "$(stat -c %s "$log" 2>/dev/null || echo 0)" -lt 20000000 ] || mv "$log" "$log.1"
  echo "$what" >"$(what_file "$1")"
  echo "$START_MARK $(date '+%F %T')" >>"$log"
  (use_environment "${1%/*}" && cd "$ROOT" &&
    spawn "$pidfile" "$log" dotnet "${what%%/ *}/$(assembly_of "${1#*/}").dll" migrate serve)
}

# The cause of an end of NODE/PROGRAM: what its log says from the first failure on, else its last lines.
last_words() {
  local run
  run=$(awk -v mark="$START_MARK" 'index($0, mark) == 1 { text = ""; next } { text = text $0 "\n" } END { printf "%s", text }' "$(log_file "$1")")
  grep -m 1 -A 14 -E '^(fail|crit):|^Unhandled' <<<"$run" || tail -n 15 <<<"$run"
}

# stop_processes: SIGTERM to all at once, SIGKILL to those that are still there after ten seconds.
stop_processes() {
  local file files=()
  for file in "$STATE"/processes/*.pid; do [ -e "$file" ] && files+=("$file"); done
  for file in "${files[@]}"; do end "$file" TERM 10 & done
  wait
}

any_process() {
  local file
  for file in "$STATE"/processes/*.pid; do alive "$file" && return 0; done
  return 1
}
