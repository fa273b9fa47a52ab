"""What HiGHS is told."""

import numpy as np
import pytest

from scheduler.solvers import highs
from scheduler.tables.program import Program


@pytest.mark.parametrize("seed", [0, 7, 2**31 - 1])
def test_chance_begins_where_it_is_told(seed: int) -> None:
    every = np.arange(1)
    program = Program(np.ones(1, dtype=np.int64), np.full(1, -1), (every,))
    program.add([])
    solver = highs._loaded(program, every, np.ones(1, dtype=np.int64), seed)
    assert solver.getOptionValue("random_seed")[1] == seed
