#!/usr/bin/env bash
# Altair 6.3.0 (Vega-Lite 6), vl-convert-python 1.9.0.post1, pandas 3.1.1, Python 3.11, Linux.
#
# The `key` channel gives each row an identity, so that marks can move when their data change; one expects that a chart looks
# the same with it and without it. Of a line, it also decides which rows are connected, as colour and detail do: a key that
# differs from row to row, as an identity does, cuts a line of ten rows into ten paths of one point each, of which nothing is
# to be seen. Points are drawn as before.
#
# Output seen: "line without a key: 1 path, 9 segments", "line with a key: 10 paths, 0 segments" and "points without a key: 10,
# with a key: 10". Exits non-zero if it is another one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet altair==6.3.0 vl-convert-python==1.9.0.post1 pandas==3.1.1

cat >"$folder/try.py" <<'PYTHON'
import re

import altair as alt
import pandas as pd
import vl_convert

rows = pd.DataFrame({"step": range(10), "value": [number % 4 for number in range(10)]})
chart = alt.Chart(rows).encode(x="step:Q", y="value:Q")


def paths(chart, kind):
    """The outlines of all marks of that kind."""
    drawn = vl_convert.vegalite_to_svg(chart.to_dict())
    groups = re.findall(rf'<g class="{kind} role-mark.*?</g>', drawn, re.DOTALL)
    return [outline for group in groups for outline in re.findall(r'<path [^>]*d="([^"]*)"', group)]


def segments(outlines):
    return sum(outline.count("L") for outline in outlines)


lines = [paths(made.mark_line(), "mark-line") for made in (chart, chart.encode(key="step:Q"))]
points = [paths(made.mark_point(), "mark-symbol") for made in (chart, chart.encode(key="step:Q"))]
print(f"line without a key: {len(lines[0])} path, {segments(lines[0])} segments")
print(f"line with a key: {len(lines[1])} paths, {segments(lines[1])} segments")
print(f"points without a key: {len(points[0])}, with a key: {len(points[1])}")
PYTHON

"$folder/venv/bin/python" "$folder/try.py" >"$folder/seen"
cat "$folder/seen"
diff "$folder/seen" - <<'SEEN'
line without a key: 1 path, 9 segments
line with a key: 10 paths, 0 segments
points without a key: 10, with a key: 10
SEEN
