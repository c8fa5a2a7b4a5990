"""Reads collections of an OGC API with OWSLib: rows are counted over all pages, the first feature is shown.

Usage: owslib_items.py LANDING-PAGE COLLECTION...
"""

import json
import sys
from urllib.parse import parse_qs, urlsplit

from owslib.ogcapi.features import Features


def next_page(page):
    """Parameters of the link to the next page; None on the last one."""
    for link in page["links"]:
        if link["rel"] == "next":
            return {name: values[0] for name, values in parse_qs(urlsplit(link["href"]).query).items()}
    return None


def read(api, collection):
    page = api.collection_items(collection, limit=5000)
    first, count = page["features"][0], len(page["features"])
    while (parameters := next_page(page)) is not None:
        page = api.collection_items(collection, **parameters)
        count += len(page["features"])
    again = api.collection_item(collection, first["id"])
    return {"count": count, "id": again["id"], "geometry": again["geometry"]}


api = Features(sys.argv[1])
assert set(sys.argv[2:]) <= set(api.feature_collections()), api.feature_collections()
json.dump({collection: read(api, collection) for collection in sys.argv[2:]}, sys.stdout)
