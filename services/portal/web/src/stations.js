import { boundingExtent, buffer } from 'ol/extent.js';
import { fromLonLat } from 'ol/proj.js';
import { addBackground } from './map/background.js';
import { mapFrame } from './map/frame.js';
import { stationCard } from './map/stationcard.js';
import { stationLayer } from './map/stations.js';

const element = document.querySelector('[data-stations]');
const read = () => JSON.parse(document.getElementById('stations-setup').textContent);

function draw() {
  let setup = read();
  const whole = () => buffer(boundingExtent(setup.stations.map((s) => fromLonLat(s.at))), 300);
  const { map, fit } = mapFrame(element, setup, whole);
  fit(whole());
  addBackground(map, setup);
  const layer = stationLayer(map);
  const renew = stationCard(map, layer, element, setup.texts);
  layer.show(setup.stations);
  document.addEventListener('live', () => {
    setup = read();
    layer.show(setup.stations);
    renew();
  });
  // For the curious: the map as it is.
  element.map = map;
}

if (element && read().stations.length > 0) draw();
