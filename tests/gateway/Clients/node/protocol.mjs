// Breaks the rules of graphql-transport-ws one by one and prints the code with which the server closes: protocol.mjs ADDRESS
import WebSocket from 'ws';

const address = process.argv[2].replace(/^http/, 'ws');
const init = { type: 'connection_init' };
const forever = { query: 'subscription { featuresChanged { city } }' };

function close(protocol, ...messages) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, protocol);
    socket.on('open', () => messages.forEach((m) => socket.send(typeof m === 'string' || m instanceof Buffer ? m : JSON.stringify(m))));
    socket.on('close', (code) => resolve(code));
    socket.on('error', reject);
  });
}

function exchange(...messages) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(address, 'graphql-transport-ws');
    const got = [];
    socket.on('open', () => messages.forEach((m) => socket.send(JSON.stringify(m))));
    socket.on('message', (data) => {
      got.push(JSON.parse(data));
      if (got.length === messages.length) { socket.close(); resolve(got); }
    });
    socket.on('error', reject);
  });
}

const protocol = 'graphql-transport-ws';
console.log(JSON.stringify({
  noProtocol: await close(undefined, init),
  noJson: await close(protocol, '{'),
  noObject: await close(protocol, '7'),
  binary: await close(protocol, Buffer.from([1, 2, 3])),
  unknownType: await close(protocol, { type: 'connection_terminate' }),
  subscribeWithoutId: await close(protocol, init, { type: 'subscribe', payload: forever }),
  subscribeWithoutQuery: await close(protocol, init, { type: 'subscribe', id: '1', payload: {} }),
  subscribeBeforeInit: await close(protocol, { type: 'subscribe', id: '1', payload: forever }),
  secondInit: await close(protocol, init, init),
  sameId: await close(protocol, init, { type: 'subscribe', id: '1', payload: forever }, { type: 'subscribe', id: '1', payload: forever }),
  tooLong: await close(protocol, JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(200000) } })),
  noInit: await close(protocol),
  pingPong: (await exchange({ type: 'ping' }))[0].type,
  ack: (await exchange(init))[0].type,
  errorForWrongDocument: (await exchange(init, { type: 'subscribe', id: '1', payload: { query: '{ unicorns }' } }))[1],
}));
