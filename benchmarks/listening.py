"""Runs one method in a process of its own and writes down what it says, and when."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import ROOT
from benchmarks.runs import GOOD_ENOUGH
from benchmarks.usage import machine_mb, usage, work_of_all, work_of_ended

_LOOK_SECONDS, _LOOK_SHARE = 0.5, 0.1  # how often memory is looked at: more often while a process is young
_MOST_MEMORY = 0.8  # of the machine's

Process = subprocess.Popen[bytes]


def grace(seconds: float) -> float:
    """How long a method may take to stop before it is killed. What it finds meanwhile does not count."""
    return 6 + 0.05 * seconds


@dataclass(frozen=True)
class Told:
    """Lines that a method wrote, with the seconds at which each was there. Judged only when nothing is timed.

    others_cores: how many cores, on average, worked for others meanwhile.
    """

    lines: tuple[tuple[float, bytes], ...]
    end_seconds: float
    ending: str
    peak_mb: int
    others_cores: float


def listen(method: str, instance: Path, seconds: float, seed: int = 0, enough: float | None = None) -> Told:
    """Run a method on an instance's file.

    enough: once the method says that quality's gap is no larger, it is ended.
    """
    started, all_before, mine_before = time.monotonic(), work_of_all(), work_of_ended()
    words = [sys.executable, "-m", "benchmarks.peers", method, str(instance), str(seconds), str(seed), repr(started)]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, start_new_session=True)
        try:
            watch = _Watch(process, started + seconds + grace(seconds))
            lines, was_enough = _read(process, started, enough)
            code = process.wait()
        except BaseException:
            _kill(process)
            process.wait()
            raise
        end_seconds, all_work = time.monotonic() - started, work_of_all() - all_before
        watch.join()
        # Of a killed method, what its own children did is known to the watch only.
        mine = max(work_of_ended() - mine_before, watch.work_seconds)
        errors.seek(0)
        last_words = errors.read().decode(errors="replace").strip().splitlines()[-1:]
    said = _last_word(lines) or (GOOD_ENOUGH if was_enough else watch.killed)
    said = said or f"crashed ({code}): {' '.join(last_words)}"
    return Told(tuple(lines), end_seconds, said, watch.peak_mb, max(0.0, all_work - mine) / end_seconds)


def _read(process: Process, started: float, enough: float | None) -> tuple[list[tuple[float, bytes]], bool]:
    """All lines, and whether the process was ended because one of them said enough."""
    lines: list[tuple[float, bytes]] = []
    was_enough = False
    assert process.stdout is not None
    for line in process.stdout:
        lines.append((time.monotonic() - started, line))
        if enough is not None and not was_enough and _is_enough(line, enough):
            was_enough = True
            _kill(process)
    return lines, was_enough


def _is_enough(line: bytes, share: float) -> bool:
    said = json.loads(line)
    return said.get("goal") == "quality" and said.get("gap") is not None and said["gap"] <= share


def _last_word(lines: list[tuple[float, bytes]]) -> str:
    """What the method says of its end; nothing if it was ended."""
    last = lines[-1][1] if lines else b""
    return str(json.loads(last)["said"]) if last.startswith(b'{"said"') and last.endswith(b"\n") else ""


class _Watch(threading.Thread):
    """Looks at what a process uses, and kills it when its time is over or the machine nearly full.

    killed: why it was, if it was.
    """

    def __init__(self, process: Process, last: float) -> None:
        super().__init__(daemon=True)
        self._process, self._last, self._since = process, last, time.monotonic()
        self.peak_mb, self.work_seconds = 0, 0.0
        self.killed = ""
        self.start()

    def run(self) -> None:
        while self._process.returncode is None:
            now = usage(self._process.pid)
            self.peak_mb, self.work_seconds = max(self.peak_mb, now.mb), max(self.work_seconds, now.work_seconds)
            if time.monotonic() > self._last:
                self.killed = "killed after its limit"
            elif now.mb > _MOST_MEMORY * machine_mb():
                self.killed = f"killed at {now.mb} MB"
            if self.killed:
                _kill(self._process)
                return
            age = time.monotonic() - self._since
            time.sleep(min(_LOOK_SECONDS, 0.02 + _LOOK_SHARE * age))


def _kill(process: Process) -> None:
    """The method and whatever it started: they are one session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
