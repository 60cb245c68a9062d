"""A CSV table runs nothing in a spreadsheet: text that looks like a formula stays text."""

import csv
import io
import math

import pytest

from explorer.export.csv_table import csv_text


def cells(text):
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", '=HYPERLINK("http://evil.example","x")'])
def test_a_text_that_looks_like_a_formula_is_quoted(text):
    assert cells(csv_text(["name", text], [[1, text]])) == [["name", f"'{text}"], ["1", f"'{text}"]]


def test_a_line_break_in_a_text_does_not_begin_a_row():
    assert cells(csv_text(["a"], [["x\r=1"], ["\r\n=1"]])) == [["a"], ["x\n=1"], ["'\n=1"]]


def test_numbers_stay_numbers_and_other_texts_stay_as_they_are():
    row = [-1, -0.5, 1e-7, True, "a=b", "1,5", 'say "no"', "", "– "]
    assert cells(csv_text(["x"] * len(row), [row]))[1] == [str(value) for value in row]


def test_missing_values_are_empty_cells():
    assert csv_text(["a", "b", "c"], [[None, math.nan, 0]]) == "a,b,c\n,,0\n"
