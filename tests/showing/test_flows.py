"""Who reviews whom between hubs, in sentences."""

import pytest

from scheduler.plan import Plan
from scheduler.showing.flows import between_hubs
from tests import tiny


def plan(*visits: str) -> Plan:
    """A visit for each pair of letters: from the hub of the first school to the second school."""
    hosts = sorted({visit[1] for visit in visits})
    instance = tiny.instance(
        *(tiny.school(id, km=20 * n) for n, id in enumerate("ABC")),
        *(tiny.review(host) for host in hosts or ["A"]),
        *(tiny.reviewer(f"R{visit}", visit[0]) for visit in visits),
    )
    teams = {host: [f"R{visit}" for visit in visits if visit[1] == host] for host in hosts}
    return tiny.plan(instance, *(tiny.held(host, None, *team) for host, team in teams.items()))


@pytest.mark.parametrize(
    ("visits", "said"),
    [
        ((), ["Nobody visits another hub."]),
        (
            ("AB",),
            [
                "1 visit goes between 1 pair of hubs; 0 % of the visits are matched by one the other way.",
                "No hub is in a circle of visits: what one gives, it never gets back, not even through others.",
            ],
        ),
        (
            ("AB", "BA", "AC"),
            [
                "3 visits go between 3 pairs of hubs; 67 % of the visits are matched by one the other way.",
                "2 hubs are in one circle of visits, in which each reviews each in turn; Hub hub-C stands outside it.",
            ],
        ),
        (
            ("AB", "BC", "CA"),
            [
                "3 visits go between 3 pairs of hubs; 0 % of the visits are matched by one the other way.",
                "All 3 hubs are in one circle of visits: each reviews each, directly or in turn.",
            ],
        ),
    ],
)
def test_flows_are_said(visits: tuple[str, ...], said: list[str]) -> None:
    assert list(between_hubs(plan(*visits))) == said
