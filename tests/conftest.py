"""What all tests share: places of their own for everything the program keeps."""

import gc
import sys
from collections import Counter
from pathlib import PurePosixPath

import pytest
from xdist.scheduler import LoadFileScheduling

from explorer import corpus
from explorer.corpus import sources
from tests.support.running_app import WAITED
from tests.support.streamlit_internals import scan_components_once

# Where fixtures for every test are.
pytest_plugins = [
    "tests.support.cluster",
    "tests.support.messages",
    "tests.support.pages",
    "tests.support.accounts",
    "tests.support.postgres",
    "tests.support.reviewer",
    "tests.support.taken_pictures",
    # It imports the one before.
    "tests.support.other_classes",
]


class Scheduling(LoadFileScheduling):
    """Tests of one file run in one process and share its fixtures. All browser tests share one: they need all cores."""

    def _split_scope(self, nodeid):
        return "tests/browser" if nodeid.startswith("tests/browser/") else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config, log):
    return Scheduling(config, log)


def pytest_collection_modifyitems(items):
    """Start browser tests first, beside light ones, because they take longest; tests that start workers come last.

    Those go by file in reverse, because the longest files would begin last otherwise, with nothing left to run beside them.
    """
    files = {path: number for number, path in enumerate(dict.fromkeys(item.path for item in items))}

    def place(item):
        if item.get_closest_marker("browser"):
            return -1, 0
        return (1, -files[item.path]) if item.get_closest_marker("workers") else (0, 0)

    items.sort(key=place)


def pytest_terminal_summary(terminalreporter):
    passed = terminalreporter.getreports("passed")
    lines = [line for report in passed for name, line in report.user_properties if name == WAITED and report.when == "call"]
    if lines:
        terminalreporter.section("what a visitor waited for")
        terminalreporter.write_line("\n".join(lines))
    seconds = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds["/".join(PurePosixPath(report.nodeid.partition("::")[0]).parts[:2])] += report.duration
    terminalreporter.section("seconds by folder")
    terminalreporter.write_line("\n".join(f"{spent:7.1f}  {folder}" for folder, spent in seconds.most_common()))


@pytest.fixture(scope="session", autouse=True)
def places(tmp_path_factory):
    """No test reads or writes what the person at this computer has: reviews, runs, Keras' cache and logs are apart."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("places")
        patch.setenv("EXPLORER_CACHE", str(folder / "cache"))
        patch.setenv("EXPLORER_STORE", str(folder / "runs.db"))
        patch.setenv("KERAS_HOME", str(folder / "keras"))
        patch.setenv("XDG_STATE_HOME", str(folder / "state"))
        patch.delenv("EXPLORER_SCHEDULER", raising=False)
        yield


@pytest.fixture(scope="session", autouse=True)
def known_sources():
    """Tests say what is there and what is the default for these two sources. A further one has tests of its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [*corpus.SOURCES]:
            if name not in ("packaged", "official"):
                patch.delitem(corpus.SOURCES, name)
        yield


@pytest.fixture
def new_computer(monkeypatch, tmp_path):
    """A computer that has no prepared reviews on its disk. What this process has loaded before, it has in memory."""
    monkeypatch.setenv("EXPLORER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(sources, "_loaded", dict(sources._loaded))


@pytest.fixture(autouse=True)
def no_library():
    """The data sets of one test's store are not found in the next test."""
    yield
    corpus.add_library(None)


@pytest.fixture(scope="session", autouse=True)
def installed_components():
    with pytest.MonkeyPatch.context() as patch:
        scan_components_once(patch)
        yield


@pytest.fixture(scope="module", autouse=True)
def loaded():
    """Keep what earlier files loaded out of garbage collections, which took half of the suite's time."""
    gc.collect()
    gc.freeze()
    yield
    trainer = sys.modules.get("explorer.training.trainer")
    if trainer and trainer._cached_models:
        # Models and their graphs are hundreds of megabytes, and in the next file nobody trains with them.
        trainer.clear_cached_models()
        trainer.keras.backend.clear_session()
        gc.unfreeze()


@pytest.fixture(scope="session")
def reviews(places):
    """The packaged reviews."""
    return corpus.load("packaged")
