"""Better prices for a whole network at once: the volume algorithm (Barahona and Anbil, Mathematical Programming 2000).

Rows whose sums are too high or too low at what is cheapest get prices against it; a mean of what was cheapest before
says where to, so that one review's change of mind does not.
"""

from collections.abc import Callable

from scheduler.nation.relaxing import PriceArrays, Relaxing, Sums

_STEPS = 200
_NEW_SHARE, _LEAST_SHARE = 0.1, 0.01  # of what is cheapest now in the mean
_FAST_SHARE = 3e-3  # of the scale: as long as so many steps as a window gain more, the mean need not be a good one
_HOPED_SHARE = 0.005  # of the scale: by so much the bound is hoped to rise in one step
_FAR_SHARE = 0.03  # or so much of what it could rise, if that is more
_PATIENCE, _SHORTER, _LONGER, _LONGEST = 3, 0.7, 1.1, 4.0  # steps without a better bound, and what is done then
_SHORT_SHARE = 5e-4  # of the scale: a longer step that loses more than was hoped for is too long
_WINDOW, _ENOUGH_SHARE = 20, 2e-5  # if so many steps, hoping for no more than this, have gained no more, it is enough


def climb(relaxing: Relaxing, scale_km: float, above: float, may_go_on: Callable[[], bool]) -> PriceArrays:
    """The best prices found from those that are given.

    scale_km: of all journeys, which says what is much. above: what a schedule costs; no bound can be better.
    """
    best = relaxing.allowed(relaxing.given)
    taken = relaxing.cheapest(best)
    bound = taken.cost + relaxing.met(best)
    mean, length, waited, bounds = taken.sums, 1.0, 0, [bound]
    for _ in range(_STEPS):
        gain = relaxing.gain(best, mean)
        squared = _product(gain, gain)
        if squared < 1e-9 or not may_go_on():
            break
        hoped = max(_HOPED_SHARE * scale_km, _FAR_SHARE * (above - bound))
        step = length * hoped / squared
        prices = relaxing.allowed(PriceArrays(best.rows + step * gain.rows, best.weeks + step * gain.weeks))
        taken = relaxing.cheapest(prices)
        share = _NEW_SHARE
        if len(bounds) > _WINDOW and bound - bounds[-1 - _WINDOW] < _FAST_SHARE * scale_km:
            share = _least_share(gain, relaxing.gain(best, taken.sums))
        mean = Sums(*(share * new + (1 - share) * old for new, old in zip(taken.sums, mean, strict=True)))
        if (now := taken.cost + relaxing.met(prices)) > bound:
            best, bound, waited, length = prices, now, 0, min(length * _LONGER, _LONGEST)
        else:
            waited += 1
            is_far_too_long = bound - now > length * hoped > _SHORT_SHARE * scale_km
            if waited >= _PATIENCE or is_far_too_long:
                waited, length = 0, length * _SHORTER
        bounds.append(bound)
        enough = _ENOUGH_SHARE * scale_km
        if len(bounds) > _WINDOW and length * hoped < enough and bound - bounds[-_WINDOW] < enough:
            break
    return relaxing.paid(best)


def _least_share(mean: PriceArrays, new: PriceArrays) -> float:
    """The share of the new in the mean that brings all sums nearest to what they are held against."""
    change = PriceArrays(new.rows - mean.rows, new.weeks - mean.weeks)
    best = -_product(mean, change) / max(_product(change, change), 1e-9)
    return min(max(best, _LEAST_SHARE), _NEW_SHARE)


def _product(one: PriceArrays, other: PriceArrays) -> float:
    return float(one.rows @ other.rows + one.weeks @ other.weeks)
