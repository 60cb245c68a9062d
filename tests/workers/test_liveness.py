"""Who is alive: a process on this machine under its own name, and a cluster elsewhere while its heartbeat is recent."""

import os
import subprocess
import sys
import time

import psutil
import pytest

from explorer.workers.liveness import STALE_SECONDS, cluster_id, is_alive
from tests.support.waiting import eventually


def test_a_running_process_is_alive_under_its_own_name_only():
    name = cluster_id(os.getpid())
    host, pid, born = name.rsplit(" ", 2)
    assert int(pid) == os.getpid()
    assert is_alive(name, None)
    assert not is_alive(f"{host} {pid} {float(born) - 60:.2f}", None)


def test_a_process_that_has_ended_is_not_alive():
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = cluster_id(child.pid)
    assert is_alive(name, None)
    child.stdin.close()
    # Not even as a zombie, while its parent has not collected its exit code.
    eventually(lambda: psutil.Process(child.pid).status() == psutil.STATUS_ZOMBIE)
    assert not is_alive(name, None)
    child.wait()
    assert not is_alive(name, None)
    with pytest.raises(psutil.NoSuchProcess):
        cluster_id(child.pid)


def test_a_cluster_on_another_machine_is_alive_while_its_heartbeat_is_recent():
    name = "another-machine 1 0.00"
    assert is_alive(name, time.time())
    assert is_alive(name, time.time() - STALE_SECONDS / 2)
    assert not is_alive(name, time.time() - STALE_SECONDS - 1)
    assert not is_alive(name, None)


@pytest.mark.parametrize("name", ["", "nonsense", "a b c", "1 2"])
def test_a_name_that_is_none_is_not_alive(name, monkeypatch):
    monkeypatch.setattr("socket.gethostname", lambda: "a")
    assert not is_alive(name, None)
