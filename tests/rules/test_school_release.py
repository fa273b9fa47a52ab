from datetime import date

import pytest

from models.finding import Finding
from models.instance import Instance
from scheduler.model import accepts
from scheduler.rules.school_release import RULE
from tests import tiny


def world(*entries: tiny.Entry, pupils: int | None = None, **numbers: int) -> Instance:
    """Reviews at A, B and C; R1, R2 and R3 come from H, and S1 from another school."""
    return tiny.instance(
        *(tiny.school(host) for host in "ABC"),
        *(tiny.school("H", km=20, pupils=pupils), tiny.school("G", km=20)),
        *(tiny.review(host) for host in "ABC"),
        tiny.lead("L1"),
        *(tiny.reviewer(person, "H") for person in ("R1", "R2", "R3")),
        tiny.reviewer("S1", "G"),
        tiny.policy(school_release=numbers),
        *entries,
    )


@pytest.mark.parametrize(
    ("pupils", "people", "amounts"),
    [
        (None, ["R1"], []),
        (None, ["R1", "R2"], [1]),
        (None, ["R1", "S1"], []),
        (999, ["R1", "R2"], [1]),
        (1000, ["R1", "R2"], []),
        (1000, ["R1", "R2", "R3"], [1]),
        (0, ["R1", "R2", "R3"], [2]),
    ],
)
def test_release_by_pupils(pupils: int | None, people: list[str], amounts: list[int]) -> None:
    planned = [tiny.held(host, "L1", person) for host, person in zip("ABC", people, strict=False)]
    assert tiny.amounts(RULE, world(pupils=pupils), *planned) == amounts


def test_the_numbers_are_policy() -> None:
    numbers = {"reviewers": 0, "large_from_pupils": 0, "reviewers_large": 1}
    planned = tiny.held("A", "L1", "R1")
    assert tiny.amounts(RULE, world(pupils=None, **numbers), planned) == [1]
    assert tiny.amounts(RULE, world(pupils=0, **numbers), planned) == []


@pytest.mark.parametrize(
    ("pupils", "people", "number", "value"),
    [
        (None, ["R1", "R2", "R3"], "reviewers", 3),
        (999, ["R1", "R2"], "reviewers", 2),
        (1000, ["R1", "R2", "R3"], "reviewers_large", 3),
    ],
)
def test_the_number_of_schools_of_that_size_would_be_enough(
    pupils: int | None, people: list[str], number: str, value: int
) -> None:
    planned = [tiny.held(host, "L1", person) for host, person in zip("ABC", people, strict=False)]
    assert tiny.enough(RULE, world(pupils=pupils), "R1", "A", *planned) == {number: value}


@pytest.mark.parametrize(("second", "amounts"), [(tiny.day(1, 2), [1]), (tiny.day(2), [])])
def test_week_by_week(second: date, amounts: list[int]) -> None:
    planned = tiny.held("A", "L1", "R1"), tiny.held("B", "L1", "R2", on=second)
    assert tiny.amounts(RULE, world(), *planned) == amounts


def test_finding() -> None:
    planned = tiny.held("A", "L1", "R1", "R2", on=tiny.day(2)), tiny.held("B", "L1", "R3", on=tiny.day(2, 1))
    assert tiny.breaches(RULE, world(), *planned) == [
        Finding(
            rule="school-release",
            about=("H", "R1", "R2", "R3"),
            amount=2,
            message="School H can spare 1 in the week of 2018-09-10 and sends R1, R2 and R3.",
        )
    ]


def test_waived() -> None:
    planned = tiny.held("A", "L1", "R1"), tiny.held("B", "L1", "R2")
    assert tiny.amounts(RULE, world(tiny.waiver("school-release", "R2", "B")), *planned) == []


def test_sentence() -> None:
    numbers = tiny.policy(school_release={"reviewers": 2, "large_from_pupils": 1200, "reviewers_large": 3})
    assert RULE.sentence(numbers) == "At most 2 reviewers of a school may be away in any week (3 from 1,200 pupils)."


def test_one_in_two_teams_of_a_week_is_one_person_away() -> None:
    planned = [tiny.held(host, "L1", "R1") for host in "AB"]
    assert tiny.amounts(RULE, world(), *planned) == []
    assert tiny.amounts(RULE, world(), *planned, tiny.held("C", "L1", "R2")) == [1]


def test_unknown_pupils_are_not_large_even_where_all_known_ones_are() -> None:
    instance = world(large_from_pupils=0)
    two = [tiny.held("A", "L1", "R1"), tiny.held("B", "L1", "R2")]
    assert tiny.amounts(RULE, instance, *two) == [1]
    assert not accepts(instance, tiny.schedule(*two), RULE.id)
