"""The tour of the first hour can be gone through as it stands, and its page is of it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def commands(page: str) -> list[str]:
    return re.findall(r"^\$ (.*)$", page, re.MULTILINE)


@pytest.mark.soak
def test_the_tour_runs_and_its_page_shows_just_its_commands() -> None:
    words = [sys.executable, "docs/make_first_hour.py"]
    made = subprocess.run(words, capture_output=True, text=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, check=True)
    page = (ROOT / "docs/first-hour.md").read_text("utf-8")
    assert commands(made.stdout) == commands(page)


def test_the_tours_page_has_every_step_with_its_time() -> None:
    page = (ROOT / "docs/first-hour.md").read_text("utf-8")
    assert len(commands(page)) == len(re.findall(r"^\(\d+\.\d s\)$", page, re.MULTILINE))
    steps = [command.split()[1] for command in commands(page)]
    assert steps == [
        "init", "import", "import", "solve", "export", "check", "repair", "publish", "report", "reschedule",
        "reschedule", "publish", "history",
    ]  # fmt: skip
