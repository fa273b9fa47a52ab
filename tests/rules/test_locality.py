import pytest

from models.finding import Finding
from scheduler.plan import distance_km
from scheduler.rules.locality import RULE
from tests import tiny

HELD = tiny.held("A", "L1", "R1")


def at_distance(km: float, *entries: tiny.Entry, furthest_km: int | None = None) -> tuple[tiny.Entry, ...]:
    """R1 of B, so many km from A, may join the review at A."""
    return (
        tiny.school("A"),
        tiny.school("B", km=km),
        tiny.review("A"),
        tiny.lead("L1"),
        tiny.reviewer("R1", "B", furthest_km=furthest_km),
        *entries,
    )


@pytest.mark.parametrize(
    ("km", "furthest_km", "amounts"),
    [
        (6.9, None, [2]),  # 1.1 km too near
        (7.999, None, [1]),  # would be 8 if it were rounded
        (8.001, None, []),
        (249.999, None, []),
        (250.001, None, [1]),
        (251.1, None, [2]),
        (39.999, 40, []),
        (40.001, 40, [1]),
        (250.001, 300, [1]),  # willing to go farther than the policy allows
        (299.999, 300, [50]),
        (0.001, 0, [8, 1]),  # too near for the policy and too far for them
    ],
)
def test_limits(km: float, furthest_km: int | None, amounts: list[int]) -> None:
    instance = tiny.instance(*at_distance(km, furthest_km=furthest_km))
    assert tiny.amounts(RULE, instance, HELD) == amounts


def test_exactly_at_a_limit_is_fine() -> None:
    km = distance_km(tiny.school("A"), tiny.school("B", km=20))
    limits = tiny.policy(locality={"nearest_km": km, "furthest_km": km})
    assert tiny.amounts(RULE, tiny.instance(*at_distance(20, limits)), HELD) == []


def test_leads_may_come_from_anywhere() -> None:
    entries = (tiny.school("A"), tiny.review("A"), tiny.lead("L1", km=1), tiny.lead("L2", km=400))
    for lead in ("L1", "L2"):
        assert tiny.amounts(RULE, tiny.instance(*entries), tiny.held("A", lead)) == []


def test_findings() -> None:
    limits = tiny.policy(locality={"nearest_km": 10.5})
    assert tiny.breaches(RULE, tiny.instance(*at_distance(8, limits, furthest_km=5)), HELD) == [
        Finding(
            rule="locality",
            about=("VA", "R1"),
            amount=3,
            message="R1 of School B joins the review at School A (VA): 8.000 km away, nearer than 10.5 km.",
        ),
        Finding(
            rule="locality",
            about=("VA", "R1"),
            amount=3,
            message="R1 of School B joins the review at School A (VA): 8.000 km away, farther than 5 km.",
        ),
    ]


@pytest.mark.parametrize(
    ("km", "furthest_km", "numbers"),
    [
        (6.9, None, {"nearest_km": 6}),
        (6.9, 30, {"nearest_km": 6}),
        (251.1, None, {"furthest_km": 252}),
        (40.001, 40, {}),  # the policy's number is not what keeps them away
        (251.1, 250, {}),
    ],
)
def test_the_number_that_would_be_enough(km: float, furthest_km: int | None, numbers: dict[str, float]) -> None:
    instance = tiny.instance(*at_distance(km, furthest_km=furthest_km))
    assert tiny.enough(RULE, instance, "R1", "A", HELD) == numbers


@pytest.mark.parametrize("km", [1, 300])
def test_waived(km: float) -> None:
    instance = tiny.instance(*at_distance(km, tiny.waiver("locality", "R1", "A")))
    assert tiny.amounts(RULE, instance, HELD) == []


def test_sentence() -> None:
    assert RULE.sentence(tiny.policy(locality={"nearest_km": 7.5, "furthest_km": 90})) == (
        "No reviewer comes from a school nearer than 7.5 km to the host, "
        "nor farther than they are willing to go (at most 90 km)."
    )
