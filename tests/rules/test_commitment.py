from typing import Any

import pytest

from models.finding import Finding
from models.instance import Instance, LedgerEntry
from models.schedule import PlannedReview
from scheduler.rules.commitment import RULE
from tests import tiny

HOSTS = "ABCDE"


def world(*entries: tiny.Entry, above_due: int = 1, strict: bool = False, **ledger: Any) -> Instance:
    """H, with planned size 3 and so due to send one a term, has R1 to R5; A to C are in autumn, D and E in spring."""
    book: dict[str, Any] = {"planned_size": 3, **ledger}
    quiet = [LedgerEntry(school=host, planned_size=1) for host in HOSTS]  # floor(1 x 1 / 3) = 0 are due
    return tiny.instance(
        *(tiny.school(host) for host in HOSTS),
        tiny.school("H", km=20),
        *(tiny.review(host, term="autumn" if host < "D" else "spring") for host in HOSTS),
        tiny.lead("L1"),
        *(tiny.SPRING, tiny.AUTUMN),
        *(tiny.reviewer(f"R{n}", "H") for n in range(1, 6)),
        *quiet,
        LedgerEntry(school="H", **book),
        tiny.policy(commitment={"above_due": above_due, "strict": strict}),
        *entries,
    )


def sent(hosts: str) -> list[PlannedReview]:
    """H sends one reviewer to each of these."""
    return [tiny.held(host, "L1", f"R{n}") for n, host in enumerate(hosts, start=1)]


@pytest.mark.parametrize(
    ("hosts", "breaches"),
    [
        ("", []),
        ("AB", []),  # one due, one above
        ("ABC", [("autumn", 1)]),
        ("ADE", []),  # two due by spring, one above
        ("ABD", []),
        ("ABDE", [("spring", 1)]),
        ("ABCD", [("autumn", 1), ("spring", 1)]),
        ("ABCDE", [("autumn", 1), ("spring", 2)]),
        ("DE", []),
    ],
)
def test_at_most_one_above_the_due_by_the_end_of_each_term(hosts: str, breaches: list[tuple[str, int]]) -> None:
    found = tiny.breaches(RULE, world(), *sent(hosts))
    assert [(finding.about[1], finding.amount) for finding in found] == breaches


@pytest.mark.parametrize(
    ("above_due", "hosts", "amounts"), [(0, "AD", []), (0, "A", []), (0, "AB", [1]), (2, "ABC", [])]
)
def test_how_far_above_is_policy(above_due: int, hosts: str, amounts: list[int]) -> None:
    assert tiny.amounts(RULE, world(above_due=above_due), *sent(hosts)) == amounts


@pytest.mark.parametrize(
    ("ledger", "hosts", "amounts"),
    [
        ({"sent": 1}, "A", []),  # of two at most, one was sent before
        ({"sent": 1}, "AB", [1]),
        ({"debt_brought_in": 1}, "ABC", []),
        ({"credited": 1}, "A", []),
        ({"credited": 1}, "AB", [1]),
    ],
)
def test_the_ledger_counts(ledger: dict[str, Any], hosts: str, amounts: list[int]) -> None:
    assert tiny.amounts(RULE, world(**ledger), *sent(hosts)) == amounts


@pytest.mark.parametrize(
    ("hosts", "breaches"),
    [
        ("AD", []),
        ("AB", []),
        ("A", [("spring", 1)]),
        ("DE", [("autumn", 1)]),
        ("", [("autumn", 1), ("spring", 2)]),
    ],
)
def test_strict_forbids_falling_short_too(hosts: str, breaches: list[tuple[str, int]]) -> None:
    found = tiny.breaches(RULE, world(strict=True), *sent(hosts))
    assert [(finding.about[1], finding.amount) for finding in found] == breaches


def test_findings() -> None:
    assert tiny.breaches(RULE, world(), *sent("ABCD"))[0] == Finding(
        rule="commitment",
        about=("H", "autumn"),
        amount=1,
        message="School H sends 3 reviewers by the end of term autumn, and at most 2 may go.",
    )
    assert tiny.breaches(RULE, world(strict=True), *sent("A")) == [
        Finding(
            rule="commitment",
            about=("H", "spring"),
            amount=1,
            message="School H sends 1 reviewer by the end of term spring, and 2 are due.",
        )
    ]


def test_a_waived_visit_is_none_too_many_but_meets_the_due() -> None:
    assert tiny.amounts(RULE, world(tiny.waiver("commitment", "R3", "C")), *sent("ABC")) == []
    strict = world(tiny.waiver("commitment", "R1", "A"), strict=True)
    assert tiny.amounts(RULE, strict, *sent("AD")) == []


def test_sentence() -> None:
    assert RULE.sentence(tiny.policy(commitment={"above_due": 2})) == (
        "A school never sends more than 2 above its due by the end of a term."
    )
    assert RULE.sentence(tiny.policy(commitment={"strict": True})) == (
        "A school never sends more than 1 above its due by the end of a term. It never sends fewer than are due."
    )
