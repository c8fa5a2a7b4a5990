import { defaults as defaultControls } from 'ol/control/defaults.js';
import ScaleLine from 'ol/control/ScaleLine.js';
import OlMap from 'ol/Map.js';
import View from 'ol/View.js';
import { wholeControl } from './controls.js';

/** An empty map in an element: view, controls, and what it is called. `whole` gives the extent that shows everything. */
export function mapFrame(element, { texts, tiles }, whole) {
  element.hidden = false;
  element.tabIndex = 0;
  element.setAttribute('role', 'application');
  element.setAttribute('aria-label', `${texts.map}. ${texts.keys}`);
  const view = new View({ maxZoom: 20, minZoom: 3 });
  const fit = (extent) => view.fit(extent, { size: map.getSize(), padding: [56, 56, 40, 88], maxZoom: 17 });
  const map = new OlMap({
    target: element,
    view,
    controls: defaultControls({
      rotate: false,
      attribution: Boolean(tiles),
      attributionOptions: { collapsible: false },
      zoomOptions: { zoomInTipLabel: texts.zoomIn, zoomOutTipLabel: texts.zoomOut },
    }).extend([new ScaleLine(), wholeControl(texts.whole, () => fit(whole()))]),
  });
  return { map, fit };
}
