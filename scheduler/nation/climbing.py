"""Better prices for a whole network at once: the volume algorithm (Barahona and Anbil, Mathematical Programming 2000).

Rows whose sums are too high or too low at what is cheapest get prices against it; a mean of what was cheapest before
says where to, so that one review's change of mind does not.
"""

from collections.abc import Callable

import numpy as np

from scheduler.nation.relaxing import Prices, Relaxing
from scheduler.program import Floats

_STEPS = 200
_NEW_SHARE = 0.1  # of what is cheapest now in the mean
_HOPED_SHARE = 0.005  # of the scale: by so much the bound is hoped to rise in one step
_PATIENCE, _SHORTER, _LONGER, _LONGEST = 3, 0.7, 1.1, 4.0  # steps without a better bound, and what is done then
_SHORT, _WINDOW, _ENOUGH_SHARE = 0.1, 20, 1e-4  # if it has risen by no more in so many steps, short ones, it is enough


def climb(relaxing: Relaxing, scale_km: float, even: float, crowded_km: float, may_go_on: Callable[[], bool]) -> Prices:
    """The best prices found from those that are given.

    scale_km: of all journeys, which says what is much. even: reviews a week that crowd nobody; one more costs
    crowded_km.
    """

    def week_prices(weeks: Floats) -> Floats:
        return np.clip(weeks, -crowded_km, 0.0)

    best = Prices(relaxing.allowed(relaxing.given), week_prices(relaxing.given.weeks))
    taken = relaxing.cheapest(best)

    def value(prices: Prices, cost: float) -> float:
        return cost + relaxing.met(prices) + even * float(prices.weeks.sum())

    bound = value(best, taken.cost)
    rows, weeks, length, waited, bounds = taken.rows, even - taken.weeks, 1.0, 0, [bound]
    for _ in range(_STEPS):
        gain = _gain(relaxing, best.rows, rows)
        squared = float(gain @ gain + weeks @ weeks)
        if squared < 1e-9 or not may_go_on():
            break
        step = length * _HOPED_SHARE * scale_km / squared
        prices = Prices(best.rows + step * gain, week_prices(best.weeks + step * weeks))
        prices = prices._replace(rows=relaxing.allowed(prices))
        taken = relaxing.cheapest(prices)
        rows = _NEW_SHARE * taken.rows + (1 - _NEW_SHARE) * rows
        weeks = _NEW_SHARE * (even - taken.weeks) + (1 - _NEW_SHARE) * weeks
        if (now := value(prices, taken.cost)) > bound:
            best, bound, waited, length = prices, now, 0, min(length * _LONGER, _LONGEST)
        elif (waited := waited + 1) >= _PATIENCE:
            waited, length = 0, length * _SHORTER
        bounds.append(bound)
        if length < _SHORT and len(bounds) > _WINDOW and bound - bounds[-_WINDOW] < _ENOUGH_SHARE * scale_km:
            break
    return relaxing.paid(best)


def _gain(relaxing: Relaxing, prices: Floats, rows: Floats) -> Floats:
    """By how much the sums of rows miss what their prices say: the direction in which the bound rises."""
    below, above = relaxing.lower - rows, relaxing.upper - rows
    free = np.where(below > 0, below, np.where(above < 0, above, 0.0))
    return np.where(prices > 0, below, np.where(prices < 0, above, free))
