// Reads collections of an OGC API with @camptocamp/ogc-client: rows are counted, the first is shown.
// Usage: ogc_client_items.mjs LANDING-PAGE COLLECTION...
import { OgcApiEndpoint } from "@camptocamp/ogc-client";

// More than any collection that is read here has, so that a page holds all of it.
const MOST = 10_000;

const [address, ...collections] = process.argv.slice(2);
const endpoint = new OgcApiEndpoint(address);
const offered = await endpoint.featureCollections;
const read = {};
for (const collection of collections) {
  if (!offered.includes(collection)) throw new Error(`${collection} is not among ${offered}`);
  const items = await endpoint.getCollectionItems(collection, MOST, null);
  const first = await endpoint.getCollectionItem(collection, items[0].id);
  const info = await endpoint.getCollectionInfo(collection);
  read[collection] = {
    count: items.length,
    id: first.id,
    geometry: first.geometry,
    title: info.title,
    tileset: first.geometry ? await endpoint.getVectorTilesetUrl(collection) : null,
  };
}
process.stdout.write(JSON.stringify(read));
