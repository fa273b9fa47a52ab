"""What quality may give for fairness: never more in all, and what one district leaves the next may use."""

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scheduler.nation.budget import Budget
from scheduler.nation.tasks import Fair


def test_what_a_district_does_not_use_is_left_for_the_next() -> None:
    budget = Budget(60_000, 4_000.0)
    budget.deal(300, 300)
    first = budget.share(100)
    assert first == Fair(60_000, 4_000.0, 100)
    budget.settle(first, 40)
    assert budget.share(100) == Fair(60_000, 4_000.0, 130)


@pytest.mark.parametrize(("used", "m_a_km"), [(40, 2_000.0), (-9, 2_000.0), (50, 4_000.0)])
def test_where_a_round_uses_little_fewer_metres_are_enough_in_the_next(used: int, m_a_km: float) -> None:
    budget = Budget(60_000, 4_000.0)
    budget.deal(300, 300)
    for _ in range(3):
        budget.settle(budget.share(100), used)
    budget.deal(300, 300)
    assert budget.share(300) == Fair(60_000, m_a_km, 300)


def test_what_became_dearer_than_its_share_is_not_afforded() -> None:
    budget = Budget(60_000, 4_000.0)
    budget.deal(100, 200)
    first, second = budget.share(100), budget.share(100)
    assert (first.most, second.most) == (50, 50)
    assert not budget.settle(first, 51)
    assert budget.settle(second, 50)
    budget.deal(50, 100)
    assert budget.share(100).most == 50


@settings(deadline=None)
@given(
    st.integers(0, 10_000), st.lists(st.integers(1, 300), min_size=1, max_size=12), st.randoms(use_true_random=False)
)
def test_districts_never_use_more_than_there_is(left: int, districts: list[int], rng: Random) -> None:
    """Several at work at once, settled in any order; some make quality better."""
    budget, at_work, used, most = Budget(60_000, 4_000.0), list[Fair](), 0, left
    budget.deal(left, sum(districts))
    for reviews in districts:
        at_work.append(budget.share(reviews))
        while at_work and rng.random() < 0.6:
            share = at_work.pop(rng.randrange(len(at_work)))
            rise = rng.randint(-50, share.most)
            budget.settle(share, rise)
            used += rise
            assert used + sum(each.most for each in at_work) <= most
