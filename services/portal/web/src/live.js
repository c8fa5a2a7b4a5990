// Keeps a page up to date: what happens at this node says when to look again, partners are looked at each minute. The
// page is asked for as a visitor without script would, and its parts marked `data-live` are exchanged.
import { exchange } from './live/exchange.js';
import { listen } from './live/stream.js';

const element = document.getElementById('live-setup');
const status = document.querySelector('[data-live-status]');
const minute = 60_000;
// The portal's own copy of the stations may be a second old.
const settle = 1200;
// Where values come all the time, a page looks again no more often than this.
const breath = 5000;

function subscriptions({ cities, datastreams, alerts }) {
  const list = (values) => JSON.stringify(values);
  const observed = datastreams ? `city: ${list(cities)}, datastream: ${list(datastreams)}` : `city: ${list(cities)}`;
  return [
    ...(cities.length > 0 ? [`subscription { observationsRecorded(${observed}) { occurredAt } }`] : []),
    ...(alerts ? ['subscription { alertChanged { id } }'] : []),
  ];
}

function start(setup) {
  let waiting;
  let looked = 0;
  let running = false;
  let again = false;
  const wanted = subscriptions(setup);
  const open = new Set();
  const say = (text) => { if (status.textContent !== text) status.textContent = text; };
  const standing = () => (wanted.length === 0 ? setup.texts.minute : open.size === wanted.length ? setup.texts.live : setup.texts.lost);

  const refresh = async () => {
    waiting = undefined;
    if (running) {
      again = true;
      return;
    }
    running = true;
    looked = Date.now();
    try {
      const address = new URL(location.href);
      address.searchParams.set('part', 'live');
      const response = await fetch(address);
      const text = await response.text();
      if (response.ok) exchange(new DOMParser().parseFromString(text, 'text/html'));
      say(response.ok ? standing() : setup.texts.lost);
    } catch {
      say(setup.texts.lost);
    } finally {
      running = false;
      if (again) {
        again = false;
        soon();
      }
    }
  };
  // Many events in a row are one look.
  const soon = () => { waiting ??= setTimeout(refresh, Math.max(settle, looked + breath - Date.now())); };

  const streams = wanted.map((query) => listen(query, soon, (is) => {
    if (is) open.add(query);
    else open.delete(query);
    say(standing());
  }));

  let ticking;
  const wake = () => {
    streams.forEach((s) => s.open());
    if (streams.length === 0) say(standing());
    ticking = setInterval(refresh, minute);
  };
  const sleep = () => {
    streams.forEach((s) => s.close());
    open.clear();
    clearInterval(ticking);
    clearTimeout(waiting);
    waiting = undefined;
  };
  document.addEventListener('visibilitychange', () => {
    sleep();
    if (!document.hidden) {
      wake();
      refresh();
    }
  });
  addEventListener('pagehide', sleep);
  if (!document.hidden) wake();
}

if (element) start(JSON.parse(element.textContent));
