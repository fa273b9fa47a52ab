"""How many allocations could have been drawn, and what the usual way would have come to."""

from math import isqrt

import numpy as np

from models.programmes.audit import Compared, DrawnFrom, Usual
from scheduler.programmes.eal_trial.drawing import Lots
from scheduler.tables.arrays import Bools

COUNTED = 100_000
"""Up to so many allocations are counted one by one."""


def drawn_from(lots: Lots, threshold: int, sample: Bools) -> DrawnFrom:
    """How many are within the threshold and keep every rule. sample: some of all, each with the same chance.

    Of a sample of n, of which k could be drawn, the share is k / n, with the standard error sqrt(k (n - k) / n) / n.

    Example. 500 of 50,000, and 7,000,000 in all: 70,000 could be drawn, with the error of
    7,000,000 x sqrt(500 x 49,500 / 50,000) / 50,000 = 3,114.
    """
    if lots.total <= COUNTED:
        return DrawnFrom(count=_could_be(lots, threshold, np.array(list(lots.every()))), exact=True, of_all=lots.total)
    n, k = len(sample), _could_be(lots, threshold, sample)
    error = isqrt(lots.total**2 * k * (n - k) // n**3)
    return DrawnFrom(count=lots.total * k // n, exact=False, standard_error=error, of_all=lots.total)


def _could_be(lots: Lots, threshold: int, trained: Bools) -> int:
    """How many of some could be drawn."""
    return sum(map(lots.can_be, trained[lots.imbalance(trained) <= threshold]))


def usual(lots: Lots, least: int, threshold: int, sample: Bools) -> Usual:
    """What a sample comes to that is drawn without a look at balance."""
    found = lots.imbalance(sample)
    return Usual(
        allocations=len(sample),
        best=int(found.min()),
        as_good=int((found <= least).sum()),
        within_threshold=int((found <= threshold).sum()),
    )


def compared(lots: Lots, drawn: Bools, sample: Bools) -> tuple[Compared, ...]:
    """The arms of what was drawn beside those of a sample, covariate by covariate."""
    ours, others = lots.differences(drawn[None])[0], lots.differences(sample)
    shares = (others >= ours).sum(axis=0) / len(sample)
    return tuple(
        Compared(covariate=name, difference=int(ours[k]), share=round(float(shares[k]), 5))
        for k, name in enumerate(lots.covariates)
    )
