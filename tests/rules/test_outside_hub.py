import pytest

from models.finding import Finding
from models.policy import Policy
from scheduler.rules.outside_hub import RULE
from tests import tiny


def at_a(*entries: tiny.Entry, home_hub: str = "hub-A") -> tuple[tiny.Entry, ...]:
    """R1 of B, 20 km from A, may join the review at A."""
    return (
        tiny.school("A"),
        tiny.school("B", km=20, hub=home_hub),
        tiny.review("A"),
        tiny.lead("L1"),
        tiny.reviewer("R1", "B"),
        *entries,
    )


@pytest.mark.parametrize(("home_hub", "amounts"), [("hub-B", []), ("hub-A", [1])])
def test_own_hub(home_hub: str, amounts: list[int]) -> None:
    instance = tiny.instance(*at_a(home_hub=home_hub))
    assert tiny.amounts(RULE, instance, tiny.held("A", "L1", "R1")) == amounts


def test_finding() -> None:
    assert tiny.breaches(RULE, tiny.instance(*at_a()), tiny.held("A", "L1", "R1")) == [
        Finding(
            rule="outside-hub",
            about=("VA", "R1"),
            amount=1,
            message="R1 of School B joins the review at School A (VA): both are in Hub hub-A.",
        )
    ]


def test_waived() -> None:
    instance = tiny.instance(*at_a(tiny.waiver("outside-hub", "R1", "A")))
    assert tiny.amounts(RULE, instance, tiny.held("A", "L1", "R1")) == []


def test_sentence() -> None:
    assert RULE.sentence(Policy()) == "No reviewer joins a review in their own hub."
