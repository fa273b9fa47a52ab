from datetime import date

import pytest

from models.finding import Finding
from models.instance import Instance
from models.policy import Policy
from scheduler.rules.host_week import RULE
from tests import tiny


def world(*entries: tiny.Entry) -> Instance:
    """Reviews at A and at B; R1 comes from B, R2 from C."""
    return tiny.instance(
        *(tiny.school("A"), tiny.school("B", km=20), tiny.school("C", km=40)),
        *(tiny.review("A"), tiny.review("B")),
        *(tiny.lead("L1"), tiny.lead("L2")),
        *(tiny.reviewer("R1", "B"), tiny.reviewer("R2", "C")),
        *entries,
    )


@pytest.mark.parametrize(
    ("hosts_on", "amounts"),
    [(tiny.day(2, 0), [1]), (tiny.day(2, 2), [1]), (tiny.day(1, 2), []), (tiny.day(3, 0), []), (None, [])],
)
def test_away_while_hosting(hosts_on: date | None, amounts: list[int]) -> None:
    lead = None if hosts_on is None else "L2"
    planned = tiny.held("A", "L1", "R1", on=tiny.day(2, 1)), tiny.held("B", lead, on=hosts_on)
    assert tiny.amounts(RULE, world(), *planned) == amounts


def test_those_of_other_schools_may_be_away() -> None:
    assert tiny.amounts(RULE, world(), tiny.held("A", "L1", "R2"), tiny.held("B", "L2", "R2")) == []


def test_finding() -> None:
    planned = tiny.held("A", "L1", "R1", on=tiny.day(2, 1)), tiny.held("B", "L2", "R2", on=tiny.day(2))
    assert tiny.breaches(RULE, world(), *planned) == [
        Finding(
            rule="host-week",
            about=("VA", "R1", "B"),
            amount=1,
            message=(
                "School B hosts its own review in the week of 2018-09-10, "
                "when R1 is away at the review at School A (VA)."
            ),
        )
    ]


def test_waived() -> None:
    planned = tiny.held("A", "L1", "R1"), tiny.held("B", "L2", "R2")
    assert tiny.amounts(RULE, world(tiny.waiver("host-week", "R1", "A")), *planned) == []


def test_sentence() -> None:
    assert RULE.sentence(Policy()) == "In the week in which a school hosts, none of its reviewers is away."
