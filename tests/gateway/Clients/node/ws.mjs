// Runs one operation with graphql-ws and prints its first results, one a line: ws.mjs ADDRESS QUERY COUNT
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const [address, query, count] = process.argv.slice(2);
const client = createClient({ url: address.replace(/^http/, 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
let left = Number(count);
for await (const result of client.iterate({ query })) {
  console.log(JSON.stringify(result));
  if (--left === 0) break;
}
await client.dispose();
