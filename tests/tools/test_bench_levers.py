"""The line that says which levers are on."""

import sys

import pytest

from tools.bench import levers
from tools.bench.processes import Side


def test_the_line_names_every_lever_and_its_state():
    assert levers.in_words({"huge pages": "on", "threads": "2"}) == "Levers: huge pages on; threads 2."


def test_what_the_kernel_allows_and_what_is_asked_for(tmp_path, monkeypatch):
    mode, memory = tmp_path / "enabled", tmp_path / "smaps"
    mode.write_text("always [madvise] never\n")
    memory.write_text("Rss:                 900 kB\nAnonHugePages:     40960 kB\n")
    monkeypatch.setattr(levers, "KERNEL_PAGES", mode)
    monkeypatch.setattr(levers, "OWN_MEMORY", memory)
    monkeypatch.delenv("GLIBC_TUNABLES", raising=False)
    assert levers._huge_pages() == "madvise (kernel), not asked for, 41 MB in use"
    monkeypatch.setenv("GLIBC_TUNABLES", levers.HUGE_PAGES["GLIBC_TUNABLES"])
    assert levers._huge_pages() == "madvise (kernel), asked for, 41 MB in use"


def test_a_system_without_these_files_is_no_error(tmp_path, monkeypatch):
    for name in ("KERNEL_PAGES", "OWN_MEMORY", "OWN_FILES"):
        monkeypatch.setattr(levers, name, tmp_path / "missing")
    assert levers._huge_pages() == "unknown to this system"
    assert levers._allocator()


def test_another_allocator_is_recognised_among_the_loaded_files(tmp_path, monkeypatch):
    maps = tmp_path / "maps"
    maps.write_text("7f0 r-xp 00 08:01 12 /usr/lib/x86_64-linux-gnu/libtcmalloc_minimal.so.4\n")
    monkeypatch.setattr(levers, "OWN_FILES", maps)
    monkeypatch.setenv("TF_CPU_ALLOCATOR_USE_BFC", "true")
    assert levers._allocator() == "tcmalloc, large tensors kept"
    monkeypatch.delenv("TF_CPU_ALLOCATOR_USE_BFC")
    assert levers._allocator() == "tcmalloc, large tensors given back"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Only Linux tells how much memory is in huge pages.")
def test_the_variables_reach_a_process_that_is_started_with_them():
    code = "import json; from tools.bench import levers; print(json.dumps({'pages': levers._huge_pages()}))"
    with Side("it", "nothing", ["-c", code], levers.HUGE_PAGES) as side:
        pages = side.measure()["pages"]
    assert pages == "unknown to this system" or ", asked for, " in pages
