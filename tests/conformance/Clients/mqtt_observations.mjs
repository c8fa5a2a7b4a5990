// A device and a listener by the npm package mqtt: publishes observations, and prints those that it is told of in turn.
// Usage: mqtt_observations.mjs BROKER PREFIX PROTOCOL-VERSION DATASTREAM RESULT...
import mqtt from "mqtt";

const [broker, prefix, version, datastream, ...results] = process.argv.slice(2);
const topic = `${prefix}/v1.1/Datastreams(${datastream})/Observations`;
const client = await mqtt.connectAsync(broker, { protocolVersion: Number(version), reconnectPeriod: 0 });

const told = new Promise((resolve, reject) => {
  const seen = [];
  client.on("error", reject);
  client.on("message", (heard, payload) => {
    const observation = JSON.parse(payload);
    // Whoever listens to a topic hears what it publishes there itself; that has no id yet.
    if (heard === topic && "@iot.id" in observation) seen.push(observation);
    if (seen.length === results.length) resolve(seen);
  });
});

const [granted] = await client.subscribeAsync(topic, { qos: 1 });
if (granted.qos !== 1) throw new Error(`${topic} was granted with QoS ${granted.qos}`);
const begin = Date.UTC(2026, 3, Number(version));
await Promise.all(
  results.map((result, i) => {
    const observation = { phenomenonTime: new Date(begin + i * 60_000).toISOString(), result: Number(result) };
    return client.publishAsync(topic, JSON.stringify(observation), { qos: 1 });
  }),
);
process.stdout.write(JSON.stringify(await told));
await client.endAsync();
