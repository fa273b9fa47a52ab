"""What makes every schedule impossible is said only where it is so, whichever solver lies."""

from collections import Counter
from collections.abc import Iterable
from random import Random

import pytest

from models.instance import Instance
from scheduler.model import Model
from scheduler.search.impossible import clashes
from scheduler.solvers import cp_sat
from scheduler.solvers.relaxation import Relaxation
from tests.brute_force import TooMany
from tests.lying import LIES, POINT_LIES, SOLVERS, honest, lying, possible, relaxing_falsely, truth_of
from tests.solvers.test_differential import draw_model
from tests.solving import PLAIN


def said_of(instance: Instance) -> tuple[str, ...]:
    model = Model(instance)
    return clashes(model, Relaxation(model), PLAIN)


def told_about(seed: int) -> Counter[str]:
    """Each lie told about one drawn instance; none made a possible schedule impossible."""
    told, instance = Counter[str](), draw_model(Random(seed)).instance
    if not instance.fixed and not instance.policy.commitment.strict:
        return told
    try:
        is_possible = truth_of(instance) is not None
    except TooMany:
        return told
    assert bool(said_of(instance)) != is_possible
    for point_lie in POINT_LIES:
        with relaxing_falsely(point_lie, Random(seed)) as heard:
            assert not (said_of(instance) and is_possible)
        told.update(heard)
    for lie in (*LIES, possible):
        for solver in SOLVERS:
            with lying(lie, Random(seed), solver) as heard:
                assert not (said_of(instance) and is_possible)
            told.update(heard)
    return told


def assert_lies_stay_harmless(seeds: Iterable[int], lies: int) -> None:
    told = Counter[str]()
    for seed in seeds:
        told += told_about(seed)
    assert told.total() >= lies, told


def test_no_lie_makes_a_schedule_impossible() -> None:
    assert_lies_stay_harmless(range(12), lies=20)


@pytest.mark.soak
def test_no_lie_makes_a_schedule_impossible_at_length() -> None:
    assert_lies_stay_harmless(range(1_000, 1_200), lies=300)


def test_a_proof_by_prices_needs_no_second_solver() -> None:
    """What is fixed clashes in ten drawn instances: the relaxation's prices, added up, say it of most by themselves."""
    drawn = (draw_model(Random(seed)).instance for seed in range(40))
    clashing = [instance for instance in drawn if said_of(instance)][:10]
    proven = 0
    for instance in clashing:
        with lying(honest, Random(0), cp_sat) as heard:
            assert said_of(instance)
        proven += not heard
    assert proven >= 8
