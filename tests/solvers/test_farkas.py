"""Prices prove that something must be broken only where it must: whole numbers, and whoever found them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from scheduler.solvers.farkas import must_break
from scheduler.tables.program import Program
from tests.drawing import effort


def program(most: int) -> Program:
    """a + b + broken >= 2 and a + b <= most, a and b at most 1; to let `broken` rise is what must not be."""
    highest = np.array([1, 1, 0])
    made = Program(highest, np.zeros(3, dtype=np.int64), (), np.array([0, 0, 2]))
    made.matrix = sparse.csr_matrix(np.array([[1.0, 1.0, 1.0], [1.0, 1.0, 0.0]]))
    made.lower, made.upper = np.array([2.0, -np.inf]), np.array([np.inf, float(most)])
    return made


def test_prices_of_a_clash_prove_it() -> None:
    """The example of the module."""
    assert must_break(program(1), np.array([1_000.0, -1_000.0]), 1_000.0)


def test_prices_that_are_not_whole_prove_it_too() -> None:
    assert must_break(program(1), np.array([999.7, -999.6]), 1_000.0)


@pytest.mark.parametrize("price", [(0.0, 0.0), (1e3, 1e3), (-1e3, -1e3), (np.nan, 0.0), (1e300, -1e300)])
def test_other_prices_prove_nothing(price: tuple[float, float]) -> None:
    assert not must_break(program(1), np.array(price), 1_000.0)


@effort(200)
@given(st.tuples(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6)))
def test_no_prices_prove_what_is_not_so(price: tuple[float, float]) -> None:
    """With a and b both 1 nothing is broken."""
    assert not must_break(program(2), np.array(price), 1_000.0)


def test_prices_above_what_breaking_costs_prove_nothing() -> None:
    """Twice the prices ask more than breaking costs: the elastic column would rather rise, and pays for it."""
    assert not must_break(program(1), np.array([2_000.0, -2_000.0]), 1_000.0)
