# shellcheck shell=bash
# Starting processes a few at a time, and waiting until they are live, ready and done with their imports. Sourced by infra/hub.

# Seconds without any change after which waiting is given up.
PATIENCE=300
# More cold starts at once than this only time each other out.
AT_ONCE=$(($(nproc) * 2))

answers() { curl -sf -o /dev/null --max-time 5 "http://127.0.0.1:$(port_of_program "$1")$2"; }
is_live() { answers "$1" /health/live; }
is_ready() { answers "$1" /health/ready; }

# Imports of a domain service that have not ended; nothing for gateway and portal.
pending_of() {
  case $1 in */gateway | */portal) return ;; esac
  curl -sf --max-time 5 "http://127.0.0.1:$(port_of_program "$1")/imports/pending" | sed -n 's/.*"pending": *\([0-9]*\).*/\1/p'
}

# A process that dies while it is waited for ends everything, with its last words.
check_not_died() {
  alive "$(pid_file "$1")" && return 0
  say "$1 ended while it started. Its log, $(log_file "$1"), says:"
  last_words "$1" >&2
  exit 1
}

# still CONDITION NODE/PROGRAM…: prints those that do not fulfil it yet.
still() {
  local condition=$1 item
  shift
  for item in "$@"; do
    check_not_died "$item"
    "$condition" "$item" || echo "$item"
  done
}

# await_few CONDITION NUMBER NODE/PROGRAM…: until at most NUMBER do not fulfil it; leaves these in LEFT.
await_few() {
  local condition=$1 number=$2 before=$# since=$SECONDS out
  shift 2
  LEFT=("$@")
  while true; do
    out=$(still "$condition" "${LEFT[@]}") || exit 1
    mapfile -t LEFT < <(printf '%s' "$out")
    [ "${#LEFT[@]}" -gt "$number" ] || return 0
    [ "${#LEFT[@]}" -eq "$before" ] || since=$SECONDS
    before=${#LEFT[@]}
    [ $((SECONDS - since)) -lt $PATIENCE ] || give_up "$condition" "${LEFT[@]}"
    sleep 0.3
  done
}

give_up() {
  local item condition=${1/is_/}
  shift
  for item in "$@"; do
    say "$item is not $condition: $(curl -s --max-time 5 "http://127.0.0.1:$(port_of_program "$item")/health/ready" | head -c 500)"
  done
  die "Nothing has changed for $PATIENCE s. The logs are in $STATE/log."
}

# launch NODE/PROGRAM…: a new one starts when fewer than AT_ONCE are on their way.
launch() {
  local item started=0
  local -a underway=()
  for item in "$@"; do
    start_process "$item" || exit 1
    underway+=("$item")
    await_few is_live $((AT_ONCE - 1)) "${underway[@]}"
    underway=("${LEFT[@]}")
    started=$((started + 1))
    [ $((started % 6)) -ne 0 ] || progress "$started of $# started"
  done
  await_few is_live 0 "${underway[@]}"
}

await_ready() {
  await_few is_ready 0 "$@"
  progress "all $# programs are ready"
}

# Says every few seconds how many imports are left, and where.
await_imports() {
  local item count total before=-1 since=$SECONDS
  local -a where
  while true; do
    total=0
    where=()
    for item in "$@"; do
      check_not_died "$item"
      count=$(pending_of "$item")
      # A service that does not answer at this moment has work left.
      [ "${count:=1}" -eq 0 ] || where+=("$item")
      total=$((total + count))
    done
    [ "$total" -gt 0 ] || return 0
    [ "$total" -eq "$before" ] || { progress "$total imports left, in ${where[*]}"; since=$SECONDS; }
    before=$total
    [ $((SECONDS - since)) -lt $PATIENCE ] || give_up "done with its imports" "${where[@]}"
    sleep 1
  done
}
