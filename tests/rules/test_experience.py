import pytest

from models.finding import Finding
from models.instance import Instance
from models.policy import Policy
from scheduler.rules.experience import RULE
from tests import tiny


def world(*entries: tiny.Entry, first_timers: int = 1) -> Instance:
    """N1, N2, N3 have done no review, E1 has done one."""
    return tiny.instance(
        *(tiny.school("A"), tiny.school("H", km=20)),
        tiny.review("A"),
        tiny.lead("L1"),
        *(tiny.reviewer(person, "H", completed_reviews=0) for person in ("N1", "N2", "N3")),
        tiny.reviewer("E1", "H", completed_reviews=1),
        tiny.policy(experience={"first_timers": first_timers}),
        *entries,
    )


@pytest.mark.parametrize(
    ("first_timers", "team", "amounts"),
    [
        (1, [], []),
        (1, ["E1"], []),
        (1, ["N1", "E1"], []),
        (1, ["N1"], [1]),  # alone
        (1, ["N1", "N2", "E1"], [1]),
        (1, ["N1", "N2", "N3", "E1"], [2]),
        (1, ["N1", "N2", "N3"], [2, 1]),  # too many and alone
        (2, ["N1", "N2", "E1"], []),
        (2, ["N1", "N2"], [1]),
        (0, ["N1", "E1"], [1]),
    ],
)
def test_team(first_timers: int, team: list[str], amounts: list[int]) -> None:
    instance = world(first_timers=first_timers)
    assert tiny.amounts(RULE, instance, tiny.held("A", "L1", *team)) == amounts


def test_findings() -> None:
    assert tiny.breaches(RULE, world(), tiny.held("A", "L1", "N1", "N2")) == [
        Finding(
            rule="experience",
            about=("VA", "N1", "N2"),
            amount=1,
            message=("The team of the review at School A (VA) has 2 first-timers (N1 and N2), and at most 1 may come."),
        ),
        Finding(
            rule="experience",
            about=("VA", "N1", "N2"),
            amount=1,
            message=(
                "The team of the review at School A (VA) has only N1 and N2, without a reviewer who has done a review."
            ),
        ),
    ]


@pytest.mark.parametrize(
    ("team", "amounts"), [(["N1"], []), (["N1", "N2"], [1]), (["N1", "N2", "E1"], []), (["N1", "E1"], [])]
)
def test_one_who_is_waived_is_no_first_timer_and_vouches_for_nobody(team: list[str], amounts: list[int]) -> None:
    """A waiver is for one person: another first-timer still needs somebody who has done a review."""
    instance = world(tiny.waiver("experience", "N1", "A"))
    assert tiny.amounts(RULE, instance, tiny.held("A", "L1", *team)) == amounts


def test_sentence() -> None:
    assert RULE.sentence(Policy()) == (
        "At most 1 reviewer of a team may be on their first review, "
        "and never without another reviewer who has done one (the lead does not count)."
    )
