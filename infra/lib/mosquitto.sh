# shellcheck shell=bash
# The MQTT broker of a set: anonymous, loopback only.

mosquitto_paths() {
  MQTT_STATE=$STATE/mosquitto
  MQTT_PID=$STATE/run/mosquitto.pid
  MQTT_LOG=$STATE/log/mosquitto.log
}

mosquitto_start() {
  alive "$MQTT_PID" && return 0
  local server
  server=$(PATH=$PATH:/usr/sbin command -v mosquitto) || missing "mosquitto"
  mkdir -p "$MQTT_STATE"
  { cat "$INFRA/conf/mosquitto.conf"; echo "persistence_location $MQTT_STATE/"; echo "listener $PORT_MQTT 127.0.0.1"; } >"$MQTT_STATE/mosquitto.conf"
  own mosquitto "$MQTT_STATE"
  stepping_down mosquitto
  (cd "$MQTT_STATE" && spawn "$MQTT_PID" "$MQTT_LOG" env -i PATH="$PATH" "${STEP[@]}" "$server" -c "$MQTT_STATE/mosquitto.conf")
  await "$MQTT_PID" 10 listener "$PORT_MQTT" || mosquitto_failed
}

mosquitto_failed() {
  tail -n 15 "$MQTT_LOG" >&2
  die "mosquitto did not start; the lines above are the end of $MQTT_LOG."
}

mosquitto_stop() { end "$MQTT_PID" TERM 10; }
mosquitto_kill() { end "$MQTT_PID" KILL 5; }
