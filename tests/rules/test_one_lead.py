from datetime import date

import pytest

from models.finding import Finding
from models.instance import Instance
from models.policy import Policy
from scheduler.rules.one_lead import RULE
from tests import tiny

MONDAY = tiny.day(1)


def world() -> Instance:
    return tiny.instance(
        tiny.school("A"),
        tiny.school("B", km=20),
        tiny.review("A"),
        tiny.lead("L1"),
        *(tiny.reviewer("R1", "B"), tiny.reviewer("R2", "B")),
    )


@pytest.mark.parametrize(
    ("slot", "lead", "reviewers", "amounts"),
    [
        (MONDAY, "L1", ("R1",), []),
        (MONDAY, "L1", (), []),
        (MONDAY, None, ("R1",), [1]),
        (MONDAY, None, (), [1]),
        (None, None, (), []),
        (None, "L1", (), [1]),
        (None, None, ("R1",), [1]),
        (None, "L1", ("R1", "R2"), [3]),
    ],
)
def test_lead_and_slot(slot: date | None, lead: str | None, reviewers: tuple[str, ...], amounts: list[int]) -> None:
    assert tiny.amounts(RULE, world(), tiny.held("A", lead, *reviewers, on=slot)) == amounts


def test_a_review_the_schedule_does_not_mention_is_not_held() -> None:
    assert tiny.amounts(RULE, world()) == []


def test_findings() -> None:
    assert tiny.breaches(RULE, world(), tiny.held("A", None, "R1")) == [
        Finding(
            rule="one-lead",
            about=("VA",),
            amount=1,
            message="The review at School A (VA) begins on 2018-09-03 and has no lead.",
        )
    ]
    assert tiny.breaches(RULE, world(), tiny.held("A", "L1", "R1", on=None)) == [
        Finding(
            rule="one-lead",
            about=("VA", "L1", "R1"),
            amount=2,
            message="The review at School A (VA) has no slot, yet L1 and R1 would come.",
        )
    ]


def test_sentence() -> None:
    assert RULE.sentence(Policy()) == (
        "A review that is held has exactly one lead; one without a slot has neither lead nor reviewers."
    )
