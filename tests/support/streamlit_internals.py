"""The parts of Streamlit that tests use though they are not public: inner modules, and attributes with an underscore.

Read in the version below. tests/ui/test_streamlit_internals.py says which of them another version has changed.
"""

import json
from functools import cache

from streamlit.components.v2 import manifest_scanner
from streamlit.dataframe_util import convert_arrow_bytes_to_pandas_df
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

__all__ = [
    "BackMsg",
    "ForwardMsg",
    "WidgetState",
    "convert_arrow_bytes_to_pandas_df",
    "open_page",
    "scan_components_once",
    "select",
    "sent",
]

VERSION = "1.67"
APP_TEST = ("_page_hash", "_registered_pages", "_run", "_tree")


def open_page(app, address):
    """Open the page with this address; AppTest's `switch_page` knows pages that are files, and these are functions."""
    (app._page_hash,) = (hash for hash, info in app._registered_pages.items() if info["url_pathname"] == address)
    return app.run()


def select(app, element, selection):
    """Select something in a table or a chart, which AppTest cannot, with the message that a browser would send."""
    states = app._tree.get_widget_states()
    states.widgets.add(id=element.proto.id, string_value=json.dumps({"selection": selection}))
    return app._run(states)


def sent(app):
    """All that AppTest's app has sent to its browser, as text: words, labels, helps, and the specifications of charts."""
    return "\n".join(str(node.proto) for node in app._tree if getattr(node, "proto", None) is not None)


def scan_components_once(patch):
    """Streamlit looks through all installed packages for components each time AppTest opens an app; once is enough."""
    patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
