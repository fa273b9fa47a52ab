"""A long test in shares, which processes run side by side: the first in the suite, the others where CI adds more."""

from typing import Any

import pytest


def shares(count: int, in_suite: int = 1) -> list[Any]:
    """Numbers of so many shares, as values of a parameter."""
    return [*range(in_suite), *(pytest.param(share, marks=pytest.mark.ci) for share in range(in_suite, count))]
