import pytest

from models.finding import Finding
from models.instance import Instance, LedgerEntry
from models.policy import Policy
from models.schedule import PlannedReview
from scheduler.goals.commitments_met import GOAL
from tests import tiny

HOSTS = "ABDE"


def world(*entries: tiny.Entry, size: int = 4) -> Instance:
    """H is due to send floor(size x 1/3) by the end of autumn, floor(size x 2/3) by spring's; D and E are in spring."""
    return tiny.instance(
        *(tiny.school(host) for host in HOSTS),
        tiny.school("H", km=20),
        *(tiny.review(host, term="autumn" if host < "D" else "spring") for host in HOSTS),
        tiny.lead("L1"),
        *(tiny.SPRING, tiny.AUTUMN),
        *(tiny.reviewer(f"R{n}", "H") for n in range(1, 5)),
        *(LedgerEntry(school=host, planned_size=1) for host in HOSTS),  # none are due before summer
        LedgerEntry(school="H", planned_size=size),
        *entries,
    )


def sent(hosts: str) -> list[PlannedReview]:
    """H sends one reviewer to each of these."""
    return [tiny.held(host, "L1", f"R{n}") for n, host in enumerate(hosts, start=1)]


@pytest.mark.parametrize(
    ("size", "hosts", "short"),
    [
        (4, "", 1 + 2),
        (4, "A", 0 + 1),
        (4, "D", 1 + 1),
        (4, "AD", 0),
        (4, "AB", 0),  # more in autumn counts in spring too
        (4, "DE", 1 + 0),  # more in spring comes too late for autumn
        (4, "ABDE", 0),  # more than due makes up for nobody
        (6, "AB", 0 + 2),
        (5, "A", 0 + 2),  # floor(10 / 3) = 3 are due by spring
    ],
)
def test_short_of_the_due_at_the_end_of_each_term(size: int, hosts: str, short: int) -> None:
    assert tiny.value(GOAL, world(size=size), *sent(hosts)) == short


def test_waived_visits_count() -> None:
    assert tiny.value(GOAL, world(tiny.waiver("commitment", "R1", "A")), *sent("AD")) == 0


def test_findings() -> None:
    found = list(GOAL.recount(tiny.plan(world(size=6), *sent("A"))))
    assert [finding.amount for finding in found] == [1, 3]
    assert found[1] == Finding(
        rule="commitments-met",
        kind="cost",
        about=("H", "spring"),
        amount=3,
        message="School H is due to send 4 reviewers by the end of term spring and sends 1.",
    )


def test_sentence_and_unit() -> None:
    assert GOAL.sentence(Policy()) == ("Schools fall as few reviewers as possible short of their due, term by term.")
    assert GOAL.unit == "reviewers"
