import Feature from 'ol/Feature.js';
import GeoJSON from 'ol/format/GeoJSON.js';
import Point from 'ol/geom/Point.js';
import Graticule from 'ol/layer/Graticule.js';
import TileLayer from 'ol/layer/Tile.js';
import VectorLayer from 'ol/layer/Vector.js';
import { fromLonLat } from 'ol/proj.js';
import VectorSource from 'ol/source/Vector.js';
import XYZ from 'ol/source/XYZ.js';
import Fill from 'ol/style/Fill.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import Text from 'ol/style/Text.js';
import { colour, onTurn } from './colours.js';

const districts = 'districts';
const names = 60; // metres a pixel below which district names fit
const far = 150; // metres a pixel from which a city is little more than a dot

function outline(level, resolution, name) {
  return new Style({
    fill: new Fill({ color: colour('--plan-land') }),
    stroke: new Stroke({ color: colour('--plan-line'), width: level === 'borough' ? 1.5 : 0.75 }),
    text: resolution < names && name
      ? new Text({ text: name, font: '12px system-ui, sans-serif', fill: new Fill({ color: colour('--ink-soft') }), overflow: false })
      : undefined,
  });
}

async function load(source, cities) {
  const query = new URLSearchParams({ limit: '2000' });
  if (cities.length > 0) query.set('city', cities.join(','));
  const response = await fetch(`/ogc/collections/${districts}/items?${query}`);
  // A city without districts, or one that is away, simply has a plain ground.
  if (!response.ok) {
    await response.body?.cancel();
    return;
  }
  source.addFeatures(new GeoJSON().readFeatures(await response.json(), { featureProjection: 'EPSG:3857' }));
}

function lines() {
  return new Graticule({ strokeStyle: new Stroke({ color: colour('--line'), width: 1 }), wrapX: false });
}

function nameplates(cities) {
  const placed = cities.filter((c) => c.box).map(({ name, box }) => new Feature({ name, geometry: new Point(fromLonLat([(box[0] + box[2]) / 2, box[3]])) }));
  return new VectorLayer({
    source: new VectorSource({ features: placed }),
    minResolution: far,
    zIndex: 1,
    style: (feature) => new Style({
      text: new Text({
        text: feature.get('name'),
        font: '600 15px system-ui, sans-serif',
        offsetY: -16,
        fill: new Fill({ color: colour('--ink') }),
        stroke: new Stroke({ color: colour('--sheet'), width: 4 }),
      }),
    }),
  });
}

/** What lies under the features: tiles if the operator named a server, else the cities' own district outlines. */
export function addBackground(map, setup) {
  if (setup.tiles) {
    map.addLayer(new TileLayer({ source: new XYZ({ url: setup.tiles, attributions: setup.attribution ?? '' }) }));
    return;
  }
  const grid = lines();
  const plates = nameplates(setup.cities);
  map.addLayer(grid);
  map.addLayer(plates);
  onTurn(() => plates.changed());
  if (setup.collection === districts) return;
  const source = new VectorSource();
  const layer = new VectorLayer({
    source,
    declutter: true,
    style: (feature, resolution) => outline(feature.get('level'), resolution, feature.get('name')),
  });
  map.addLayer(layer);
  onTurn(() => layer.changed());
  load(source, setup.cities.map((c) => c.id)).catch(() => {});
}
