"""What processes use of the machine."""

import os
import time
from pathlib import Path

import pytest

from benchmarks.usage import machine_mb, usage, work_of_all


@pytest.mark.skipif(not Path("/proc/stat").exists(), reason="read from /proc")
def test_a_session_holds_memory_and_works() -> None:
    block = bytearray(50 * 1024**2)
    mine = usage(os.getsid(0))
    assert 50 <= mine.mb <= machine_mb()
    assert mine.work_seconds > 0
    assert len(block) == 50 * 1024**2


@pytest.mark.skipif(not Path("/proc/stat").exists(), reason="read from /proc")
def test_the_work_of_all_grows_by_mine() -> None:
    before, mine = work_of_all(), time.process_time()
    while time.process_time() - mine < 0.1:
        pass
    assert work_of_all() - before >= 0.05


def test_a_session_that_is_not_there_uses_nothing() -> None:
    assert usage(-5).mb == usage(-5).work_seconds == 0
