"""Where and with what figures are made."""

import os
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from benchmarks.runs import Machine
from benchmarks.usage import machine_mb

ROOT = Path(__file__).resolve().parents[1]
_LIBRARIES = ("ortools", "highspy", "numpy", "scipy")


def this_machine() -> Machine:
    """The machine, the versions and the revision at work."""
    revision, date = _git("log", "-1", "--format=%h %cs").split() or ("unknown", "unknown")
    changed = _git("status", "--porcelain", "--", "models", "scheduler")
    return Machine(
        cores=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1,
        processor=_first_line("/proc/cpuinfo", "model name") or platform.machine(),
        memory_gb=round(machine_mb() / 1024, 1),
        system=platform.system(),
        versions={"Python": platform.python_version()} | {name: version(name) for name in _LIBRARIES},
        revision=f"{revision} and changes not committed" if changed else revision,
        date=date,
    )


def _git(*words: str) -> str:
    try:
        done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return ""
    return done.stdout.strip()


def _first_line(path: str, begins: str) -> str:
    """What stands after the colon in the first line of a system file that begins so."""
    file = Path(path)
    lines = file.read_text("utf-8").split("\n") if file.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(begins)), "")
