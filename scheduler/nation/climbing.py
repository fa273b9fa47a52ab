"""Better prices for a whole network at once: the volume algorithm (Barahona and Anbil, Mathematical Programming 2000).

Rows whose sums are too high or too low at what is cheapest get prices against it; a mean of what was cheapest before
says where to, so that one review's change of mind does not.
"""

from collections.abc import Callable

from scheduler.nation.relaxing import PriceArrays, Relaxing

_STEPS = 200
_NEW_SHARE = 0.1  # of what is cheapest now in the mean
_HOPED_SHARE = 0.005  # of the scale: by so much the bound is hoped to rise in one step
_FAR_SHARE = 0.03  # or so much of what it could rise, if that is more
_PATIENCE, _SHORTER, _LONGER, _LONGEST = 3, 0.7, 1.1, 4.0  # steps without a better bound, and what is done then
_SHORT_SHARE, _WINDOW, _ENOUGH_SHARE = 5e-4, 20, 1e-4  # if so short steps, so many, have gained no more, it is enough


def climb(relaxing: Relaxing, scale_km: float, above: float, may_go_on: Callable[[], bool]) -> PriceArrays:
    """The best prices found from those that are given.

    scale_km: of all journeys, which says what is much. above: what a schedule costs; no bound can be better.
    """
    best = relaxing.allowed(relaxing.given)
    taken = relaxing.cheapest(best)
    bound = taken.cost + relaxing.met(best)
    rows, lacking, length, waited, bounds = taken.rows, taken.lacking, 1.0, 0, [bound]
    for _ in range(_STEPS):
        gain = relaxing.gain(best, rows)
        squared = float(gain @ gain + lacking @ lacking)
        if squared < 1e-9 or not may_go_on():
            break
        hoped = max(_HOPED_SHARE * scale_km, _FAR_SHARE * (above - bound))
        step = length * hoped / squared
        prices = relaxing.allowed(PriceArrays(best.rows + step * gain, best.weeks + step * lacking))
        taken = relaxing.cheapest(prices)
        rows = _NEW_SHARE * taken.rows + (1 - _NEW_SHARE) * rows
        lacking = _NEW_SHARE * taken.lacking + (1 - _NEW_SHARE) * lacking
        if (now := taken.cost + relaxing.met(prices)) > bound:
            best, bound, waited, length = prices, now, 0, min(length * _LONGER, _LONGEST)
        elif (waited := waited + 1) >= _PATIENCE:
            waited, length = 0, length * _SHORTER
        bounds.append(bound)
        is_short, risen = length * hoped < _SHORT_SHARE * scale_km, bound - bounds[max(0, len(bounds) - _WINDOW)]
        if is_short and len(bounds) > _WINDOW and risen < _ENOUGH_SHARE * scale_km:
            break
    return relaxing.paid(best)
