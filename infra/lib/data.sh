# shellcheck shell=bash
# Which source files the nodes import. Sourced by infra/hub.

# Sets HUB_DATA: real files where there are some, else what can be fetched, else simulated ones, which is said.
choose_data() {
  local shared
  shared=$(realpath -m "$ROOT/../shared/data")
  if [ -n "${SIMULATED:-}" ]; then
    simulate "as SIMULATED is set"
  elif [ -n "${HUB_DATA:-}" ]; then
    [ -d "$HUB_DATA" ] || die "HUB_DATA names $HUB_DATA, which is no folder."
    HUB_DATA=$(realpath "$HUB_DATA")
  elif [ -d "$shared" ]; then
    HUB_DATA=$shared
  elif fetched_files; then
    HUB_DATA=$ROOT/.hub/data
  elif internet; then
    fetch_all || true
    if fetched_files; then HUB_DATA=$ROOT/.hub/data; else simulate "as nothing could be fetched"; fi
  else
    simulate "as there are neither source files nor internet"
  fi
  keep_apart
}

fetched_files() { [ -n "$(find "$ROOT/.hub/data" -type f -print -quit 2>/dev/null)" ]; }

internet() { curl -sI -o /dev/null --max-time 5 https://raw.githubusercontent.com; }

simulate() {
  local program
  program=$(install_program UrbanDataHub.Simulator) || exit 1
  HUB_DATA=$STATE/simulated
  say "SIMULATED DATA: the nodes run on invented files, $1."
  [ -f "$HUB_DATA/SIMULATED" ] && [ ! "$program" -nt "$HUB_DATA/SIMULATED" ] && return 0
  progress "writing simulated files"
  rm -rf "$HUB_DATA"
  HUB_ROOT=$ROOT dotnet "$program/UrbanDataHub.Simulator.dll" write --out "$HUB_DATA" --seed 1 >>"$STATE/log/simulator.log" 2>&1 9>&- ||
    { tail -n 10 "$STATE/log/simulator.log" >&2; die "The simulator failed; its log is $STATE/log/simulator.log."; }
  touch "$HUB_DATA/SIMULATED"
}

# Rows of real and of simulated files must not stand in one database, where nobody could tell them apart.
keep_apart() {
  local kind=real before
  [ ! -f "$HUB_DATA/SIMULATED" ] || kind=simulated
  before=$(cat "$STATE/data" 2>/dev/null || echo $kind)
  [ "$kind" = "$before" ] ||
    die "The databases hold $before data, and $HUB_DATA is $kind. Forget the old rows with: make clean"
  echo $kind >"$STATE/data"
}

# Makes the descriptors of collections that sources describe from their layers, once for all nodes of the set: all must
# know the same collections. A layer that cannot be described stops nothing; its import says so again.
describe_layers() {
  local copy any
  grep -qsE '^describe[[:space:]]*:' "$INFRA"/cities/*/*.yaml || [ -d "$STATE/collections" ] || return 0
  copy=$(install_program UrbanDataHub.Social) || exit 1
  any=$(nodes | head -n 1)
  progress "describing collections from layers"
  (use_environment "$any" && cd "$ROOT" && exec dotnet "$copy/UrbanDataHub.Social.dll" describe 9>&-) ||
    say "Not every layer could be described; the lines above say why."
}

# Downloads what is missing, for each service of each node in turn; a file that two of them need is there the second time.
fetch_all() {
  local node program copy failed=0
  HUB_DATA=${HUB_DATA:-$ROOT/.hub/data}
  mkdir -p "$HUB_DATA"
  for node in $(nodes); do
    for program in sensors mobility climate social; do
      copy=$(install_program "$(assembly_of "$program")") || exit 1
      progress "fetching for $node/$program"
      (use_environment "$node" && cd "$ROOT" && exec dotnet "$copy/$(assembly_of "$program").dll" fetch 9>&-) || failed=1
    done
  done
  return $failed
}
