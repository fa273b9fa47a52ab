"""Workers of Dask's on this machine, and work for them."""

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@contextmanager
def machines(workers: int, threads: int = 1, **options: Any) -> Iterator[Any]:
    """So many workers, each a process with a nanny that begins it anew where it dies."""
    distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    options |= {"n_workers": workers, "threads_per_worker": threads, "dashboard_address": ":0"}
    options["silence_logs"] = logging.CRITICAL
    with distributed.LocalCluster(**options) as cluster:
        yield cluster


def square(shared: int, task: int) -> int:
    """Takes a moment, so that whoever is killed is in the middle of something."""
    time.sleep(0.05)
    return shared + task * task


def kills_its_process(shared: str, task: int) -> int:
    """At task 3; the first time only, if `shared` names a file to remember it by."""
    if task == 3 and not (shared and Path(shared).exists()):
        if shared:
            Path(shared).touch()
        os.kill(os.getpid(), 9)
    return task


def leaves_its_number_and_sleeps(shared: str, task: int) -> None:
    """Of its process: so that it can be seen whether it has ended."""
    half = Path(shared) / f"{task}.half"
    half.write_text(str(os.getpid()))
    half.rename(Path(shared) / f"{task}.pid")
    time.sleep(600)


def own_number(shared: str, task: int) -> int:
    """Of its process."""
    return os.getpid()


def is_alive(process: int) -> bool:
    """Whether there is such a process, which is more than a number that its parent has not asked about."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(") ", 1)[1][0] != "Z"
    except OSError:
        return False


def seen_to_end(processes: list[int], seconds: float = 20.0) -> bool:
    """Whether they all end, looked at for so long at most."""
    until = time.monotonic() + seconds
    while any(map(is_alive, processes)) and time.monotonic() < until:
        time.sleep(0.05)
    return not any(map(is_alive, processes))
