import uPlot from 'uplot';
import { limitsAndMarks, shownTimes } from './chart/overlay.js';

const element = document.querySelector('[data-chart]');
const read = () => JSON.parse(document.getElementById('chart-setup').textContent);
const height = 320;
const dashes = [[], [], [8, 4], [8, 4], [2, 3], [2, 3], [10, 3, 2, 3], [10, 3, 2, 3]];
let setup = element && read();

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const number = (n) => (n === null || n === undefined ? '–' : n.toLocaleString(setup.language, { maximumFractionDigits: Math.abs(n) >= 100 ? 1 : Math.abs(n) >= 1 ? 2 : 6 }));

// uPlot writes its axes month first; German readers expect the day first, and a dot.
function german(template) {
  return template.replace('{M}/{D}/{YY}', '{D}.{M}.{YY}').replace('{M}/{D}', '{D}.{M}.').replace('{h}:{mm}{aa}', '{HH}:{mm}').replace('{h}{aa}', '{HH}:00').replace('{h}:{mm}', '{HH}:{mm}');
}

function british(template) {
  return template.replace('{M}/{D}/{YY}', '{D}/{M}/{YY}').replace('{M}/{D}', '{D}/{M}').replace('{h}:{mm}{aa}', '{HH}:{mm}').replace('{h}{aa}', '{HH}:00').replace('{h}:{mm}', '{HH}:{mm}');
}

function names() {
  const list = (count, style, kind) => Array.from({ length: count }, (_, i) => new Intl.DateTimeFormat(setup.language, { [kind]: style, timeZone: 'UTC' }).format(kind === 'month' ? Date.UTC(2024, i, 15) : Date.UTC(2024, 8, i + 1)));
  return { MMMM: list(12, 'long', 'month'), MMM: list(12, 'short', 'month'), WWWW: list(7, 'long', 'weekday'), WWW: list(7, 'short', 'weekday') };
}

/** One line a curve, and two more for the band of a single one. */
function lines() {
  return setup.curves.flatMap((curve, n) => {
    const said = (_, value) => (value === null || value === undefined ? '–' : `${number(value)} ${curve.unit}`.trim());
    const stroke = colour(`--curve-${n + 1}`);
    const line = { label: curve.title, scale: curve.code, stroke, width: 1.75, dash: dashes[n], value: said, points: { show: curve.times.length < 80 } };
    if (!setup.band) return [line];
    const edge = (label) => ({ label, scale: curve.code, stroke: 'transparent', value: said, points: { show: false } });
    return [line, edge(setup.texts.lowest), edge(setup.texts.highest)];
  });
}

function data() {
  const tables = setup.curves.map((c) => (setup.band ? [c.times, c.means, c.lows, c.highs] : [c.times, c.means]));
  // Times of one curve only are no gaps of the others.
  return tables.length === 1 ? tables[0] : uPlot.join(tables, tables.map((t) => t.map(() => 2)));
}

function axes() {
  const axis = { stroke: colour('--ink-soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line'), width: 1 }, font: '13px system-ui, sans-serif' };
  const units = [...new Map(setup.curves.map((c) => [c.code, c.unit]))];
  return [axis, ...units.map(([scale, unit], n) => ({ ...axis, scale, side: n === 0 ? 3 : 1, size: 66, grid: n === 0 ? axis.grid : { show: false }, values: (_, splits) => splits.map(number), label: unit || undefined, labelFont: axis.font, labelSize: 22 }))];
}

/** The values of a scale, with the limits that are drawn over them. */
function scales() {
  const range = (code) => (_, low, high) => {
    const at = setup.limits.filter((l) => l.unit === code).map((l) => l.at);
    const known = [low, high].filter((v) => v !== null && Number.isFinite(v));
    return uPlot.rangeNum(Math.min(...known, ...at), Math.max(...known, ...at), 0.08, true);
  };
  return { x: { time: true, range: (_, low, high) => (low === null ? [setup.from, setup.to] : [low, high]) }, ...Object.fromEntries(setup.curves.map((c) => [c.code, { range: range(c.code) }])) };
}

function options(width) {
  const moment = new Intl.DateTimeFormat(setup.language, setup.days ? { dateStyle: 'medium', timeZone: setup.zone } : { dateStyle: 'medium', timeStyle: 'short', timeZone: setup.zone });
  return {
    width,
    height,
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), setup.zone),
    fmtDate: (template) => uPlot.fmtDate((setup.language === 'de' ? german : british)(template), names()),
    scales: scales(),
    axes: axes(),
    series: [{ label: setup.texts.time, value: (_, seconds) => (seconds === null ? '–' : moment.format(new Date(seconds * 1000))) }, ...lines()],
    bands: setup.band ? [{ series: [3, 2], fill: `${colour('--curve-1')}2e` }] : [],
    hooks: { draw: [limitsAndMarks(() => setup, colour)] },
    cursor: { points: { size: 8 }, drag: { x: true, y: false } },
  };
}

function draw() {
  const width = () => element.clientWidth - 24;
  let plot;
  const make = () => {
    plot?.destroy();
    element.replaceChildren();
    plot = new uPlot(options(width()), data(), element);
    const canvas = element.querySelector('canvas');
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', setup.texts.chart);
    element.dataset.drawn = String(shownTimes(setup));
  };
  make();
  addEventListener('resize', () => plot.setSize({ width: width(), height }));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', make);
  document.addEventListener('live', () => {
    const before = JSON.stringify(setup);
    setup = read();
    if (JSON.stringify(setup) !== before) make();
  });
}

if (setup) draw();
