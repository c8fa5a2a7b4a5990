// Runs one operation with graphql-sse (distinct connections) and prints its first results, one a line: sse.mjs ADDRESS QUERY COUNT
import { createClient } from 'graphql-sse';

const [address, query, count] = process.argv.slice(2);
const client = createClient({ url: address, retryAttempts: 0 });
let left = Number(count);
for await (const result of client.iterate({ query })) {
  console.log(JSON.stringify(result));
  if (--left === 0) break;
}
client.dispose();
