# shellcheck shell=bash
# Which Debian packages are missing, and how they are installed without starting anything. Sourced by infra/setup.

# What Debian 12 has.
NODE_AT_LEAST=18

# One line with the packages that the kinds given (runtime, tests) lack; empty when all is there.
missing_packages() {
  local kind
  for kind in "$@"; do "missing_for_$kind" || exit $?; done | sort -u | paste -sd ' '
}

missing_for_runtime() {
  command -v curl >/dev/null || echo curl ca-certificates
  command -v setpriv >/dev/null || echo util-linux
  command -v pkill >/dev/null || echo procps
  missing_postgres || return $?
  [ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || echo rabbitmq-server
  [ -x /usr/sbin/mosquitto ] || command -v mosquitto >/dev/null || echo mosquitto
  command -v mosquitto_pub >/dev/null || echo mosquitto-clients
  missing_node
}

missing_for_tests() {
  command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || echo chromium
  command -v ogrinfo >/dev/null || echo gdal-bin
  command -v jq >/dev/null || echo jq
  /usr/bin/python3 -c 'import owslib' 2>/dev/null || echo python3 python3-owslib
  /usr/bin/python3 -c 'import qgis.core' 2>/dev/null || echo python3 python3-qgis
  # For the OGC's suites, where they are.
  [ ! -d "${HUB_CITE:-$INFRA/../../shared/tools/cite}" ] || command -v java >/dev/null || echo default-jre-headless
}

# PostGIS for an installed PostgreSQL, else the newest that the distribution has.
missing_postgres() {
  local version
  [ -z "$(postgres_versions)" ] || return 0
  version=$(postgres_servers | head -n 1)
  [ -n "$version" ] || version=$(offered_postgres)
  if [ -n "$version" ]; then
    echo "postgresql-$version" "postgresql-$version-postgis-3"
  elif lists_are_there; then
    say "This distribution has no PostgreSQL 15 or later with PostGIS 3; see https://www.postgresql.org/download/linux."
    return 1
  else
    echo postgresql postgresql-postgis
  fi
}

postgres_servers() {
  local folder
  for folder in /usr/lib/postgresql/*/bin/initdb; do
    folder=$(basename "$(dirname "$(dirname "$folder")")")
    if [ "$folder" != '*' ] && [ "$folder" -ge 15 ]; then echo "$folder"; fi
  done | sort -rn
}

offered_postgres() {
  apt-cache search --names-only '^postgresql-[0-9]+-postgis-3$' 2>/dev/null | sed 's/^postgresql-\([0-9]*\).*/\1/' |
    awk '$1 >= 15' | sort -rn | head -n 1
}

lists_are_there() { [ -n "$(apt-cache policy rabbitmq-server 2>/dev/null)" ]; }

missing_node() {
  local version
  version=$(node --version 2>/dev/null | sed 's/^v\([0-9]*\).*/\1/')
  [ "${version:-0}" -ge "$NODE_AT_LEAST" ] || echo nodejs
  command -v npm >/dev/null || echo npm
}

# Runs as root. Guards are taken away again however it ends.
install_packages() {
  local packages=("$@") fresh
  command -v apt-get >/dev/null ||
    die "This is neither Debian nor Ubuntu: please install PostgreSQL 15 with PostGIS 3, RabbitMQ, mosquitto and Node.js $NODE_AT_LEAST yourself."
  say "apt installs: ${packages[*]}"
  export DEBIAN_FRONTEND=noninteractive
  trap unguard EXIT
  guard
  apt-get update -qq || die "apt-get update failed; without the package lists nothing can be installed."
  fresh=$(services_not_yet_there)
  apt-get install -y -qq --no-install-recommends "${packages[@]}" || die "apt-get did not install: ${packages[*]}"
  disable_services "$fresh"
}

POLICY=/usr/sbin/policy-rc.d
CLUSTER=/etc/postgresql-common/createcluster.d/urbandatahub.conf

# 101 tells every package that it must not start its service.
guard() {
  [ ! -e "$POLICY" ] || mv "$POLICY" "$POLICY.before-urbandatahub"
  printf '#!/bin/sh\nexit 101\n' >"$POLICY"
  chmod 755 "$POLICY"
  mkdir -p "$(dirname "$CLUSTER")"
  echo "create_main_cluster = false" >"$CLUSTER"
}

unguard() {
  rm -f "$POLICY" "$CLUSTER"
  [ ! -e "$POLICY.before-urbandatahub" ] || mv "$POLICY.before-urbandatahub" "$POLICY"
}

services_not_yet_there() {
  local unit
  for unit in rabbitmq-server mosquitto; do
    [ -e "/lib/systemd/system/$unit.service" ] || echo "$unit"
  done
}

# What the installation brought would start with the machine; what was there before stays as its owner wants it.
disable_services() {
  command -v systemctl >/dev/null || return 0
  # shellcheck disable=SC2086
  [ -z "$1" ] || systemctl disable --quiet $1 2>/dev/null ||
    say "The services of $(paste -sd ' ' <<<"$1") could not be disabled; they may start with the machine, on their own ports."
}
