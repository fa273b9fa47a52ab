import pytest

from models.finding import Finding
from models.instance import Instance
from models.policy import Policy
from models.schedule import PlannedReview
from scheduler.rules.no_return_visit import RULE
from tests import tiny


def world(*entries: tiny.Entry) -> Instance:
    """Schools A, B and C host; A1, A2 come from A, B1, B2 from B, C1 from C."""
    return tiny.instance(
        *(tiny.school(host) for host in "ABC"),
        *(tiny.review(host) for host in "ABC"),
        tiny.lead("L1"),
        *(tiny.reviewer(person, person[0]) for person in ("A1", "A2", "B1", "B2", "C1")),
        *entries,
    )


def held(**teams: str) -> list[PlannedReview]:
    return [tiny.held(host, "L1", *team.split()) for host, team in teams.items()]


@pytest.mark.parametrize(
    ("teams", "amounts"),
    [
        ({"A": "B1"}, []),
        ({"A": "B1", "B": "C1", "C": "A1"}, []),  # round in a ring is no return
        ({"A": "B1", "B": "A1"}, [1]),
        ({"B": "A1", "A": "B1"}, [1]),
        ({"A": "B1 B2", "B": "A1 A2"}, [1]),  # one finding two schools
        ({"A": "B1 C1", "B": "A1", "C": "A2"}, [1, 1]),
        ({"A": "A1"}, []),  # not a return but outside-hub's matter
    ],
)
def test_return_within_the_schedule(teams: dict[str, str], amounts: list[int]) -> None:
    assert tiny.amounts(RULE, world(), *held(**teams)) == amounts


@pytest.mark.parametrize(
    ("host", "home", "school_year", "amounts"),
    [
        ("B", "A", "2018-19", [1]),
        ("B", "A", "2017-18", []),
        ("B", None, "2018-19", []),  # a lead's
        ("A", "B", "2018-19", []),  # the same way again
        ("B", "C", "2018-19", []),
        ("C", "A", "2018-19", []),
    ],
)
def test_return_of_an_earlier_visit(host: str, home: str | None, school_year: str, amounts: list[int]) -> None:
    instance = world(tiny.visit("C1", host, home, school_year=school_year))
    assert tiny.amounts(RULE, instance, *held(A="B1")) == amounts


def test_earlier_visits_among_themselves_are_not_this_schedules_matter() -> None:
    instance = world(tiny.visit("A1", "B", "A"), tiny.visit("B1", "A", "B"))
    assert tiny.amounts(RULE, instance, *held(C="B1")) == []


def test_one_finding_even_if_both_went_earlier_too() -> None:
    instance = world(tiny.visit("A1", "B", "A"), tiny.visit("B1", "A", "B"))
    assert tiny.amounts(RULE, instance, *held(A="B1", B="A1")) == [1]


def test_findings() -> None:
    assert tiny.breaches(RULE, world(), *held(A="B1 B2", B="A1")) == [
        Finding(
            rule="no-return-visit",
            about=("VB", "VA", "A1", "B1", "B2", "A", "B"),
            amount=1,
            message=(
                "School A sends A1 to School B, and School B sends B1 and B2 to School A in the same school year."
            ),
        )
    ]
    assert tiny.breaches(RULE, world(tiny.visit("A1", "B", "A")), *held(A="B1")) == [
        Finding(
            rule="no-return-visit",
            about=("VA", "B1", "A", "B"),
            amount=1,
            message=(
                "School A sends someone (earlier) to School B, "
                "and School B sends B1 to School A in the same school year."
            ),
        )
    ]
    (back,) = tiny.breaches(RULE, world(tiny.visit("B1", "A", "B")), *held(B="A1"))
    assert back.about == ("VB", "A1", "A", "B")
    assert "School B sends someone (earlier) to School A" in back.message


@pytest.mark.parametrize(("person", "host"), [("A1", "B"), ("B1", "A")])
def test_waived(person: str, host: str) -> None:
    instance = world(tiny.waiver("no-return-visit", person, host))
    assert tiny.amounts(RULE, instance, *held(A="B1", B="A1")) == []
    assert tiny.amounts(RULE, instance, *held(A="B1 B2", B="A1 A2")) == [1]


def test_sentence() -> None:
    assert RULE.sentence(Policy()) == (
        "If school A sends someone to school B, B sends nobody to A in the same school year."
    )
