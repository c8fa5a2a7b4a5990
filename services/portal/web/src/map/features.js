import GeoJSON from 'ol/format/GeoJSON.js';
import VectorLayer from 'ol/layer/Vector.js';
import { transformExtent } from 'ol/proj.js';
import VectorSource from 'ol/source/Vector.js';
import CircleStyle from 'ol/style/Circle.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import { colour, faded, onTurn } from './colours.js';

const whole = 10_000; // records up to which all are drawn at once
const part = 5_000; // records drawn of a view when there are more
const page = 2_500;

function style(chosen) {
  const point = colour('--plan-point');
  const edge = colour('--sheet');
  return new Style({
    image: new CircleStyle({
      radius: chosen ? 9 : 5.5,
      fill: new Fill({ color: chosen ? colour('--brand') : faded(point, 0.85) }),
      stroke: new Stroke({ color: edge, width: chosen ? 2.5 : 1.25 }),
    }),
    fill: new Fill({ color: faded(chosen ? colour('--brand') : point, chosen ? 0.35 : 0.12) }),
    stroke: new Stroke({ color: chosen ? colour('--brand') : point, width: chosen ? 3 : 1.25 }),
    zIndex: chosen ? 1 : 0,
  });
}

/** Reads pages of features until there is no next one, or `most` are there. */
async function read(address, most, signal, take) {
  let count = 0;
  let missing = [];
  for (let next = address; next && count < most;) {
    const response = await fetch(next, { signal });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`${next}: ${response.status}`);
    }
    const answer = await response.json();
    const features = answer.features ?? [answer];
    take(features);
    count += features.length;
    missing = (answer.federation?.cities ?? []).filter((c) => c.state === 'late' || c.state === 'failed').map((c) => c.city);
    const link = answer.links?.find((l) => l.rel === 'next')?.href;
    // The link names the public address; the page may be read under another one (a port, a tunnel).
    next = link && new URL(link, location.href).pathname + new URL(link, location.href).search;
  }
  return { count, missing };
}

function address(setup, extent) {
  if (setup.items) return setup.items;
  const query = new URLSearchParams({ limit: String(page) });
  if (setup.city) query.set('city', setup.city);
  if (extent) {
    const [w, s, e, n] = transformExtent(extent, 'EPSG:3857', 'EPSG:4326');
    query.set('bbox', [Math.max(w, -180), Math.max(s, -90), Math.min(e, 180), Math.min(n, 90)].map((d) => d.toFixed(6)).join(','));
  }
  return `/ogc/collections/${setup.collection}/items?${query}`;
}

/** The features as a layer: all of them, or those of the view where there are too many. */
export function featureLayer(map, setup, say, drawn) {
  const source = new VectorSource();
  let plain = style(false);
  const layer = new VectorLayer({ source, style: () => plain, className: 'ol-layer features' });
  map.addLayer(layer);
  onTurn(() => { plain = style(false); layer.changed(); });
  layer.chosenStyle = () => style(true);

  const format = new GeoJSON();
  const number = (n) => n.toLocaleString(setup.language);
  const take = (features) => {
    const placed = features.filter((f) => f.geometry);
    source.addFeatures(format.readFeatures({ type: 'FeatureCollection', features: placed }, { featureProjection: 'EPSG:3857' }));
    drawn();
  };
  const report = (text, missing) => {
    const names = missing.map((id) => setup.cities.find((c) => c.id === id)?.name ?? id).join(', ');
    say(missing.length > 0 ? `${text} ${setup.texts.missing.replace('{0}', names)}` : text);
  };

  let running;
  const load = async (extent, most) => {
    running?.abort();
    const own = running = new AbortController();
    try {
      source.clear();
      say(setup.texts.loading);
      const { missing } = await read(address(setup, extent), most, own.signal, take);
      const count = source.getFeatures().length;
      const text = extent
        ? setup.texts.part.replace('{0}', number(count)).replace('{1}', number(setup.count))
        : setup.texts.all.replace('{0}', number(count));
      report(text, missing);
      // For tests and for the curious, as on the chart.
      map.getTargetElement().dataset.drawn = String(count);
    } catch (error) {
      if (error.name !== 'AbortError') say(setup.texts.failed);
    }
  };

  if (setup.items) load(null, setup.count);
  else if (setup.count <= whole) load(null, whole + page);
  else map.on('moveend', () => load(map.getView().calculateExtent(), part));
  return layer;
}
