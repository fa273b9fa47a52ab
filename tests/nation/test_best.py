"""The best schedule of a network: by quality first, then by fairness, as far as quality's tolerance goes."""

from types import SimpleNamespace

import pytest

from models.policy import FAIRNESS_GOAL, QUALITY_GOAL, Goal
from scheduler.nation import best as module
from scheduler.nation.best import Best
from tests.nation.networks import network, planned_whole
from tests.solving import with_policy

_COUNTING = ("reviews-held", "seats-filled", "commitments-met", "change-kept-small")


class Told:
    """The best of schedules of which it is told how good they are; all are the same."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._patch, self._reviews = patch, planned_whole(network(1))
        goals = Goal(goal="quality", tolerance_percent=1), Goal(goal="fairness")
        self.best = Best(with_policy(network(1), goals=goals))

    def take(self, quality: int, unfair: int, breach: str | None = None) -> str | None:
        values = dict.fromkeys(_COUNTING, 0) | {QUALITY_GOAL: quality, FAIRNESS_GOAL: unfair}
        breaches = () if breach is None else (SimpleNamespace(message=breach),)
        self._patch.setattr(module, "check", lambda *_: SimpleNamespace(breaches=breaches, values=values))
        self._patch.setattr(module, "beyond", lambda *_: [SimpleNamespace(amount=unfair)])
        return self.best.take(self._reviews)

    @property
    def value(self) -> tuple[int, int]:
        assert self.best.values is not None
        return self.best.values[QUALITY_GOAL], self.best.values[FAIRNESS_GOAL]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    return Told(monkeypatch)


def test_fairness_says_nothing_until_quality_is_decided(told: Told) -> None:
    told.take(1_010, 100)
    told.take(1_000, 500)
    told.take(1_005, 50)
    assert told.value == (1_000, 500)


def test_the_example_of_a_tolerance(told: Told) -> None:
    told.take(1_000, 500)
    told.best.decide_quality()
    told.take(1_012, 400)
    assert told.value == (1_000, 500)
    assert told.best.quality_left == 10
    told.take(1_008, 450)
    assert told.value == (1_008, 450)
    assert told.best.quality_left == 2
    assert told.best.as_decided[QUALITY_GOAL] == 1_000
    told.take(990, 460)
    assert told.value == (1_008, 450)


def test_what_breaks_a_rule_is_said_and_not_taken(told: Told) -> None:
    assert told.take(1_000, 500) is None
    assert told.take(900, 500, breach="L01 leads two reviews.") == "L01 leads two reviews."
    assert told.value == (1_000, 500)
