import pytest

from models.finding import Finding
from models.instance import Instance
from models.schedule import PlannedReview
from scheduler.rules.lead_load import RULE
from tests import tiny


def world(*entries: tiny.Entry, most: int = 6) -> Instance:
    """Eight hosts; the last one's review is in spring."""
    hosts = "ABCDEFGH"
    return tiny.instance(
        *(tiny.school(host) for host in hosts),
        *(tiny.review(host) for host in hosts[:-1]),
        tiny.review(hosts[-1], term="spring"),
        *(tiny.AUTUMN, tiny.SPRING),
        *(tiny.lead("L1"), tiny.lead("L2")),
        tiny.policy(lead_load={"reviews": most}),
        *entries,
    )


def led(hosts: str, lead: str | None = "L1") -> list[PlannedReview]:
    return [tiny.held(host, lead, on=tiny.day(week)) for week, host in enumerate(hosts, start=1)]


@pytest.mark.parametrize(
    ("most", "hosts", "amounts"),
    [(6, "ABCDEF", []), (6, "ABCDEFG", [1]), (6, "ABCDEFH", []), (1, "A", []), (1, "ABC", [2]), (0, "A", [1])],
)
def test_load_a_term(most: int, hosts: str, amounts: list[int]) -> None:
    assert tiny.amounts(RULE, world(most=most), *led(hosts)) == amounts


def test_each_lead_on_their_own() -> None:
    assert tiny.amounts(RULE, world(most=1), *led("A"), *led("B", "L2"), *led("CD", None)) == []


def test_finding() -> None:
    assert tiny.breaches(RULE, world(most=1), *led("ABC")) == [
        Finding(
            rule="lead-load",
            about=("L1", "autumn"),
            amount=2,
            message="L1 leads 3 reviews in term autumn, and at most 1 are allowed.",
        )
    ]


def test_waived() -> None:
    instance = world(tiny.waiver("lead-load", "L1", "B"), most=1)
    assert tiny.amounts(RULE, instance, *led("AB")) == []
    assert tiny.amounts(RULE, instance, *led("AC")) == [1]


def test_sentence() -> None:
    assert RULE.sentence(tiny.policy(lead_load={"reviews": 1})) == "A lead leads at most 1 review a term."
    assert RULE.sentence(tiny.policy()) == "A lead leads at most 6 reviews a term."
