"""The contents of charts on pages."""

import json

import pyarrow as pa


def chart_specs(app):
    """The specifications of the page's charts without their data, whose names depend on their contents."""
    return [_without_data(json.loads(chart.proto.spec)) for chart in app.get("vega_lite_chart")]


def network_drawn(app):
    """What the page's drawing of the network is made from, as text."""
    (drawn,) = [text for text in (str(one.proto) for one in app.get("bidi_component")) if "The network:" in text]
    return drawn


def curve_specs(app):
    """The specifications of all charts by epoch."""
    return [spec for spec in chart_specs(app) if any(x.get("field") == "epoch" for x in find(spec, "x"))]


def epoch_axes(app):
    """The first and the last epoch that the axis of each of the run's charts reaches to at least."""
    found = []
    for chart in app.get("vega_lite_chart")[:2]:
        (room,) = [one.data.data for one in chart.proto.datasets if one.name == "room"]
        epochs = pa.ipc.open_stream(room).read_all()["epoch"].to_pylist()
        found.append((min(epochs), max(epochs)))
    return found


def _without_data(spec):
    if isinstance(spec, dict):
        return {name: _without_data(value) for name, value in spec.items() if name != "data"}
    return [_without_data(value) for value in spec] if isinstance(spec, list) else spec


def find(spec, name):
    """Every value with that name in a specification, at any depth."""
    if isinstance(spec, dict):
        here = [spec[name]] if name in spec else []
        return here + [found for value in spec.values() for found in find(value, name)]
    return [found for value in spec for found in find(value, name)] if isinstance(spec, list) else []


def marks(spec):
    """The mark type of each layer of a chart."""
    return [layer["mark"]["type"] for layer in spec["layer"]]
