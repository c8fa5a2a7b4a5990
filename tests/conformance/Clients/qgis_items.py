"""Reads collections of an OGC API with the OAPIF provider of QGIS, without a screen: rows are counted, one is shown.

Usage: qgis_items.py LANDING-PAGE COLLECTION...
"""

import json
import os
import sys

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from qgis.core import QgsApplication, QgsVectorLayer  # noqa: E402


def read(address, collection):
    layer = QgsVectorLayer(f"url='{address}' typename='{collection}' pageSize='500'", collection, "OAPIF")
    if not layer.isValid():
        raise RuntimeError(f"{collection}: {layer.dataProvider().error().message() if layer.dataProvider() else 'no provider'}")
    features = list(layer.getFeatures())
    shown = next((f for f in features if f.hasGeometry()), features[0])
    geometry = json.loads(shown.geometry().asJson(7)) if shown.hasGeometry() else None
    return {"count": len(features), "id": shown["id"], "geometry": geometry}


application = QgsApplication([], False)
application.initQgis()
json.dump({collection: read(sys.argv[1], collection) for collection in sys.argv[2:]}, sys.stdout)
sys.stdout.flush()
application.exitQgis()
