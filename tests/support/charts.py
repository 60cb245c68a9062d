"""What is in the charts that pages show."""

import json


def chart_specs(app):
    """The specifications of the page's charts without their data, whose names are made from what is in them."""
    return [_without_data(json.loads(chart.proto.spec)) for chart in app.get("vega_lite_chart")]


def curve_specs(app):
    """Those of the Train page's curves, without the drawing of the network, which comes first."""
    return chart_specs(app)[1:]


def _without_data(spec):
    if isinstance(spec, dict):
        return {name: _without_data(value) for name, value in spec.items() if name != "data"}
    return [_without_data(value) for value in spec] if isinstance(spec, list) else spec


def find(spec, name):
    """Every value that a chart's specification has under that name, at any depth."""
    if isinstance(spec, dict):
        here = [spec[name]] if name in spec else []
        return here + [found for value in spec.values() for found in find(value, name)]
    return [found for value in spec for found in find(value, name)] if isinstance(spec, list) else []


def marks(spec):
    """The kinds of marks a chart's layers draw."""
    return [layer["mark"]["type"] for layer in spec["layer"]]
