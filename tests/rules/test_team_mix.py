import pytest

from models.finding import Finding
from models.instance import Instance
from scheduler.rules.team_mix import RULE
from tests import tiny


def world(*entries: tiny.Entry, **numbers: int) -> Instance:
    """X1, X2, X3 come from X and Y1, Y2 from Y, both in the hub north; Z1 comes from Z in the south."""
    return tiny.instance(
        *(tiny.school("A"), tiny.school("B")),
        *(tiny.school("X", hub="north"), tiny.school("Y", hub="north"), tiny.school("Z", hub="south")),
        *(tiny.review("A"), tiny.review("B")),
        *(tiny.lead("L1"), tiny.lead("L2")),
        *(tiny.reviewer(person, person[0]) for person in ("X1", "X2", "X3", "Y1", "Y2", "Z1")),
        tiny.policy(team_mix=numbers),
        *entries,
    )


@pytest.mark.parametrize(
    ("of_a_school", "of_a_hub", "team", "amounts"),
    [
        (1, 2, ["X1", "Y1", "Z1"], []),
        (1, 2, ["X1", "X2", "Z1"], [1]),
        (1, 9, ["X1", "X2", "X3"], [2]),
        (2, 2, ["X1", "X2"], []),
        (2, 2, ["X1", "X2", "Y1"], [1]),
        (2, 2, ["X1", "X2", "Y1", "Y2"], [2]),
        (1, 2, ["X1", "X2", "Y1", "Y2"], [1, 1, 2]),  # two schools and the hub
        (1, 0, ["Z1"], [1]),
    ],
)
def test_mix(of_a_school: int, of_a_hub: int, team: list[str], amounts: list[int]) -> None:
    instance = world(of_a_school=of_a_school, of_a_hub=of_a_hub)
    assert tiny.amounts(RULE, instance, tiny.held("A", "L1", *team)) == amounts


def test_team_by_team() -> None:
    planned = tiny.held("A", "L1", "X1", "Y1"), tiny.held("B", "L2", "X2", "Y2")
    assert tiny.amounts(RULE, world(), *planned) == []


def test_findings() -> None:
    assert tiny.breaches(RULE, world(), tiny.held("A", "L1", "X1", "Z1", "X2", "Y1")) == [
        Finding(
            rule="team-mix",
            about=("VA", "X1", "X2"),
            amount=1,
            message="X1 and X2 of School X join the review at School A (VA), and at most 1 may.",
        ),
        Finding(
            rule="team-mix",
            about=("VA", "X1", "X2", "Y1"),
            amount=1,
            message="X1, X2 and Y1 of Hub north join the review at School A (VA), and at most 2 may.",
        ),
    ]


def test_waived() -> None:
    instance = world(tiny.waiver("team-mix", "X2", "A"))
    assert tiny.amounts(RULE, instance, tiny.held("A", "L1", "X1", "X2", "Y1")) == []


def test_sentence() -> None:
    numbers = tiny.policy(team_mix={"of_a_school": 2, "of_a_hub": 3})
    assert RULE.sentence(numbers) == "At most 2 reviewers of a school, and 3 of a hub, in a team."
