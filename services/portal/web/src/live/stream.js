// Subscriptions by server-sent events (gateway/Graph), opened anew with longer and longer pauses when they end.

const shortest = 1000;
const longest = 60_000;

/** Listens to one subscription. `heard` is called with each result, `state` with whether the stream is open. */
export function listen(query, heard, state) {
  let source;
  let timer;
  let pause = shortest;
  const address = `/graphql?${new URLSearchParams({ query })}`;

  const close = () => {
    clearTimeout(timer);
    source?.close();
    source = undefined;
  };
  const again = () => {
    close();
    state(false);
    // Not all visitors of a node that was away at the same moment.
    timer = setTimeout(open, pause * (0.5 + Math.random()));
    pause = Math.min(2 * pause, longest);
  };
  const open = () => {
    close();
    source = new EventSource(address);
    source.addEventListener('open', () => { pause = shortest; state(true); });
    source.addEventListener('next', (event) => {
      const result = JSON.parse(event.data);
      if (result.data) heard(result.data);
    });
    source.addEventListener('complete', again);
    source.addEventListener('error', again);
  };
  return { open, close };
}
