"""Data on standard output is data only: every command with --json prints JSON there and nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.cli import main

ROOT = Path(__file__).parents[2]
NAME = "three-hubs"
CANCEL = '{"kind": "cancel-review", "notice": "2018-09-11", "review": "review-ash", "reason": "ofsted"}'
CHAINS: dict[str, tuple[tuple[str, ...], ...]] = {
    "solving": (
        ("solve", NAME, "-o", "new.json", "--deterministic"),
        ("check", NAME, "new.json"),
        ("show", NAME, "new.json"),
        ("show", NAME, "new.json", "--by", "week"),
        ("report", NAME, "new.json", "-o", "new.html"),
    ),
    "repairing": (
        ("mark", NAME, "s.json", "--all", "--as", "accepted"),
        ("reschedule", NAME, "s.json", CANCEL, "--deterministic"),
        ("reschedule", NAME, "s.json", "--apply", "1"),
        ("tell", NAME, "s.json"),
        ("publish", NAME, "s.json"),
        ("calendar", NAME, "s.json", "-o", "s.ics"),
        ("history", "s.json"),
        ("diff", "s.json", "old.json"),
        ("undo", "s.json"),
    ),
    "typing over": (
        ("export", NAME, "s.json", "-o", "plan.xlsx"),
        ("check", NAME, "plan.xlsx"),
        ("repair", NAME, "plan.xlsx"),
    ),
    "what if": (
        ("whatif", NAME, "s.json", CANCEL, "--deterministic"),
        ("whatif", NAME, "s.json", CANCEL, "--deterministic", "--anew"),
        ("stress", NAME, "s.json", "--runs", "1", "--deterministic"),
    ),
    "prices": (("explain", "four-hubs-term", "four.json", "--at", "review-cedar", "--prices"),),
    "explaining": (
        ("check", NAME),
        ("suggest", NAME, "s.json", "review-ash/lead"),
        ("explain", "planted-fixed"),
        ("explain", "four-hubs-term", "four.json", "--at", "review-cedar/lead"),
        ("explain", NAME, "s.json", "--cost-of", "no-return-visit"),
        ("explain", NAME, "s.json", "--slots", "review-ash", "--on", "2018-09-11"),
        ("explain", NAME, "s.json", "--slots", "review-ash", "--on", "2018-09-11", "--exactly"),
        ("explain", "two-schools", "two.json", "--why-vacant", "review-ash"),
    ),
    "a proof": (
        ("certify", NAME, "s.json", "-o", "proof.json"),
        ("verify", NAME, "s.json", "proof.json"),
    ),
    "the directory": (
        ("directory", NAME, "--near", "ash", "-o", "schools.out.csv"),
        ("broker", "noe-2018-autumn", "--area", "literacy", "-o", "support.csv"),
    ),
    "drawing": (
        ("solve", "eal-trial-2018", "-o", "best.json"),
        ("draw", "eal-trial-2018", "best.json", "-o", "drawn.json", "--audit", "audit.json", "--seed", "7"),
    ),
    "making": (
        ("rules", NAME),
        ("schema",),
        ("generate", NAME, "-o", "made.json"),
        ("travel", NAME, "--matrix", "journeys.csv", "-o", "by-road.json"),
        ("template", "made.xlsx", "--from", NAME),
        ("register", "schools.csv", "edubasealldata.csv", "-o", "filled.xlsx"),
        ("geocode", "filled.xlsx", "-o", "placed.xlsx"),
        ("import", "made.xlsx", "-o", "imported.json"),
        ("init", "term", "--from", NAME),
        ("completion", "bash"),
    ),
    "carrying": (("carry", "noe-2018-autumn", "autumn.json", "noe-2019-spring", "-o", "carried.json"),),
}
"""Lines that may build on those before."""
SAMPLE = "prices", "making"


def test_no_command_is_left_out() -> None:
    """But the page, which serves until it is stopped and has no data for machines."""
    assert {command for lines in CHAINS.values() for command, *_ in lines} == set(main.commands) - {"page"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    stored = {"s": NAME, "old": NAME, "four": "four-hubs-term", "autumn": "noe-2018-autumn"}
    for name, of in stored.items():
        (tmp_path / f"{name}.json").write_bytes((ROOT / "solutions" / f"{of}.json").read_bytes())
    nobody = {"format": 1, "instance": "two-schools", "reviews": [{"review": "review-ash"}]}
    (tmp_path / "two.json").write_text(json.dumps(nobody))
    (tmp_path / "journeys.csv").write_text("from,to,km\nash,beech,27\n")
    (tmp_path / "schools.csv").write_text("URN,Name\n100001,\n")
    (tmp_path / "edubasealldata.csv").write_text("URN,EstablishmentName\n100001,Ash School\n")
    return tmp_path


@pytest.mark.parametrize(
    "chain", [chain if chain in SAMPLE else pytest.param(chain, marks=pytest.mark.soak) for chain in CHAINS]
)
def test_standard_output_is_json_and_nothing_else(chain: str, folder: Path) -> None:
    """Looked at where a library would print, too: at the file descriptor."""
    for line in CHAINS[chain]:
        words = [sys.executable, "-m", "scheduler.cli", *line, "--json"]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run(words, capture_output=True, text=True, cwd=folder, env=environment)
        assert done.returncode == 0, (line, done.stderr)
        json.loads(done.stdout)
        assert not any(banner in done.stdout + done.stderr for banner in ("Running HiGHS", "Copyright"))
        assert "Traceback" not in done.stderr
