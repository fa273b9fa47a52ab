"""Branch and bound finds what is best, its bound holds whenever it ends, and it leaves the relaxation as it was."""

from itertools import product
from random import Random

import numpy as np
import pytest

from models.schedule import Status
from scheduler.model import Model
from scheduler.solvers import branch_and_bound, cp_sat
from scheduler.solvers.branch_and_bound import branch, ends
from scheduler.solvers.relaxation import Point, Relaxation
from scheduler.tables.arrays import Ints
from scheduler.tables.program import Program
from scheduler.tables.rows import Block
from tests.drawing import draw_instance
from tests.solving import PLAIN

SEEDS = range(10)


def program(columns: int, group: int = -1) -> Program:
    """Columns that are 0 or 1 each, in no group: all stand in a relaxation from the beginning."""
    ones = np.ones(columns, dtype=np.int64)
    return Program(ones, group * ones, (np.arange(columns),))


def sums(row: list[int], of: list[int]) -> Block:
    return Block("sum", np.array(of), {"row": np.array(row)}, {"row": max(row) + 1})


def branched(made: Program, cost: Ints, value: int) -> tuple[float, list[int]]:
    """The bound, and what all that was found costs."""
    relaxation, found = Relaxation(made), list[int]()
    relaxation.minimise(cost.astype(float))
    root = relaxation.solve()
    assert root is not None and root.complete
    bound = branch(made, relaxation, root, value, lambda values: found.append(int(cost @ values)))
    again = relaxation.solve()
    assert again is not None
    assert again.bound == pytest.approx(root.bound)
    return bound, found


def test_an_odd_circle_of_three() -> None:
    """Of any two at least one is taken: by halves that costs 1.5, whole it costs 2."""
    made = program(3)
    made.add([("pairs", sums([0, 0, 1, 1, 2, 2], [0, 1, 1, 2, 2, 0]).sum_by("row") >= 1)])
    cost = np.ones(3, dtype=np.int64)
    assert branched(made, cost, 3) == (2, [2])
    assert branched(made, cost, 2) == (2, [])


def test_every_choice_is_on_one_end_of_the_tree() -> None:
    """Three such circles side by side cost 4.5 by halves and 6 whole: each end shows more than 5."""
    made = program(9)
    pairs = [[3 * circle + k for k in (0, 1, 1, 2, 2, 0)] for circle in range(3)]
    rows, columns = [row for row in range(9) for _ in (0, 1)], [column for each in pairs for column in each]
    made.add([("pairs", sums(rows, columns).sum_by("row") >= 1)])
    relaxation = Relaxation(made)
    relaxation.minimise(np.ones(9))
    root = relaxation.solve()
    assert root is not None and root.bound == pytest.approx(4.5)
    found = ends(made, relaxation, root, 6, lambda: None, 0.02, 100)
    assert len(found) > 1
    for choice in product((0, 1), repeat=9):
        assert sum(all(choice[column] == value for column, value in end.fixed.items()) for end in found) == 1
    closed = [end for end in found if end.contradiction is None]
    assert closed and all(end.point.bound > 5.02 for end in closed)


def test_where_rows_contradict_one_another_only_once_split() -> None:
    """a + b + c = 1 and a = b: by halves that can be, with c at 0 as the price asks; whole only c can be taken."""
    made = program(3)
    made.add([("one", sums([0, 0, 0], [0, 1, 2]).sum_by("row") == 1)])
    made.add([("same", sums([0, 0], [0, 1]).sum_by("row", factors=np.array([1, -1])) == 0)])
    assert branched(made, np.array([0, 0, 5]), 6) == (5, [5])


def test_a_program_that_lacks_columns_is_not_called_impossible() -> None:
    """a + b + c >= 2, and the relaxation holds only c: prices ask for a and b, and then there is a point."""
    made = program(3, group=0)
    made.group[2] = -1
    made.add([("two", sums([0, 0, 0], [0, 1, 2]).sum_by("row") >= 2)])
    relaxation = Relaxation(made)
    relaxation.minimise(np.array([3.0, 4.0, 0.0]))
    assert relaxation.solve() is None
    contradiction = relaxation.contradiction()
    assert contradiction is not None and np.isneginf(contradiction.bound)
    assert relaxation.include_helpful(contradiction.reduced)
    point = relaxation.solve()
    assert point is not None and point.bound == pytest.approx(3)
    assert relaxation.contradiction() is None


def test_rows_that_contradict_one_another_do_so_over_all_columns() -> None:
    made = program(2, group=0)
    made.add([("three", sums([0, 0], [0, 1]).sum_by("row") >= 3)])
    relaxation = Relaxation(made)
    relaxation.include(np.arange(2))
    assert relaxation.solve() is None
    contradiction = relaxation.contradiction()
    assert contradiction is not None and np.isposinf(contradiction.bound)
    assert not relaxation.include_helpful(contradiction.reduced)


@pytest.mark.parametrize("seed", SEEDS)
def test_drawn_programs_are_closed_at_what_is_best(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many branches there may be, the bound holds; with enough it is the best, which is found."""
    rng = Random(seed)
    model = Model(draw_instance(rng))
    cost = model.costs["quality"] + 1_000 * model.costs["seats-filled"] + 9_000 * model.costs["reviews-held"]
    best = cp_sat.minimise(model, np.flatnonzero(model.highest > 0), cost, PLAIN, None)
    if best.status == Status.INFEASIBLE:
        return
    assert best.values is not None
    least = int(cost @ best.values)
    for branches in (0, rng.randrange(1, 8), 1_000):
        monkeypatch.setattr(branch_and_bound, "_BRANCHES", branches)
        value = least + rng.choice((0, 1, 500))
        bound, found = branched(model, cost, value)
        assert bound <= least + 1e-6
        assert min([value, *found]) >= least
        if branches == 1_000:
            assert (min([value, *found]), np.ceil(bound - 1e-4)) == (least, least)


def test_a_lie_about_values_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole values that rows do not accept are no solution; the bound of their branch stays open."""
    made = program(3)
    made.add([("pairs", sums([0, 0, 1, 1, 2, 2], [0, 1, 1, 2, 2, 0]).sum_by("row") >= 1)])
    relaxation = Relaxation(made)
    relaxation.minimise(np.ones(3))
    root = relaxation.solve()
    assert root is not None
    lie = Point(np.zeros(3), root.reduced, root.price, 0.0, root.bound, complete=True)
    found = list[Ints]()
    assert branch(made, relaxation, lie, 3, found.append) == pytest.approx(1.5)
    assert not found
