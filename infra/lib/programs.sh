# shellcheck shell=bash
# The programs: building them, and the copy that runs. Sourced by infra/hub.

# In the order of their ports.
# shellcheck disable=SC2034
PROGRAMS=(gateway sensors mobility climate social portal)

assembly_of() { echo "UrbanDataHub.${1^}"; }

# True when nothing below the paths given is newer than the stamp.
unchanged_since() {
  local stamp=$1
  shift
  [ -f "$stamp" ] && [ -z "$(find "$@" \( -name node_modules -o -name wwwroot \) -prune -o -newer "$stamp" -print -quit 2>/dev/null)" ]
}

# One compiler for all projects halves the time of a build. It is ours alone by the name of its pipe, and ends with the
# build: else it would keep the caller's terminal, locks and memory for minutes.
build_with_compiler() {
  local pipe=urbandatahub-$BASHPID code
  dotnet build "$@" -c Release -v quiet --nologo -nodeReuse:false -p:UseSharedCompilation=true -p:SharedCompilationId="$pipe" </dev/null 9>&-
  code=$?
  pkill -f -- "-pipename:$pipe\$"
  return $code
}

build_programs() {
  local stamp=$ROOT/artifacts/.programs-built
  unchanged_since "$stamp" "$ROOT"/{schemas,services,gateway,infra/simulator,infra/programs.proj,global.json} "$ROOT"/Directory.* && return 0
  progress "building the programs (the first time this takes a minute)"
  mkdir -p "$ROOT/artifacts"
  touch "$stamp.begun"
  build_with_compiler "$INFRA/programs.proj" >"$ROOT/artifacts/build.log" 2>&1 ||
    { cat "$ROOT/artifacts/build.log" >&2; die "The programs do not build; the messages above say where."; }
  mv "$stamp.begun" "$stamp"
}

# The portal's scripts and styles; its pages work without them, so a clone without the folder still runs.
build_web() {
  local web=$ROOT/services/portal/web stamp=$ROOT/artifacts/.web-built
  [ -f "$web/package.json" ] || return 0
  unchanged_since "$stamp" "$web" && [ -f "$ROOT/services/portal/wwwroot/assets/manifest.json" ] && return 0
  progress "building the portal's scripts"
  mkdir -p "$ROOT/artifacts"
  touch "$stamp.begun"
  (cd "$web" && npm ci --no-audit --no-fund --loglevel=error && npm run --silent build) >&2 ||
    die "The portal's scripts do not build; the messages above say where (services/portal/web)."
  mv "$stamp.begun" "$stamp"
}

# Programs of others, in JavaScript, that tests let read a node.
install_clients() {
  local clients=$ROOT/tests/conformance/Clients stamp=$ROOT/artifacts/.clients-installed
  [ -d "$clients/node_modules" ] && unchanged_since "$stamp" "$clients/package-lock.json" && return 0
  progress "installing the clients of the conformance tests"
  mkdir -p "$ROOT/artifacts"
  (cd "$clients" && npm ci --no-audit --no-fund --loglevel=error) >&2 || die "The clients are not installed; the messages above say why (tests/conformance/Clients)."
  touch "$stamp"
}

# A build overwrites the files that running programs have mapped; so they run from a copy, one for each build.
# Prints the folder of the copy.
install_program() {
  local built=$ROOT/artifacts/bin/$1/release id copy
  [ -f "$built/$1.dll" ] || die "$built/$1.dll is missing, although the build passed."
  id=$(cd "$built" && find . -type f -printf '%p %s %T@\n' | sort | sha256sum | cut -c 1-12)
  copy=$STATE/programs/$1-$id
  if [ ! -d "$copy" ]; then
    mkdir -p "$STATE/programs"
    rm -rf "$copy.half"
    if ! cp -a --reflink=auto "$built" "$copy.half" || ! mv "$copy.half" "$copy"; then die "The program could not be copied to $copy."; fi
  fi
  echo "$copy"
}

# Copies that no process runs from.
forget_old_programs() {
  local copy
  for copy in "$STATE"/programs/*/; do
    [ -d "$copy" ] && ! grep -qsF "$copy" "$STATE"/processes/*.what && rm -rf "$copy"
  done
  return 0
}
