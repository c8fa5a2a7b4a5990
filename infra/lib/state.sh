# shellcheck shell=bash
# Where a set of servers lives and which ports it has. Sourced by infra/servers and infra/hub.
# shellcheck disable=SC2034  # read by the scripts that source this

HUB_OFFSET=${HUB_OFFSET:-0}

say() { printf '%s\n' "$*" >&2; }

# What a person follows, with the seconds since the start.
progress() { printf '[%4d s] %s\n' "$SECONDS" "$*" >&2; }

die() {
  say "$*"
  exit 1
}

# A package is not there: tests tell this from a failure by the code.
missing() {
  say "$1 is missing; infra/setup installs it."
  exit 4
}

is_root() { [ "$(id -u)" -eq 0 ]; }

state_root() {
  if [ -n "${HUB_STATE:-}" ]; then
    realpath -m "$HUB_STATE"
  elif is_root; then
    echo /var/lib/urbandatahub
  else
    echo "${XDG_STATE_HOME:-$HOME/.local/state}/urbandatahub"
  fi
}

# A shifted set keeps its data apart from the one on the standard ports.
state_of() {
  local suffix=""
  [ "$HUB_OFFSET" -eq 0 ] || suffix="+$HUB_OFFSET"
  echo "$(state_root)/$1$suffix"
}

# Sets the ports of the set $1: PostgreSQL, RabbitMQ, its management, its Erlang, its epmd, MQTT.
# Each may be given by a variable, all are shifted by HUB_OFFSET. The three in the middle lie below the range of
# outgoing connections: Erlang refuses a port on which such a connection has just been closed.
choose_ports() {
  local base
  case $1 in
    nodes) base=(54320 56720 15720 25720 24720 18830) ;;
    tests) base=(54420 56820 15820 25820 24820 18930) ;;
    *) die "There is no set of servers called '$1'; there are nodes and tests." ;;
  esac
  PORT_POSTGRES=${HUB_PORT_POSTGRES:-$((base[0] + HUB_OFFSET))}
  PORT_RABBITMQ=${HUB_PORT_RABBITMQ:-$((base[1] + HUB_OFFSET))}
  PORT_RABBITMQ_HTTP=${HUB_PORT_RABBITMQ_HTTP:-$((base[2] + HUB_OFFSET))}
  PORT_ERLANG=${HUB_PORT_ERLANG:-$((base[3] + HUB_OFFSET))}
  PORT_EPMD=${HUB_PORT_EPMD:-$((base[4] + HUB_OFFSET))}
  PORT_MQTT=${HUB_PORT_MQTT:-$((base[5] + HUB_OFFSET))}
}

# As root, the servers run as the users of their packages and must be able to reach their folders.
prepare_state() {
  mkdir -p "$STATE" || die "The folder $STATE cannot be made; HUB_STATE names another place."
  is_root || return 0
  chmod 755 "$STATE"
  setpriv --reuid=nobody --clear-groups -- test -x "$STATE" ||
    die "The users postgres, rabbitmq and mosquitto cannot reach $STATE; let HUB_STATE name a folder that every user may enter."
}
