// What stands about a feature, after a click on it.

function value(field, raw, setup, city) {
  if (raw === null || raw === undefined || (Array.isArray(raw) && raw.length === 0)) return null;
  if (typeof raw === 'boolean') return raw ? setup.texts.yes : setup.texts.no;
  if (typeof raw === 'number') {
    const text = field.year ? String(raw) : raw.toLocaleString(setup.language, { maximumFractionDigits: 6 });
    return field.unit && !field.year ? `${text} ${field.unit}` : text;
  }
  if (Array.isArray(raw)) return raw.map((v) => field.labels[v] ?? v).join(', ');
  if (field.kind === 'Instant') return new Date(raw).toLocaleString(setup.language, { timeZone: city?.zone, dateStyle: 'medium', timeStyle: 'short' });
  if (field.kind === 'Date') return new Date(`${raw}T00:00:00Z`).toLocaleDateString(setup.language, { timeZone: 'UTC', dateStyle: 'long' });
  return field.labels[raw] ?? raw;
}

function link(address, text) {
  const a = document.createElement('a');
  a.href = address;
  a.textContent = text;
  return a;
}

function content(field, text, setup) {
  if (field.name === 'station') return link(`/sensors/stations/${encodeURIComponent(text)}`, setup.texts.series);
  return /^https?:\/\//.test(text) ? link(text, text.replace(/^https?:\/\//, '')) : document.createTextNode(text);
}

function fill(card, feature, setup) {
  const id = String(feature.getId());
  const city = setup.cities.find((c) => c.id === id.split(':')[0]);
  const title = document.createElement('h3');
  title.textContent = feature.get('name') ?? id;
  const list = document.createElement('dl');
  for (const field of setup.fields) {
    const text = field.name === 'name' ? null : value(field, feature.get(field.name), setup, city);
    if (text === null) continue;
    const row = document.createElement('div');
    const term = document.createElement('dt');
    const definition = document.createElement('dd');
    term.textContent = field.title;
    definition.append(content(field, text, setup));
    row.append(term, definition);
    list.append(row);
  }
  if (setup.collection === 'monitoring-stations') {
    const more = document.createElement('p');
    more.append(link(`/sensors/stations/${encodeURIComponent(id)}`, setup.texts.series));
    list.append(more);
  }
  card.replaceChildren(closeButton(card, setup), title, list);
}

function closeButton(card, setup) {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'map-card-close';
  button.setAttribute('aria-label', setup.texts.close);
  button.textContent = '×';
  button.addEventListener('click', () => card.dispatchEvent(new Event('dismiss')));
  return button;
}

/** Shows a card for the feature that is clicked; Escape and a click beside it take it away. */
export function featureCard(map, layer, element, setup) {
  const card = document.createElement('div');
  card.className = 'map-card';
  card.setAttribute('role', 'status');
  card.hidden = true;
  element.append(card);
  let chosen;
  const choose = (feature) => {
    chosen?.setStyle(undefined);
    chosen = feature;
    chosen?.setStyle(layer.chosenStyle());
    card.hidden = !feature;
    if (feature) fill(card, feature, setup);
  };
  const at = (pixel) => map.forEachFeatureAtPixel(pixel, (f) => f, { layerFilter: (l) => l === layer, hitTolerance: 6 });
  map.on('singleclick', (event) => choose(at(event.pixel)));
  map.on('pointermove', (event) => { map.getTargetElement().style.cursor = !event.dragging && at(event.pixel) ? 'pointer' : ''; });
  card.addEventListener('dismiss', () => { choose(undefined); element.focus(); });
  element.addEventListener('keydown', (event) => { if (event.key === 'Escape') choose(undefined); });
}
