"""Clique cuts: whole numbers keep them, the point breaks them, and they are found where single rows do not say so."""

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from scheduler.solvers import cliques
from scheduler.solvers.cliques import Patience, broken_cliques
from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.program import Program
from scheduler.tables.rows import Block, Rows
from tests.drawing import effort


def program(rows: Sequence[tuple[list[int], float, float]], highest: list[int]) -> Program:
    """A program of these rows: factors of all columns, and between what their sum must be."""
    count = len(highest)
    made = Program(np.array(highest), np.full(count, -1), (np.arange(count),))
    for factors, lower, upper in rows:
        every = np.arange(count)
        block = Block("all", every, {"row": np.zeros(count, dtype=np.int64)}, {"row": 1})
        row = block.sum_by("row", factors=np.array(factors)) <= 0
        limits = np.array([lower]), np.array([upper])
        made.add([("row", Rows(row.names, row.ranges, row.groups, row.row, row.columns, row.factors, *limits))])
    return made


def members(rows: Rows) -> list[list[int]]:
    return [sorted(rows.columns[rows.row == row].tolist()) for row in range(len(rows))]


def keep(rows: Rows, values: Ints) -> bool:
    sums = np.bincount(rows.row, rows.factors * values[rows.columns], len(rows))
    return bool((sums <= rows.upper).all())


def test_three_that_exclude_each_other_in_pairs_are_one_row() -> None:
    pairs = program([([1, 1, 0], -np.inf, 1), ([0, 1, 1], -np.inf, 1), ([1, 0, 1], -np.inf, 1)], [1, 1, 1])
    assert members(broken_cliques(pairs, np.array([0.5, 0.5, 0.5]))) == [[0, 1, 2]]
    assert not len(broken_cliques(pairs, np.array([0.5, 0.5, 0.0])))


def test_what_a_seat_implies_excludes_what_excludes_its_date() -> None:
    """Columns 0 and 1 are the dates of one review, 2 is a seat at date 1, and 3 goes neither with 0 nor with 2."""
    rows = [
        ([1, 1, 0, 0], 1, 1),
        ([0, -3, 1, 0], -np.inf, 0),  # up to three seats at date 1
        ([2, 0, 0, 1], -np.inf, 2),  # big-M: 3 is away in the week of date 0
        ([0, 0, 1, 1], -np.inf, 1),
    ]
    assert members(broken_cliques(program(rows, [1, 1, 1, 1]), np.array([0.5, 0.5, 0.5, 0.5]))) == [[0, 2, 3]]


def test_a_column_that_may_be_two_excludes_nothing() -> None:
    assert not len(broken_cliques(program([([1, 1], -np.inf, 1)], [2, 1]), np.array([0.9, 0.9])))


def test_patience_ends_after_two_bounds_in_a_row_that_are_hardly_better() -> None:
    patience = Patience(0.01, None)
    assert [patience.is_left(bound) for bound in (100, 102, 102.5, 104, 104.5, 104.6)] == [True] * 5 + [False]
    assert not patience.is_left(200), "once over, it stays so"
    assert not Patience(0.01, 0.0).is_left(100)


factors = st.lists(st.integers(-3, 3), min_size=6, max_size=6)
limits = st.tuples(st.integers(-4, 4), st.integers(0, 6), st.sampled_from(["below", "above", "between"]))
DRAWN = (
    st.lists(st.tuples(factors, limits), min_size=1, max_size=8),
    st.lists(st.sampled_from([0, 1, 1, 1, 2]), min_size=6, max_size=6),
    st.lists(st.floats(0, 1), min_size=6, max_size=6),
)


def made_of(
    rows: list[tuple[list[int], tuple[int, int, str]]], highest: list[int], point: list[float]
) -> tuple[Program, Floats]:
    """What is drawn as a program, and a point."""
    limited = [
        (row, -np.inf if kind == "below" else low, np.inf if kind == "above" else low + more)
        for row, (low, more, kind) in rows
    ]
    return program(limited, highest), np.array(point) * np.array(highest)


@effort(250)
@given(*DRAWN, st.booleans())
def test_whole_numbers_keep_what_the_point_breaks(
    rows: list[tuple[list[int], tuple[int, int, str]]], highest: list[int], point: list[float], in_pieces: bool
) -> None:
    made, values = made_of(rows, highest, point)
    with pytest.MonkeyPatch.context() as patch:
        if in_pieces:
            for name in ("_AT_ONCE", "_MOST_ROWS"):
                patch.setattr(cliques, name, 2)
            patch.setattr(cliques, "_MOST_MEMBERS", 3)
        found = cliques.broken_cliques(made, values)
    assert all(len(set(each)) == len(each) >= 2 for each in members(found))
    sums = np.bincount(found.row, values[found.columns], len(found))
    assert (sums > found.upper).all()
    for whole in product(*(range(most + 1) for most in highest)):
        if made.accepts(np.array(whole)):
            assert keep(found, np.array(whole))


@pytest.mark.parametrize("by_rows_alone", [True, False])
def test_such_programs_have_cliques_that_are_broken(by_rows_alone: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above says nothing where none is found; some are only found by what a column implies."""
    nothing = np.zeros(0, dtype=np.int64)

    def has_one(drawn: Any) -> bool:
        found = members(broken_cliques(*made_of(*drawn)))
        if by_rows_alone or not found:
            return bool(found)
        with monkeypatch.context() as patch:
            patch.setattr(cliques, "_implied", lambda *_: (nothing, nothing))
            return members(broken_cliques(*made_of(*drawn))) != found

    find(st.tuples(*DRAWN), has_one, settings=settings(effort(2_000), phases=[Phase.generate]))
