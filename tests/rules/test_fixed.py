from typing import Any

import pytest

from models.finding import Finding
from models.instance import Instance
from models.policy import Policy
from scheduler.model import accepts
from scheduler.rules.fixed import RULE
from tests import tiny


def world(**fixed: Any) -> Instance:
    """The review at B is fixed as said, the one at A is free."""
    return tiny.instance(
        *(tiny.school("A"), tiny.school("B"), tiny.school("H", km=20)),
        *(tiny.review("A"), tiny.review("B")),
        *(tiny.lead("L1"), tiny.lead("L2")),
        *(tiny.reviewer(person, "H") for person in ("R1", "R2", "R3")),
        tiny.fixed("B", **fixed),
    )


HELD = tiny.held("A", "L2", "R3", on=tiny.day(5)), tiny.held("B", "L1", "R1", "R2", on=tiny.day(2))


@pytest.mark.parametrize(
    ("fixed", "amounts"),
    [
        ({"slot": tiny.day(2)}, []),
        ({"slot": tiny.day(2, 1)}, [1]),
        ({"lead": "L1"}, []),
        ({"lead": "L2"}, [1]),
        ({"reviewers": ("R2",)}, []),
        ({"reviewers": ("R2", "R1")}, []),
        ({"reviewers": ("R2", "R3")}, [1]),
        ({"slot": tiny.day(2), "lead": "L1", "reviewers": ("R1", "R2")}, []),
        ({"slot": tiny.day(3), "lead": "L2", "reviewers": ("R3",)}, [1, 1, 1]),
        ({}, []),
        ({"reviewers": ("R1", "R2"), "complete": True}, []),
        ({"reviewers": ("R1",), "complete": True}, [1]),
        ({"complete": True}, [1, 1]),
    ],
)
def test_what_is_fixed_stays(fixed: dict[str, Any], amounts: list[int]) -> None:
    assert tiny.amounts(RULE, world(**fixed), *HELD) == amounts
    assert accepts(world(**fixed), tiny.schedule(*HELD), RULE.id) == (not amounts)


def test_who_left_a_review_that_had_begun_is_in_its_team_no_more() -> None:
    instance = world(reviewers=("R2",), reason="begun")
    left = instance.review_by_id["VB"].model_copy(update={"left_by": ("R1", "R3")})
    instance = instance.model_copy(update={"reviews": (instance.review_by_id["VA"], left)})
    assert tiny.messages(RULE, instance, *HELD) == [
        "Review VB was left by R1, who is in its team (fixed because: begun)."
    ]


def test_findings() -> None:
    instance = world(slot=tiny.day(3), lead="L2", reviewers=("R1", "R3"), reason="accepted")
    because = "(fixed because: accepted)."
    assert tiny.breaches(RULE, instance, *HELD) == [
        Finding(
            rule="fixed",
            about=("VB",),
            amount=1,
            message=f"Review VB is fixed to begin on 2018-09-17 and begins on 2018-09-10 {because}",
        ),
        Finding(
            rule="fixed",
            about=("VB", "L2"),
            amount=1,
            message=f"Review VB is fixed to be led by L2 and is led by L1 {because}",
        ),
        Finding(
            rule="fixed",
            about=("VB", "R3"),
            amount=1,
            message=f"Review VB is fixed to be joined by R3, who is not in its team {because}",
        ),
    ]
    assert tiny.messages(RULE, instance)[:2] == [
        f"Review VB is fixed to begin on 2018-09-17 and is not held {because}",
        f"Review VB is fixed to be led by L2 and has no lead {because}",
    ]


def test_sentence() -> None:
    assert RULE.sentence(Policy()) == "What is done, has begun, is pinned, published, offered or accepted never moves."
