"""A long test in shares, which processes run side by side: the first in the suite, the others where CI adds more."""

from collections.abc import Iterable
from typing import Any

import pytest


def shares(count: int, in_suite: int = 1) -> list[Any]:
    """Numbers of so many shares, as values of a parameter."""
    return first(*range(in_suite), then=range(in_suite, count))


def more(in_suite: tuple[int, ...], in_ci: tuple[int, ...]) -> list[Any]:
    """How much is drawn and what must come of it: some in the suite, all of it in CI."""
    return [in_suite, pytest.param(*in_ci, marks=pytest.mark.ci)]


def first(*values: int, then: Iterable[int]) -> list[Any]:
    """Values of a parameter: those of the suite, and those that CI adds."""
    return [*values, *(pytest.param(value, marks=pytest.mark.ci) for value in then)]
