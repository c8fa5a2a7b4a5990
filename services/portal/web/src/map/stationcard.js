// What stands about a station, after a click on it.

function element(name, text, attributes = {}) {
  const made = Object.assign(document.createElement(name), attributes);
  made.textContent = text;
  return made;
}

function fill(card, station, texts) {
  const title = document.createElement('h3');
  title.append(element('a', station.name, { href: station.href }));
  const where = element('p', `${station.city} · `);
  where.append(element('span', station.said, { className: `badge ${station.badge}` }));
  const list = document.createElement('dl');
  for (const { title: name, value, time } of station.values) {
    const row = document.createElement('div');
    row.append(element('dt', name), element('dd', `${value} · ${time}`));
    list.append(row);
  }
  const close = element('button', '×', { type: 'button', className: 'map-card-close' });
  close.setAttribute('aria-label', texts.close);
  close.addEventListener('click', () => card.dispatchEvent(new Event('dismiss')));
  card.replaceChildren(close, title, where, list);
}

/** Shows a card for the station that is clicked; Escape and a click beside it take it away. */
export function stationCard(map, layer, target, texts) {
  const card = document.createElement('div');
  card.className = 'map-card';
  card.setAttribute('role', 'status');
  card.hidden = true;
  target.append(card);
  let chosen;
  const choose = (feature) => {
    chosen?.setStyle(undefined);
    chosen = feature;
    chosen?.setStyle(layer.chosenStyle(feature));
    card.hidden = !feature;
    if (feature) fill(card, feature.get('station'), texts);
  };
  const at = (pixel) => map.forEachFeatureAtPixel(pixel, (f) => f, { layerFilter: (l) => l === layer, hitTolerance: 6 });
  map.on('singleclick', (event) => choose(at(event.pixel)));
  map.on('pointermove', (event) => { map.getTargetElement().style.cursor = !event.dragging && at(event.pixel) ? 'pointer' : ''; });
  card.addEventListener('dismiss', () => { choose(undefined); target.focus(); });
  target.addEventListener('keydown', (event) => { if (event.key === 'Escape') choose(undefined); });
  /** The same station with what is known of it now. */
  return () => {
    const href = chosen?.get('station').href;
    if (href) choose(layer.getSource().getFeatures().find((f) => f.get('station').href === href));
  };
}
