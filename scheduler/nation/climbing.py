"""Better prices for a whole network at once: the volume algorithm (Barahona and Anbil, Mathematical Programming 2000).

Rows whose sums are too high or too low at what is cheapest get prices against it: that is subgradient ascent. Alone it
swings, for at each step every review changes its mind at once. So the way is given by a mean of what was cheapest
before, in which the newest has a small share. Prices of rows with many columns move many, so they go less far.

Example. R1 may go once, and at a price of 0 two reviews take R1: one too many, so the price rises, say to 30. Now
nobody takes R1, and alone that would bring it back to 0, and so on. The mean of 2 and 0 visits, with a share of 0.1 for
the newest, is 1.8: still too many, so it goes on up from the better of the two prices, in a shorter step.
"""

from collections.abc import Callable

from scheduler.nation.choosing import PriceArrays, Sums
from scheduler.nation.relaxing import Relaxing

STEPS, FEW_STEPS = 200, 30
"""So many steps are taken at most; few where journeys count more than they did when the prices were found.

Measured then, with 2,200 schools: 30 lift the bound of fairness nearly as far as 200, in a quarter of the time.
"""

_LEAST_SHARE, _MOST_SHARE = 0.015, 0.1  # of what is cheapest now in the mean
_HOPED_SHARE = 0.002  # of the scale: by so much the bound is hoped to rise in one step
_PATIENCE, _SHORTER, _LONGER, _LONGEST = 2, 0.7, 1.2, 10.0  # steps without a better bound, and what is done then
_SHORT_SHARE = 5e-4  # of the scale: a longer step that loses more than was hoped for is too long
_WINDOW, _ENOUGH_SHARE = 20, 2e-5  # if so many steps, hoping for no more than this, have gained no more, it is enough


def climb(relaxing: Relaxing, scale_km: float, may_go_on: Callable[[], bool], steps: int = STEPS) -> PriceArrays:
    """The best prices found from those that are given.

    scale_km: of all journeys, which says what is much. steps: at most.
    """
    best = relaxing.allowed(relaxing.given)
    taken = relaxing.cheapest(best)
    bound = taken.cost + relaxing.met(best)
    mean, hoped, waited, bounds = taken.sums, _HOPED_SHARE * scale_km, 0, [bound]
    most = _LONGEST * hoped
    for _ in range(steps):
        gain = relaxing.gain(best, mean)
        way = PriceArrays(*(miss * evenly for miss, evenly in zip(gain, relaxing.evenly, strict=True)))
        squared = _product(gain, way)
        if squared < 1e-9 or not may_go_on():
            break
        step = hoped / squared
        prices = relaxing.allowed(PriceArrays(best.rows + step * way.rows, best.weeks + step * way.weeks))
        taken = relaxing.cheapest(prices)
        share = _best_share(gain, relaxing.gain(best, taken.sums))
        mean = Sums(*(share * new + (1 - share) * old for new, old in zip(taken.sums, mean, strict=True)))
        if (now := taken.cost + relaxing.met(prices)) > bound:
            best, bound, waited, hoped = prices, now, 0, min(hoped * _LONGER, most)
        else:
            waited += 1
            is_far_too_long = bound - now > hoped > _SHORT_SHARE * scale_km
            if waited >= _PATIENCE or is_far_too_long:
                waited, hoped = 0, hoped * _SHORTER
        bounds.append(bound)
        enough = _ENOUGH_SHARE * scale_km
        if len(bounds) > _WINDOW and hoped < enough and bound - bounds[-_WINDOW] < enough:
            break
    return relaxing.paid(best)


def _best_share(mean: PriceArrays, new: PriceArrays) -> float:
    """The share of the new in the mean that brings all sums nearest to what they are held against."""
    change = PriceArrays(new.rows - mean.rows, new.weeks - mean.weeks)
    best = -_product(mean, change) / max(_product(change, change), 1e-9)
    return min(max(best, _LEAST_SHARE), _MOST_SHARE)


def _product(one: PriceArrays, other: PriceArrays) -> float:
    """Without BLAS, whose threads stay busy for a while and would take a core from those that choose."""
    return float((one.rows * other.rows).sum() + (one.weeks * other.weeks).sum())
