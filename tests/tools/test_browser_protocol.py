"""When a new version of Streamlit changes the messages that the load test's browser speaks, a test says so in a sentence."""

import pytest
import streamlit as st

from tests.support.streamlit_internals import BackMsg, ForwardMsg, WidgetState

PATHS = [
    (BackMsg, "rerun_script.query_string"),
    (BackMsg, "rerun_script.page_script_hash"),
    (BackMsg, "rerun_script.fragment_id"),
    (BackMsg, "rerun_script.is_auto_rerun"),
    (BackMsg, "rerun_script.context_info.url"),
    (BackMsg, "rerun_script.widget_states.widgets"),
    (ForwardMsg, "delta.new_element.radio.raw_value"),
    (ForwardMsg, "delta.new_element.slider.raw_value"),
    (ForwardMsg, "delta.new_element.number_input.set_value"),
    (ForwardMsg, "delta.new_element.button.label"),
    (ForwardMsg, "delta.new_element.progress.text"),
    (ForwardMsg, "delta.new_element.exception.message"),
    (ForwardMsg, "delta.new_element.alert.body"),
    (ForwardMsg, "metadata.run.fragment_ids"),
    (ForwardMsg, "new_session.page_script_hash"),
    (ForwardMsg, "navigation.app_pages"),
    (ForwardMsg, "page_info_changed.query_string"),
    (ForwardMsg, "auto_rerun.interval"),
    (ForwardMsg, "stop_auto_rerun.fragment_ids"),
    (ForwardMsg, "script_finished"),
    (WidgetState, "trigger_value"),
    (WidgetState, "string_array_value.data"),
    (WidgetState, "double_array_value.data"),
]


@pytest.mark.parametrize(("message", "path"), PATHS, ids=[path for _, path in PATHS])
def test_a_message_still_has_its_parts(message, path):
    part = message()
    for name in path.split("."):
        changed = f"Streamlit {st.__version__} has no {path} in {message.__name__}: adapt tools/stress/browser.py."
        assert name in part.DESCRIPTOR.fields_by_name, changed
        part = getattr(part, name)
