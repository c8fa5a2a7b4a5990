import { transformExtent } from 'ol/proj.js';
import { addBackground } from './map/background.js';
import { featureCard } from './map/card.js';
import { featureLayer } from './map/features.js';
import { mapFrame } from './map/frame.js';

const element = document.querySelector('[data-map]');
const setup = element && JSON.parse(document.getElementById('map-setup').textContent);

function extentOf(cities) {
  const boxes = cities.map((c) => c.box).filter(Boolean);
  if (boxes.length === 0) return null;
  const box = [0, 1, 2, 3].map((i) => (i < 2 ? Math.min : Math.max)(...boxes.map((b) => b[i])));
  return transformExtent(box, 'EPSG:4326', 'EPSG:3857');
}

function draw() {
  let whole = extentOf(setup.cities) ?? transformExtent([5.9, 47.3, 15, 55], 'EPSG:4326', 'EPSG:3857');
  const still = element.querySelector('.map-still');
  const { map, fit } = mapFrame(element, setup, () => whole);
  fit(whole);
  addBackground(map, setup);

  const status = document.querySelector('[data-map-status]');
  const layer = featureLayer(map, setup, (text) => { status.textContent = text; }, () => {
    still?.remove();
    const features = layer.getSource();
    // A part of the collection fills the map by itself.
    if (setup.items && features.getFeatures().length > 0) fit(whole = features.getExtent());
  });
  featureCard(map, layer, element, setup);

  const buttons = document.querySelector('[data-map-cities]');
  if (buttons) {
    buttons.hidden = false;
    buttons.addEventListener('click', (event) => {
      const city = setup.cities.find((c) => c.id === event.target.dataset.city);
      if (city) fit(extentOf([city]));
    });
  }
  // For the curious: the map as it is.
  element.map = map;
}

if (setup) draw();
