from typing import Any

import pytest

from models.finding import Finding
from scheduler.model import accepts
from scheduler.rules.independence import RULE
from tests import tiny

HELD = tiny.held("A", "L1", "R1")


def at_a(
    *entries: tiny.Entry, host_trust: str | None = None, home_trust: str | None = None, lead: Any = None, **fields: Any
) -> tuple[tiny.Entry, ...]:
    """L1 leads and R1 of B joins the review at A."""
    return (
        tiny.school("A", trust=host_trust),
        tiny.school("B", km=20, trust=home_trust),
        tiny.review("A"),
        tiny.lead("L1", **(lead or {})),
        tiny.reviewer("R1", "B", **fields),
        *entries,
    )


@pytest.mark.parametrize(
    ("host", "home", "lead", "about"),
    [
        (None, None, None, []),
        ("T1", "T2", "T3", []),
        ("T1", None, None, []),
        (None, "T1", "T1", []),
        ("T1", "T1", "T2", ["R1"]),
        ("T1", "T2", "T1", ["L1"]),
        ("T1", "T1", "T1", ["L1", "R1"]),
    ],
)
def test_trust(host: str | None, home: str | None, lead: str | None, about: list[str]) -> None:
    instance = tiny.instance(*at_a(host_trust=host, home_trust=home, lead={"trust": lead}))
    assert [finding.about[1] for finding in tiny.breaches(RULE, instance, HELD)] == about


def test_conflicts() -> None:
    fine = tiny.instance(*at_a(conflicts=("B",), lead={"conflicts": ("B",)}))
    assert tiny.breaches(RULE, fine, HELD) == []
    both = tiny.instance(*at_a(conflicts=("B", "A"), lead={"conflicts": ("A",)}))
    assert [finding.about for finding in tiny.breaches(RULE, both, HELD)] == [("VA", "L1"), ("VA", "R1")]


@pytest.mark.parametrize("person", ["R1", "L1"])
@pytest.mark.parametrize(
    ("school_years", "school_year", "amounts"),
    [
        (2, "2015-16", []),
        (2, "2016-17", [1]),
        (2, "2017-18", [1]),
        (2, "2018-19", [1]),
        (0, "2017-18", []),
        (0, "2018-19", [1]),
    ],
)
def test_earlier_visits(person: str, school_years: int, school_year: str, amounts: list[int]) -> None:
    policy = tiny.policy(independence={"school_years": school_years})
    instance = tiny.instance(*at_a(policy, tiny.visit(person, "A", school_year=school_year)))
    assert tiny.amounts(RULE, instance, HELD) == amounts


def test_visits_by_others_or_elsewhere_do_not_count() -> None:
    others = (tiny.reviewer("R2", "B"), tiny.visit("R2", "A", "B"), tiny.visit("R1", "B", "A"))
    assert tiny.amounts(RULE, tiny.instance(*at_a(*others)), HELD) == []


def test_without_a_lead_only_reviewers_are_looked_at() -> None:
    instance = tiny.instance(*at_a(conflicts=("A",)))
    assert tiny.amounts(RULE, instance, tiny.held("A", None, "R1")) == [1]


def test_findings() -> None:
    visits = [tiny.visit("R1", "A", "B", school_year=year) for year in ("2017-18", "2016-17", "2015-16")]
    instance = tiny.instance(*at_a(*visits, host_trust="T1", home_trust="T1", conflicts=("A",)))
    assert tiny.breaches(RULE, instance, HELD) == [
        Finding(
            rule="independence",
            about=("VA", "R1"),
            amount=1,
            message=f"R1 comes to the review at School A (VA) and {reason}.",
        )
        for reason in (
            "belongs to the same trust, T1",
            "declared a conflict of interest with the school",
            "was there in 2016-17 and 2017-18",
        )
    ]


@pytest.mark.parametrize(("waived", "left"), [("L1", ["R1"]), ("R1", ["L1"])])
def test_waived(waived: str, left: list[str]) -> None:
    instance = tiny.instance(
        *at_a(tiny.waiver("independence", waived, "A"), conflicts=("A",), lead={"conflicts": ("A",)})
    )
    assert [finding.about[1] for finding in tiny.breaches(RULE, instance, HELD)] == left


@pytest.mark.parametrize(
    ("years", "lately"),
    [
        (0, "this school year"),
        (1, "this or the last 1 school year"),
        (2, "this or the last 2 school years"),
    ],
)
def test_sentence(years: int, lately: str) -> None:
    assert RULE.sentence(tiny.policy(independence={"school_years": years})) == (
        "No reviewer or lead reviews their own trust, a school they declared a conflict with, "
        f"or one they reviewed or led in {lately}."
    )


def test_an_empty_text_is_no_trust() -> None:
    instance = tiny.instance(
        *(tiny.school("A", trust=""), tiny.school("H", km=20, trust="")),
        *(tiny.review("A"), tiny.lead("L1", trust=""), tiny.reviewer("R1", "H")),
    )
    assert tiny.breaches(RULE, instance, HELD) == []
    assert accepts(instance, tiny.schedule(HELD), RULE.id)
