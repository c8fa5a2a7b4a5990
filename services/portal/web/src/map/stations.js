import Feature from 'ol/Feature.js';
import Point from 'ol/geom/Point.js';
import VectorLayer from 'ol/layer/Vector.js';
import { fromLonLat } from 'ol/proj.js';
import VectorSource from 'ol/source/Vector.js';
import CircleStyle from 'ol/style/Circle.js';
import Fill from 'ol/style/Fill.js';
import RegularShape from 'ol/style/RegularShape.js';
import Stroke from 'ol/style/Stroke.js';
import Style from 'ol/style/Style.js';
import { colour, onTurn } from './colours.js';

// A state is a shape as well as a colour: late is hollow, suspect a diamond, an alert a triangle.
const order = ['Late', 'Reporting', 'Suspect', 'Alert'];

function style(station, chosen) {
  const late = station.state === 'Late';
  const alert = station.state === 'Alert';
  const fill = new Fill({ color: colour(late || !station.colour ? '--sheet' : `--ramp-${station.colour}`) });
  const edge = alert ? '--bad' : station.state === 'Suspect' ? '--warn' : late ? '--ink-soft' : '--ink';
  const stroke = new Stroke({ color: colour(edge), width: chosen ? 3.5 : alert ? 3 : late ? 1.75 : 1.25 });
  const size = chosen ? 1.4 : 1;
  const image = alert ? new RegularShape({ points: 3, radius: 12 * size, fill, stroke })
    : station.state === 'Suspect' ? new RegularShape({ points: 4, radius: 10 * size, fill, stroke })
      : new CircleStyle({ radius: (late ? 5 : 7.5) * size, fill, stroke });
  return new Style({ image, zIndex: (chosen ? 10 : 0) + order.indexOf(station.state) });
}

/** The stations as a layer; `show` replaces them. */
export function stationLayer(map) {
  const source = new VectorSource();
  const layer = new VectorLayer({ source, className: 'ol-layer stations', style: (feature) => style(feature.get('station'), false) });
  map.addLayer(layer);
  onTurn(() => layer.changed());
  layer.chosenStyle = (feature) => style(feature.get('station'), true);
  layer.show = (stations) => {
    source.clear();
    source.addFeatures(stations.map((station) => new Feature({ geometry: new Point(fromLonLat(station.at)), station })));
    map.getTargetElement().dataset.drawn = String(stations.length);
  };
  return layer;
}
