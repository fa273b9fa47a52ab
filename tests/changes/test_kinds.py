"""Every kind of change says of itself what it is: adding one is one file, and this file says what is missing."""

import ast
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest

from models.change import Change
from scheduler.changes import kinds
from scheduler.changes.edits import Edited
from scheduler.changes.kind import ChangeKind
from scheduler.changes.kinds import KINDS, in_words, kind_of, reason
from scheduler.changes.refusals import problems
from scheduler.changes.replaying import replay
from scheduler.changes.situation import Situation
from tests.drawing import draw_instance
from tests.drawing_changes import draw_any_change, draw_states
from tests.drawing_edits import draw_edits
from tests.solving import outcome, without_fairness

NAMES_A_KIND = {
    "edits.py": "what was typed over becomes changes of just these kinds",
    "ledger.py": "only a review that was cancelled is owed, or forfeited",
    "situation.py": "who leaves what has begun: the two that only follow",
}
"""Files beside the kinds that name some by itself, and why no attribute of a kind says it better."""
ROOT = Path(__file__).parents[2]
MODELS = set(get_args(get_args(Change)[0]))
IDS = [kind.id for kind in KINDS]


@pytest.fixture(scope="module")
def drawn() -> dict[str, tuple[Situation, Change]]:
    """Of each kind a change that can happen, and the situation into which it comes."""
    found: dict[str, tuple[Situation, Change]] = {}
    for seed in range(60):
        rng = Random(seed)
        instance = without_fairness(draw_instance(rng))
        schedule = outcome(instance).schedule
        if schedule is None:
            continue
        schedule = draw_states(rng, schedule.model_copy(update={"certificate": None}))
        situation = Situation(instance, schedule)
        slots = [planned.slot for planned in schedule.reviews if planned.slot is not None]
        for notice in (instance.terms[0].first_day, *slots) * 10:
            change = draw_any_change(rng, instance, schedule, notice)
            if change is not None and not problems(instance, schedule, [change]):
                for each in situation.entailed([change]):
                    found.setdefault(each.kind, (situation, each))
        for edit in draw_edits(rng, instance, schedule, 2) if instance.leads else ():
            edited = Edited(instance, schedule, [edit], instance.terms[0].first_day - timedelta(days=30), "nobody")
            found |= {each.kind: (situation, each) for each in edited.changes if each.kind == "type-over"}
        if len(found) == len(KINDS):
            break
    return found


def test_every_model_of_a_change_has_its_kind_and_every_kind_its_file() -> None:
    assert {kind.of for kind in KINDS} == MODELS
    assert len(set(IDS)) == len(IDS)
    files = {path.stem.replace("_", "-") for path in Path(kinds.__file__).parent.glob("*.py")} - {"--init--"}
    assert files == set(IDS)


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_a_kind_stands_in_its_own_file_and_in_the_docs(kind: ChangeKind[Any]) -> None:
    path = ROOT / "scheduler" / "changes" / "kinds" / f"{kind.id.replace('-', '_')}.py"
    assert path.read_text("utf-8").startswith(f'"""{kind.id}: ')
    assert f"`{kind.id}`" in (ROOT / "docs" / "changes.md").read_text("utf-8")


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_a_drawn_change_of_each_kind_is_whole(
    kind: ChangeKind[Any], drawn: dict[str, tuple[Situation, Change]]
) -> None:
    assert kind.id in drawn, "tests/drawing_changes.py draws none of this kind"
    situation, change = drawn[kind.id]
    assert kind_of(change) is kind
    assert in_words(change) and in_words(change) in reason(change.model_copy(update={"why": "told by phone"}))
    assert "told by phone" in reason(change.model_copy(update={"why": "told by phone"}))
    after = replay(situation.world, [change])
    assert after == replay(situation.world, [change])
    names = {*after.school_by_id, *after.review_by_id, *after.reviewer_by_id, *after.lead_by_id}
    assert set(kind.named(after, change)) <= names
    reviews = {planned.review for planned in situation.reviews}
    places = [*kind.freed(situation.world, situation.reviews, change)]
    assert {review for review, _ in places} <= reviews
    assert {*kind.gives_up(situation.world, situation.reviews, change)} <= {*places}


def test_nothing_else_names_kinds_of_change() -> None:
    """Who asks of every change what it is, such as who joined by it, asks its kind; so a new one is missed nowhere."""
    names = {model.__name__ for model in MODELS}
    found = set()
    for path in (ROOT / "scheduler" / "changes").glob("*.py"):
        imported = {
            alias.name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.ImportFrom) and node.module == "models.change"
            for alias in node.names
        }
        if imported & names:
            found.add(path.name)
    assert found == NAMES_A_KIND.keys()


@pytest.mark.parametrize("kind", KINDS, ids=IDS)
def test_who_joins_or_leaves_by_a_change_is_there_or_not_afterwards(
    kind: ChangeKind[Any], drawn: dict[str, tuple[Situation, Change]]
) -> None:
    situation, change = drawn[kind.id]
    joined, left = kind.joins(change), kind.leaves(change)
    assert (joined is not None) == kind.id.endswith("-joins")
    assert (left is not None) == (kind.id in ("person-leaves", "school-leaves"))
    if joined is not None:
        after = replay(situation.world, [change])
        assert joined in (*after.schools, *after.reviewers, *after.leads)
