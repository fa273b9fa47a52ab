import pytest

from models.finding import Finding
from models.instance import Instance
from models.policy import Policy
from models.schedule import PlannedReview
from scheduler.goals.seats_filled import GOAL
from tests import tiny

PEOPLE = ("R1", "R2", "R3", "R4")


def world() -> Instance:
    """A asks for 3 reviewers, B for 2."""
    return tiny.instance(
        *(tiny.school("A", pupils=900), tiny.school("B"), tiny.school("H", km=20)),
        *(tiny.review("A"), tiny.review("B", size=2)),
        tiny.lead("L1"),
        *(tiny.reviewer(person, "H") for person in PEOPLE),
    )


@pytest.mark.parametrize(
    ("planned", "empty"),
    [
        ([], 3 + 2),
        ([tiny.held("A", "L1", "R1")], 2 + 2),
        ([tiny.held("A", "L1", *PEOPLE[:3]), tiny.held("B", "L1", "R4")], 0 + 1),
        ([tiny.held("A", "L1", *PEOPLE[:3]), tiny.held("B", "L1", *PEOPLE[:2])], 0),
        ([tiny.held("A", "L1", *PEOPLE), tiny.held("B", "L1")], 0 + 2),  # one too many fills no other seat
        ([tiny.held("A", None, *PEOPLE[:3]), tiny.held("B", "L1", on=None)], 3 + 2),  # neither is held
    ],
)
def test_empty_seats(planned: list[PlannedReview], empty: int) -> None:
    assert tiny.value(GOAL, world(), *planned) == empty


def test_finding() -> None:
    planned = tiny.held("A", "L1", "R1", "R2"), tiny.held("B", "L1", "R3", "R4")
    assert list(GOAL.recount(tiny.plan(world(), *planned))) == [
        Finding(
            rule="seats-filled",
            kind="cost",
            about=("VA",),
            amount=1,
            message="School A asked for 3 reviewers and has 2.",
        )
    ]


def test_sentence_and_unit() -> None:
    assert GOAL.sentence(Policy()) == (
        "As few seats as possible stay empty; a review that is not held counts with its whole size."
    )
    assert GOAL.unit == "seats"
