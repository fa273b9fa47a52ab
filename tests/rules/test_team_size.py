import pytest

from models.finding import Finding
from models.instance import Instance
from models.policy import Policy
from scheduler.rules.team_size import RULE
from tests import tiny

PEOPLE = [f"R{n}" for n in range(1, 7)]


def world(*entries: tiny.Entry, pupils: int | None = None, size: int | None = None) -> Instance:
    return tiny.instance(
        tiny.school("A", pupils=pupils),
        tiny.school("B", km=20),
        tiny.review("A", size=size),
        tiny.lead("L1"),
        *(tiny.reviewer(person, "B") for person in PEOPLE),
        *entries,
    )


@pytest.mark.parametrize(
    ("pupils", "size"),
    [(0, 2), (250, 2), (251, 3), (900, 3), (901, 4), (1500, 4), (1501, 5), (None, 3)],
)
def test_a_team_never_exceeds_its_size(pupils: int | None, size: int) -> None:
    instance = world(pupils=pupils)
    assert tiny.amounts(RULE, instance, tiny.held("A", "L1", *PEOPLE[:size])) == []
    assert tiny.amounts(RULE, instance, tiny.held("A", "L1", *PEOPLE[: size + 1])) == [1]


def test_the_review_may_have_its_own_size() -> None:
    assert tiny.amounts(RULE, world(size=4), tiny.held("A", "L1", *PEOPLE[:4])) == []
    assert tiny.amounts(RULE, world(size=4), tiny.held("A", "L1", *PEOPLE)) == [2]


@pytest.mark.parametrize(
    ("fewest", "team", "amounts"), [(0, 0, []), (1, 0, [1]), (1, 1, []), (3, 1, [2]), (3, 2, [1]), (3, 3, [])]
)
def test_fewest_reviewers(fewest: int, team: int, amounts: list[int]) -> None:
    instance = world(tiny.policy(team_size={"fewest_reviewers": fewest}))
    assert tiny.amounts(RULE, instance, tiny.held("A", "L1", *PEOPLE[:team])) == amounts


def test_a_review_that_is_not_held_needs_nobody() -> None:
    assert tiny.amounts(RULE, world()) == []
    assert tiny.amounts(RULE, world(), tiny.held("A", None, on=None)) == []


def test_findings() -> None:
    assert tiny.breaches(RULE, world(size=1), tiny.held("A", "L1", "R1", "R2", "R3")) == [
        Finding(rule="team-size", about=("VA",), amount=2, message="School A has 1 seat and gets 3 reviewers.")
    ]
    assert tiny.breaches(RULE, world(), tiny.held("A", "L1")) == [
        Finding(rule="team-size", about=("VA",), amount=1, message="School A needs at least 1 reviewer and has 0.")
    ]


def test_sentence() -> None:
    assert RULE.sentence(Policy()) == (
        "A team never exceeds its size: 2 up to 250 pupils, 3 up to 900 pupils, 4 up to 1,500 pupils, 5 above; "
        "3 where pupils are unknown. A review is held only with at least 1 reviewer."
    )
