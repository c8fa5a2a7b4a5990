import uPlot from 'uplot';

const most = 50_000; // values drawn
const page = 10_000;
const element = document.querySelector('[data-chart]');
const setup = element && JSON.parse(document.getElementById('chart-setup').textContent);

async function read() {
  const times = [];
  const results = [];
  const query = new URLSearchParams({ city: setup.city, datastream: setup.datastream, datetime: setup.period, limit: page });
  let next = `/ogc/collections/observations/items?${query}`;
  while (next && times.length < most) {
    const response = await fetch(next);
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`${next}: ${response.status}`);
    }
    const answer = await response.json();
    for (const { properties } of answer.features) {
      times.push(Date.parse(properties.phenomenonTime) / 1000);
      results.push(properties.result);
    }
    const link = answer.links?.find((l) => l.rel === 'next')?.href;
    next = link && new URL(link, location.href).pathname + new URL(link, location.href).search;
  }
  return { times, results, more: Boolean(next) };
}

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

function options(width, count) {
  const number = (n) => (n === null || n === undefined ? '–' : n.toLocaleString(setup.language, { maximumFractionDigits: 6 }));
  const axis = { stroke: colour('--ink-soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line'), width: 1 }, font: '13px system-ui, sans-serif' };
  const moment = new Intl.DateTimeFormat(setup.language, { dateStyle: 'medium', timeStyle: 'short', timeZone: setup.zone });
  return {
    width,
    height: 320,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), setup.zone),
    fmtDate: (template) => uPlot.fmtDate(setup.language === 'de' ? german(template) : template, names()),
    scales: { x: { time: true } },
    axes: [axis, { ...axis, size: 72, values: (_, splits) => splits.map(number), label: setup.unit || undefined, labelFont: axis.font, labelSize: 22 }],
    series: [
      { label: setup.texts.time, value: (_, seconds) => (seconds === null ? '–' : moment.format(new Date(seconds * 1000))) },
      { label: setup.title, stroke: colour('--brand'), width: 1.75, points: { show: count < 80 }, value: (_, n) => (n === null ? '–' : `${number(n)} ${setup.unit}`.trim()) },
    ],
    cursor: { points: { size: 8 }, drag: { x: true, y: false } },
  };
}

// uPlot writes its axes month first; German readers expect the day first, and a dot.
function german(template) {
  return template.replace('{M}/{D}/{YY}', '{D}.{M}.{YY}').replace('{M}/{D}', '{D}.{M}.').replace('{h}:{mm}{aa}', '{HH}:{mm}').replace('{h}{aa}', '{HH}:00').replace('{h}:{mm}', '{HH}:{mm}');
}

function names() {
  const list = (count, style, kind) => Array.from({ length: count }, (_, i) => new Intl.DateTimeFormat(setup.language, { [kind]: style, timeZone: 'UTC' }).format(kind === 'month' ? Date.UTC(2024, i, 15) : Date.UTC(2024, 8, i + 1)));
  return { MMMM: list(12, 'long', 'month'), MMM: list(12, 'short', 'month'), WWWW: list(7, 'long', 'weekday'), WWW: list(7, 'short', 'weekday') };
}

async function draw() {
  const status = document.querySelector('[data-chart-status]');
  status.textContent = setup.texts.loading;
  try {
    const { times, results, more } = await read();
    status.textContent = more ? setup.texts.part.replace('{0}', times.length.toLocaleString(setup.language)) : '';
    if (times.length === 0) return;
    const width = () => element.clientWidth - 24;
    element.append(document.createElement('div'));
    let plot;
    const make = () => {
      plot?.destroy();
      element.replaceChildren();
      plot = new uPlot(options(width(), times.length), [times, results], element);
      const canvas = element.querySelector('canvas');
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', setup.texts.chart.replace('{0}', setup.title));
    };
    make();
    addEventListener('resize', () => plot.setSize({ width: width(), height: 320 }));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', make);
    element.dataset.drawn = String(times.length);
  } catch {
    status.textContent = setup.texts.failed;
  }
}

if (setup) draw();
