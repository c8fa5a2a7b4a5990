# shellcheck shell=bash
# The RabbitMQ broker of a set, with an epmd of its own. User hub (administrator), one virtual host a node.

rabbitmq_paths() {
  MQ_STATE=$STATE/rabbitmq
  MQ_PID=$STATE/run/rabbitmq.pid
  MQ_LOG=$STATE/log/rabbitmq.log
  EPMD_PID=$STATE/run/epmd.pid
}

# Starts the broker without waiting: it takes about ten seconds, in which PostgreSQL is made.
rabbitmq_launch() {
  local server=/usr/lib/rabbitmq/bin/rabbitmq-server
  [ -x "$server" ] || missing "RabbitMQ"
  rabbitmq_environment
  stepping_down rabbitmq
  cd "$MQ_STATE" || exit 1
  alive "$EPMD_PID" || spawn "$EPMD_PID" "$MQ_LOG" "${MQ_ENV[@]}" "${STEP[@]}" "$(command -v epmd)" -port "$PORT_EPMD" -address 127.0.0.1
  # Erlang makes tables as large as the limit of open files.
  ulimit -Sn "$(rabbitmq_files)"
  spawn "$MQ_PID" "$MQ_LOG" "${MQ_ENV[@]}" "${STEP[@]}" "$server"
}

rabbitmq_files() {
  local hard
  hard=$(ulimit -Hn)
  if [ "$hard" = unlimited ] || [ "$hard" -gt 65536 ]; then echo 65536; else echo "$hard"; fi
}

rabbitmq_environment() {
  mkdir -p "$MQ_STATE"
  rabbitmq_configure
  own rabbitmq "$MQ_STATE"
  # A server "under systemd" replaces its shell, so that the pid is the broker's.
  # No busy waiting: the cores are shared.
  MQ_ENV=(env -i PATH="$PATH" LANG=C.UTF-8 HOME="$MQ_STATE" RUNNING_UNDER_SYSTEMD=true ERL_CRASH_DUMP_BYTES=0
    ERL_EPMD_PORT="$PORT_EPMD" ERL_EPMD_ADDRESS=127.0.0.1
    RABBITMQ_NODENAME="hub-$SET@localhost" RABBITMQ_DIST_PORT="$PORT_ERLANG"
    RABBITMQ_CONF_ENV_FILE="$MQ_STATE/environment" RABBITMQ_CONFIG_FILE="$MQ_STATE/rabbitmq.conf"
    RABBITMQ_ADVANCED_CONFIG_FILE="$MQ_STATE/advanced.config" RABBITMQ_ENABLED_PLUGINS_FILE="$MQ_STATE/plugins"
    RABBITMQ_MNESIA_BASE="$MQ_STATE/data" RABBITMQ_SCHEMA_DIR="$MQ_STATE/schema"
    RABBITMQ_GENERATED_CONFIG_DIR="$MQ_STATE/generated" RABBITMQ_LOG_BASE="$MQ_STATE" RABBITMQ_LOGS=-
    RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="+sbwt none +sbwtdcpu none +sbwtdio none -kernel inet_dist_use_interface {127,0,0,1}")
}

rabbitmq_configure() {
  : >"$MQ_STATE/environment"
  echo '[rabbitmq_management].' >"$MQ_STATE/plugins"
  echo '[].' >"$MQ_STATE/advanced.config"
  {
    cat "$INFRA/conf/rabbitmq.conf"
    echo "listeners.tcp.1 = 127.0.0.1:$PORT_RABBITMQ"
    echo "management.tcp.ip = 127.0.0.1"
    echo "management.tcp.port = $PORT_RABBITMQ_HTTP"
  } >"$MQ_STATE/rabbitmq.conf"
}

# rabbitmq_http PATH OPTION…: the management API.
rabbitmq_http() {
  local path=$1
  shift
  curl -sf -o /dev/null --max-time 10 -u hub:hub "$@" "http://127.0.0.1:$PORT_RABBITMQ_HTTP/api/$path"
}

# Waits for the launched broker, and makes the virtual hosts that are missing.
rabbitmq_await() {
  local host
  await "$MQ_PID" 120 rabbitmq_http health/checks/virtual-hosts || rabbitmq_failed
  [ "$SET" = nodes ] || return 0
  for host in "$INFRA"/nodes/*.yaml; do
    rabbitmq_http "vhosts/$(basename "$host" .yaml)" -X PUT || die "RabbitMQ did not make the virtual host of $host."
  done
}

rabbitmq_failed() {
  tail -n 15 "$MQ_LOG" >&2
  die "RabbitMQ did not start; the lines above are the end of $MQ_LOG."
}

rabbitmq_stop() {
  end "$MQ_PID" TERM 30
  end "$EPMD_PID" TERM 5
}

# epmd stays: it holds no data, and a broker that comes back registers again.
rabbitmq_kill() { end "$MQ_PID" KILL 5; }
