"""The load test drives the real app and reports what visitors experience. How fast that is, no test asserts."""

import json
import signal
import subprocess
import sys
from contextlib import suppress

import psutil
import pytest

from explorer.cli.main import main
from tests.support.waiting import PATIENCE, eventually
from tools import stress
from tools.stress.app import ROOT
from tools.stress.ledger import Request, overtaken
from tools.stress.load import Plan, Sample

pytestmark = pytest.mark.workers

COMMAND = [sys.executable, "-m", "explorer", "stress", "--quick"]


@pytest.fixture(scope="module")
def result(reviews):
    """The results of the smallest load, which leaves no process behind."""
    results = stress.run(stress.QUICK)
    assert keepers(psutil.Process()) == []
    return results


def keepers(process):
    """The keepers among the descendants of a process, and the descendants of those."""
    holders = [child for child in process.children(recursive=True) if "tools.stress.keeper" in command_of(child)]
    return [one for holder in holders for one in (holder, *holder.children(recursive=True))]


def command_of(process):
    with suppress(psutil.NoSuchProcess):
        return process.cmdline()
    return []


def test_every_visit_was_completed_without_an_error(result):
    assert result["not_done"] == []
    assert result["errors"] == []
    assert result["ends_seen"] == result["sessions"] == 3


def test_everybody_who_waits_sees_their_place_in_the_queue(result):
    assert result["queue_position"]["shown"] == result["queue_position"]["waited"]


def test_equal_settings_were_trained_once_and_the_queue_was_fair(result):
    assert result["shared"] == {"people": 2, "trainings": 1}
    assert result["turns"]["violations"] == []
    # One shared by two visitors, three of the greedy one, and as many of six in the endurance phase as there is time for.
    assert 4 < result["turns"]["trained"] <= 10


def test_pages_were_timed_while_the_worker_trained(result):
    assert result["all_pages"]["count"] > 0
    assert 0 < result["all_pages"]["median"] <= result["all_pages"]["p95"]
    assert result["refreshes"]["count"] > 0


def test_the_memory_of_all_three_processes_was_measured(result):
    lines = {line["process"]: line for line in result["memory"]}
    assert set(lines) == {"app", "scheduler", "worker"}
    # The last sample may have been taken before the last trainings ended.
    assert 0 < lines["worker"]["of"] <= 6
    assert lines["app"]["of"] >= 20
    # Only the worker loads TensorFlow and the reviews.
    assert lines["worker"]["end"] > lines["app"]["end"] > 50


def test_every_promise_held(result):
    assert stress.broken(result) == []


def test_each_broken_promise_is_a_sentence(result):
    broken = result | {
        "queue_position": {"waited": 2, "shown": 1},
        "turns": {"trained": 3, "violations": ["Run 3 waited while another person had 2 turns."]},
        "shared": {"people": 2, "trainings": 2},
        "errors": ["The app has closed the connection."],
    }
    sentences = stress.broken(broken)
    assert len(sentences) == 4
    assert all(sentence in stress.in_words(broken) for sentence in sentences)


def test_the_text_has_all_results(result):
    words = stress.in_words(result)
    turns = f"{result['turns']['trained']} turns: held"
    for text in (result["machine"], "Leaderboard", "trained once", turns, "Worker", "per 1,000 page runs"):
        assert text in words
    assert "Errors" not in words
    assert "did not hold" not in words
    assert "too short" not in words


def test_a_load_that_runs_out_of_time_says_what_is_missing(reviews):
    command = [*COMMAND, "--minutes", "0.001", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["not_done"] == [
        "0 of 3 people did all that they wanted.",
        "0 of 6 small trainings were done.",
        "0 of 20 page runs were done.",
    ]


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGKILL], ids=["ctrl_c", "kill"])
def test_no_process_stays_when_it_is_interrupted(reviews, end):
    # A suite that a script has started in the background ignores Ctrl-C, and its children would inherit that.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        process = subprocess.Popen(COMMAND, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    finally:
        signal.signal(signal.SIGINT, before)
    try:
        # The app, and the scheduler that it starts for its first visitor.
        load = psutil.Process(process.pid)
        eventually(lambda: any("explorer.workers.local_cluster" in command_of(one) for one in keepers(load)))
        family = keepers(load)
    finally:
        process.send_signal(end)
    assert process.wait(PATIENCE) == {signal.SIGINT: 130, signal.SIGKILL: -signal.SIGKILL}[end]
    assert psutil.wait_procs(family, timeout=PATIENCE)[1] == []


def requests(*lines):
    """Requests from tuples of visitor, asked, started and seconds."""
    return [Request(visitor, number, *moments) for number, (visitor, *moments) in enumerate(lines, 1)]


def test_who_asks_later_may_go_first_as_far_as_the_other_has_trained():
    # A grid of thirty seconds, asked for at once, and somebody who asks before the second half of it is due.
    assert overtaken(requests(("a", 0, 0, 10), ("a", 0, 20, 20), ("b", 5, 10, 10))) == []
    assert overtaken(requests(("a", 0, 0, 10), ("b", 9, 10, 5), ("a", 8, 15, 5))) == []


def test_who_asks_too_late_for_that_may_not():
    assert overtaken(requests(("a", 0, 0, 10), ("b", 5, 30, 10), ("a", 16, 20, 10))) == [
        "Run 2 waited for one that was asked for 11.0 seconds too late for that."
    ]
    newcomers = [(f"new {number}", 4 + number, 10 + number, 1) for number in range(1, 6)]
    found = overtaken(requests(("a", 0, 0, 2), ("a", 4, 20, 2), *newcomers))
    assert [sentence.split(" seconds")[0] for sentence in found] == [
        f"Run 2 waited for one that was asked for {late:.1f}" for late in (1, 2, 3)
    ]


def test_a_batch_that_several_share_was_asked_for_by_the_first_of_them():
    assert overtaken(requests(("a", 0, 0, 10), ("b", 5, 30, 10), ("c", 5, 20, 10), ("d", 18, 20, 10))) == []


def test_growth_is_the_slope_after_the_warm_up():
    # 5 MB at once at the start, then 0.02 MB with each of a thousand page runs.
    samples = [Sample(0, runs, {"app": 100 + (5 if runs else 0) + 0.02 * runs}) for runs in range(0, 1001, 10)]
    line = stress.growth(samples, "app", stress.PAGE_RUNS)
    assert line["slope"] == pytest.approx(20)
    assert (line["start"], line["end"], line["of"]) == (100, 125, 1000)
    assert line["per"] == "1,000 page runs"


def test_growth_leaves_out_the_first_thousand_and_looks_at_the_last_half():
    # 0.1 MB with each of the first thousand page runs, 0.01 with each of the next two thousand, and none after that.
    grown = [0.1 * min(runs, 1000) + 0.01 * min(max(runs - 1000, 0), 2000) for runs in range(0, 6001, 10)]
    line = stress.growth([Sample(0, 10 * n, {"app": 100 + more}) for n, more in enumerate(grown)], "app", stress.PAGE_RUNS)
    assert 0 < line["slope"] < 10
    assert line["late"] == pytest.approx(0)
    assert line["warm"] == 200


def test_there_is_no_slope_of_few_samples_and_nothing_without_any(result):
    assert stress.growth([], "worker", stress.TRAININGS) is None
    line = stress.growth([Sample(6, 20, {"worker": 900})] * 5, "worker", stress.TRAININGS)
    assert (line["slope"], line["late"], line["end"]) == (None, None, 900)
    assert " 900         –          – per 100 trainings" in stress.in_words(result | {"memory": [line]})


@pytest.mark.parametrize("wrong", [["--sessions", "0"], ["--trainings", "-1"], ["--minutes", "nan"], ["--minutes", "soon"]])
def test_impossible_sizes_are_refused(wrong, capsys):
    with pytest.raises(SystemExit) as refused:
        main(["stress", *wrong])
    assert refused.value.code == 2
    assert wrong[1] in capsys.readouterr().err


def test_the_command_passes_the_sizes_on(monkeypatch, capsys, result):
    plans = []
    monkeypatch.setattr(stress, "run", lambda plan: plans.append(plan) or result)
    assert main(["stress", "--sessions", "4", "--trainings", "5", "--reruns", "6", "--minutes", "7", "--json"]) == 0
    assert plans == [Plan(sessions=4, trainings=5, reruns=6, minutes=7)]
    assert json.loads(capsys.readouterr().out) == result
