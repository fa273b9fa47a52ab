import pytest

from models.finding import Finding
from models.instance import Instance
from models.schedule import PlannedReview
from scheduler.rules.reviewer_load import RULE
from tests import tiny

HOSTS = "ABCDE"


def world(*entries: tiny.Entry, offers_two: bool = False) -> Instance:
    """Five hosts; the last one's review is in spring."""
    return tiny.instance(
        *(tiny.school(host) for host in HOSTS),
        tiny.school("H", km=20),
        *(tiny.review(host) for host in HOSTS[:-1]),
        tiny.review(HOSTS[-1], term="spring"),
        *(tiny.AUTUMN, tiny.SPRING),
        tiny.lead("L1"),
        *(tiny.reviewer("R1", "H", offers_two=offers_two), tiny.reviewer("R2", "H")),
        *entries,
    )


def joined(hosts: str, *people: str) -> list[PlannedReview]:
    return [tiny.held(host, "L1", *people, on=tiny.day(week)) for week, host in enumerate(hosts, start=1)]


@pytest.mark.parametrize(
    ("offers_two", "hosts", "amounts"),
    [
        (False, "A", []),
        (False, "AB", [1]),
        (False, "AE", []),
        (True, "AB", []),
        (True, "ABC", [1]),
        (True, "ABCD", [2]),
        (True, "ABE", []),
    ],
)
def test_load_a_term(offers_two: bool, hosts: str, amounts: list[int]) -> None:
    assert tiny.amounts(RULE, world(offers_two=offers_two), *joined(hosts, "R1")) == amounts


@pytest.mark.parametrize(("offers_two", "amounts"), [(False, []), (True, [1])])
def test_the_numbers_are_policy(offers_two: bool, amounts: list[int]) -> None:
    numbers = tiny.policy(reviewer_load={"reviews": 3, "reviews_if_offered": 2})
    assert tiny.amounts(RULE, world(numbers, offers_two=offers_two), *joined("ABC", "R1")) == amounts


def test_each_reviewer_on_their_own() -> None:
    assert tiny.amounts(RULE, world(), *joined("A", "R1", "R2")) == []


@pytest.mark.parametrize(("offers_two", "number"), [(False, "reviews"), (True, "reviews_if_offered")])
def test_the_number_of_those_who_offer_as_many_would_be_enough(offers_two: bool, number: str) -> None:
    instance = world(offers_two=offers_two)
    assert tiny.enough(RULE, instance, "R1", "A", *joined("ABCD", "R1")) == {number: 4}


def test_finding() -> None:
    (finding,) = tiny.breaches(RULE, world(), *joined("ABC", "R1"))
    assert finding == Finding(
        rule="reviewer-load",
        about=("R1", "autumn"),
        amount=2,
        message="R1 joins 3 reviews in term autumn and offers 1.",
    )


def test_waived() -> None:
    instance = world(tiny.waiver("reviewer-load", "R1", "B"))
    assert tiny.amounts(RULE, instance, *joined("AB", "R1")) == []
    assert tiny.amounts(RULE, instance, *joined("AC", "R1")) == [1]


def test_sentence() -> None:
    numbers = tiny.policy(reviewer_load={"reviews": 3, "reviews_if_offered": 4})
    assert RULE.sentence(numbers) == "A reviewer joins at most 3 reviews a term (4 if they offer it)."
