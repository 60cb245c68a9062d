"""The environment variables of a host are read in one module, when they are needed. Invalid ones are refused by name."""

import ast
from pathlib import Path

import pytest

from explorer.corpus import cache
from explorer.errors import LimitError
from explorer.scheduling.limits import Limits
from explorer.settings import Login, keep_uploads, keepers, limits, login, scheduler_address, uploads
from tests.support.accounts import SETTINGS

ROOT = Path(__file__).parents[1]


def test_without_variables_the_limits_are_the_defaults():
    assert limits({}) == Limits()
    assert limits({"EXPLORER_MAX_QUEUED": " "}) == Limits()


def test_variables_set_the_limits():
    chosen = {"EXPLORER_MAX_QUEUED": "70", "EXPLORER_MAX_QUEUED_BY_ONE": " 7 ", "EXPLORER_MAX_WORKER_MEMORY": "0"}
    assert limits(chosen) == Limits(queued=70, queued_by_one=7, worker_memory=0)


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "many", "²", "1" * 10])
def test_an_invalid_number_is_refused_with_its_variable(text):
    with pytest.raises(LimitError, match="EXPLORER_MAX_REVIEW_LENGTH must be a whole number from 1"):
        limits({"EXPLORER_MAX_REVIEW_LENGTH": text})


@pytest.mark.parametrize("text", ["1", "499"])
def test_a_worker_memory_too_small_to_start_with_is_refused(text):
    with pytest.raises(LimitError, match="EXPLORER_MAX_WORKER_MEMORY must be 0 or a whole number from 500"):
        limits({"EXPLORER_MAX_WORKER_MEMORY": text})
    assert limits({"EXPLORER_MAX_WORKER_MEMORY": "500"}).worker_memory == 500


@pytest.mark.parametrize(("text", "days"), [(None, None), (" ", None), ("1", 1), (" 30 ", 30)])
def test_uploads_are_kept_for_ever_or_for_some_days(text, days):
    assert keep_uploads({} if text is None else {"EXPLORER_KEEP_UPLOADS": text}) == days


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "a week", "²", "1" * 6])
def test_days_that_are_no_whole_number_are_refused(text):
    with pytest.raises(LimitError, match="EXPLORER_KEEP_UPLOADS must be a whole number of days"):
        keep_uploads({"EXPLORER_KEEP_UPLOADS": text})


@pytest.mark.parametrize("address", [None, "", "  "])
def test_without_an_address_the_cluster_is_a_local_one(monkeypatch, address):
    if address is not None:
        monkeypatch.setenv("EXPLORER_SCHEDULER", address)
    assert scheduler_address() is None


def test_explorer_scheduler_names_an_existing_cluster(monkeypatch):
    monkeypatch.setenv("EXPLORER_SCHEDULER", " tcp://host:8786 ")
    assert scheduler_address() == "tcp://host:8786"


@pytest.mark.parametrize("chosen", [None, "", "  "])
def test_without_a_choice_prepared_reviews_are_in_the_users_cache_folder(tmp_path, monkeypatch, chosen):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("EXPLORER_CACHE") if chosen is None else monkeypatch.setenv("EXPLORER_CACHE", chosen)
    monkeypatch.setattr("sys.platform", "linux")
    assert cache.path("packaged", "1").parent == tmp_path / "sentiment-explorer"


def test_explorer_cache_is_a_folder_that_may_begin_at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("EXPLORER_CACHE", " ~/reviews ")
    assert cache.path("packaged", "1").parent == tmp_path / "reviews"


METADATA = "https://accounts.example.org/.well-known/openid-configuration"


@pytest.mark.parametrize("environment", [{}, {"EXPLORER_LOGIN": "0"}, SETTINGS | {"EXPLORER_LOGIN": " "}])
def test_nobody_has_to_log_in_unless_it_is_asked_for(environment):
    assert login(environment) is None


@pytest.mark.parametrize("provider", ["https://accounts.example.org", "https://accounts.example.org/", METADATA])
def test_a_login_is_set_by_variables_alone(provider):
    chosen = SETTINGS | {"EXPLORER_LOGIN_PROVIDER": provider, "EXPLORER_ADDRESS": "http://localhost:8501/"}
    assert login(chosen) == Login("http://localhost:8501", METADATA, "explorer", "s3cret", None)
    assert login(chosen | {"EXPLORER_LOGIN_COOKIE_SECRET": "c" * 32}).cookie_secret == "c" * 32


@pytest.mark.parametrize("name", sorted(SETTINGS.keys() - {"EXPLORER_LOGIN"}))
def test_a_login_that_lacks_something_is_refused_and_never_switched_off(name):
    with pytest.raises(LimitError, match=f"EXPLORER_LOGIN=1 needs {name}"):
        login(SETTINGS | {name: " "})


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("EXPLORER_LOGIN", "yes"),
        ("EXPLORER_LOGIN_COOKIE_SECRET", "short"),
        ("EXPLORER_ADDRESS", "explorer.example.org"),
        ("EXPLORER_ADDRESS", "ftp://explorer.example.org"),
        ("EXPLORER_ADDRESS", "https://explorer.example.org:port"),
        ("EXPLORER_ADDRESS", "https://explorer.example.org/?page=1"),
        ("EXPLORER_LOGIN_PROVIDER", "https://"),
    ],
)
def test_a_login_that_cannot_be_is_refused_with_its_variable(name, text):
    with pytest.raises(LimitError, match=f"{name} must "):
        login(SETTINGS | {name: text})


def test_keepers_are_named_with_commas_and_need_a_login():
    assert keepers({}) == keepers(SETTINGS | {"EXPLORER_KEEPERS": " , "}) == frozenset()
    assert keepers(SETTINGS | {"EXPLORER_KEEPERS": "Anna@example.org, 17"}) == {"anna@example.org", "17"}
    with pytest.raises(LimitError, match="EXPLORER_KEEPERS names accounts"):
        keepers({"EXPLORER_KEEPERS": "anna@example.org"})


def test_a_switch_is_1_or_0(monkeypatch):
    monkeypatch.setenv("EXPLORER_UPLOADS", "off")
    with pytest.raises(LimitError, match="EXPLORER_UPLOADS must be 1 or 0"):
        uploads()


def variables_named(path):
    """The environment variables of this program that a module reads: those that are strings of their own."""
    strings = [node.value for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Constant)]
    return {text for text in strings if isinstance(text, str) and text.startswith("EXPLORER_") and " " not in text}


def test_no_other_module_reads_a_variable_of_this_program():
    named = {path.name: variables_named(path) for path in (ROOT / "explorer").rglob("*.py")}
    assert {name for name, variables in named.items() if variables} == {"settings.py"}
    assert named["settings.py"] == {
        "EXPLORER_STORE",
        "EXPLORER_CACHE",
        "EXPLORER_SCHEDULER",
        "EXPLORER_UPLOADS",
        "EXPLORER_AHEAD",
        "EXPLORER_LOGIN",
        "EXPLORER_LOGIN_PROVIDER",
        "EXPLORER_LOGIN_CLIENT",
        "EXPLORER_LOGIN_SECRET",
        "EXPLORER_LOGIN_COOKIE_SECRET",
        "EXPLORER_ADDRESS",
        "EXPLORER_KEEPERS",
        "EXPLORER_KEEP_UPLOADS",
        "EXPLORER_MAX_",
    }


def test_the_readme_has_every_variable():
    text = (ROOT / "README.md").read_text()
    assert all(f"`{name}" in text for name in variables_named(ROOT / "explorer/settings.py"))
