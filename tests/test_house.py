"""The tools that keep the house tidy, run as tests so that one command says all."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from models.policy import FAIRNESS_GOAL, QUALITY_GOAL, GoalId, RuleId
from scheduler.goals import ONLY_LOSSES
from scheduler.showing.changed.losses import _WORSE

ROOT = Path(__file__).parents[1]
UNITS = {*get_args(RuleId), *get_args(GoalId)}
LISTS = {
    "showing/changed/losses.py": "words for what gets worse, one and several, of the goals whose losses repairs count",
    "explaining/funnels.py": "the two that say how many people a review needs",
    "explaining/teams.py": "rules that bound a team's size, each by an array of its own",
    "nation/prices.py": "two rules whose rows have no price, for a reason each",
    "proofs/row_names.py": "rules that state several families of rows, and which of them has which name",
    "proofs/verify.py": "it states every rule by itself, and imports nothing of ours",
}
"""Files that name several rules or goals together, and what about these is true of no other."""


@pytest.mark.parametrize(
    "command", ["ruff check .", "ruff format --check .", pytest.param("mypy", marks=pytest.mark.ci)]
)
def test_the_house_is_tidy(command: str) -> None:
    done = subprocess.run([sys.executable, "-m", *command.split()], capture_output=True, text=True, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def files() -> list[Path]:
    return sorted((ROOT / "scheduler").rglob("*.py"))


def lists(path: Path) -> Iterator[set[str]]:
    """The ids of rules and goals that stand together in one list, set or mapping."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.List | ast.Set | ast.Tuple | ast.Dict):
            keys = [key for key in node.keys if key] if isinstance(node, ast.Dict) else node.elts
            said = [inner for key in keys for inner in ast.walk(key)]
            yield UNITS & {inner.value for inner in said if isinstance(inner, ast.Constant)}


def test_no_rules_or_goals_are_listed_by_hand() -> None:
    """A rule or goal says of itself what it is, so a new one is missed nowhere."""
    found = {str(path.relative_to(ROOT / "scheduler")) for path in files() if any(len(ids) > 1 for ids in lists(path))}
    assert found <= LISTS.keys(), "an attribute of Rule or GoalUnit says it better"
    assert found == LISTS.keys(), "these files list none any more"


def test_what_gets_worse_has_words_for_every_goal_of_which_a_repair_counts_losses() -> None:
    assert tuple(_WORSE) == ONLY_LOSSES


@pytest.mark.parametrize(("goal", "constant"), [(QUALITY_GOAL, "QUALITY_GOAL"), (FAIRNESS_GOAL, "FAIRNESS_GOAL")])
def test_a_goal_that_code_is_about_is_named_by_its_constant(goal: str, constant: str) -> None:
    with_literal = {
        path.stem
        for path in files()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and node.value == goal
    }
    known = {"figures", "show", "views", "verify"}  # keys of tables and views, and a file that imports nothing of ours
    assert with_literal <= known, f"write {constant}"


def test_whatever_fails_in_ci_fails_it() -> None:
    """Of commands joined by && only the last one ends a script: a suite that failed was passed over."""
    for line in (ROOT / ".ci" / "run").read_text("utf-8").splitlines():
        assert "&&" not in line.partition("bin/pytest")[2], line


def test_no_room_is_too_crowded_to_look_round() -> None:
    """About twenty modules, and a few more; the commands are a file each."""
    rooms = [path for path in (ROOT / "scheduler").rglob("*") if path.is_dir() and path.name != "__pycache__"]
    assert [room.name for room in rooms if len(list(room.glob("*.py"))) > 24] == ["cli"]
