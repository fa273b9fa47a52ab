import pytest

from models.finding import Finding
from models.instance import Instance
from models.network import Phase
from scheduler.rules.phase import RULE
from tests import tiny


def world(
    *entries: tiny.Entry, host: Phase = Phase.SPECIAL, specialist: Phase = Phase.AP, size: int = 3, kept: int = 1
) -> Instance:
    """O1, O2, O3 come from primary schools, S1 from a special or AP school."""
    return tiny.instance(
        tiny.school("A", phase=host),
        *(tiny.school("O", km=20), tiny.school("S", km=20, phase=specialist)),
        tiny.review("A", size=size),
        tiny.lead("L1"),
        *(tiny.reviewer(person, person[0]) for person in ("O1", "O2", "O3", "S1")),
        tiny.policy(phase={"kept_seats": kept}),
        *entries,
    )


@pytest.mark.parametrize(
    ("size", "kept", "team", "amounts"),
    [
        (3, 1, ["O1", "O2"], []),
        (3, 1, ["O1", "O2", "S1"], []),
        (3, 1, ["O1", "O2", "O3"], [1]),
        (3, 2, ["O1"], []),
        (3, 2, ["O1", "O2", "O3"], [2]),
        (3, 0, ["O1", "O2", "O3"], []),
        (1, 1, ["O1"], [1]),
        (1, 2, ["O1"], [1]),  # no more than all seats are kept
        (1, 2, [], []),
    ],
)
def test_kept_seats(size: int, kept: int, team: list[str], amounts: list[int]) -> None:
    assert tiny.amounts(RULE, world(size=size, kept=kept), tiny.held("A", "L1", *team)) == amounts


@pytest.mark.parametrize("specialist", [Phase.SPECIAL, Phase.AP])
@pytest.mark.parametrize(
    ("host", "amounts"), [(Phase.SPECIAL, [1]), (Phase.AP, [1]), (Phase.SECONDARY, []), (Phase.PRIMARY, [])]
)
def test_special_and_ap_are_one(host: Phase, specialist: Phase, amounts: list[int]) -> None:
    instance = world(host=host, specialist=specialist, size=2)
    assert tiny.amounts(RULE, instance, tiny.held("A", "L1", "O1", "O2")) == amounts
    assert tiny.amounts(RULE, instance, tiny.held("A", "L1", "O1", "S1")) == []


def test_finding() -> None:
    assert tiny.breaches(RULE, world(kept=2), tiny.held("A", "L1", "O1", "S1", "O2")) == [
        Finding(
            rule="phase",
            about=("VA", "O1", "O2"),
            amount=1,
            message=(
                "School A has 3 seats and keeps 2 for reviewers from special or AP schools, "
                "and O1 and O2 from other schools come."
            ),
        )
    ]


def test_waived() -> None:
    instance = world(tiny.waiver("phase", "O2", "A"), size=2)
    assert tiny.amounts(RULE, instance, tiny.held("A", "L1", "O1", "O2")) == []


def test_sentence() -> None:
    assert RULE.sentence(tiny.policy(phase={"kept_seats": 2})) == (
        "A special or AP host keeps 2 seats for reviewers from special or AP schools, vacant rather than for others."
    )
