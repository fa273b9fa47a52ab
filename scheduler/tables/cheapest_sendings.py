"""The cheapest sendings at given prices: some quickly, or all below a limit, each time without looking at all.

A visit is worth what its seat costs at the prices; a sending costs the sum of its visits, the excess of its
travellers, and what its school then falls short. Which of a school's millions are looked at is decided by a bound,
never by a guess, so that a list of all below a limit is whole.

The bound. The excess of a school is the larger of 0 and `past + over`, `over` being what its visits lie beyond what
is fair. So for any share s between 0 and 1 it is at least s (past + over), and at one share every visit counts for
itself: a sending costs at least s past + the sum over its visits of (worth + the person's own excess + s over).
Whatever a visit cannot pass with the cheapest visits of other weeks beside it, at some share, is in no sending below
the limit. Who makes two visits has an excess that is no sum; their pairs are looked at apart, and count without it
for others.

Example. Two visits, one 40 km beyond what is fair, the other 30 within. At s = 1 they cost 40 - 30 = 10, at s = 0
nothing; their school's excess is 10. A limit of 5 rules the pair out at s = 1.
"""

from itertools import product

import numpy as np

from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.rows import runs
from scheduler.tables.sendings import MOST_VISITS, Senders, Sendings

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_NONE = 1e12  # metres that no sending costs
_APART = 1e9  # metres by which the visits of two schools are kept apart in one sorted list
_FURTHEST = 4e8  # less than half of it
_MOST = 40_000_000  # combinations that are looked at in one step at most
_AT_ONCE = 1_000_000
_WIDE, _PARTS = (
    24,
    60,
)  # so many of a school's cheapest visits, and partial sendings, at each share, are combined at first


class TooMany(Exception):
    """There are more sendings below a limit than can be looked at."""


class CheapestSendings:
    """Sendings at prices. worth: of each visit, metres. short: of a reviewer a school falls short, by school."""

    def __init__(self, senders: Senders, worth: Floats, short: Floats) -> None:
        self.senders, self.worth, self.short = senders, worth, short
        alone = worth + senders.alone
        least = np.where(senders.twice, worth, alone)  # of the two of one person, too
        self._each = [alone + share * senders.over for share in SHARES]
        self._of_one = [self._by_week(each) for each in self._each]
        self._of_any = [self._by_week(least + share * senders.over) for share in SHARES]
        self._least = [least + share * senders.over for share in SHARES]

    @classmethod
    def at(cls, senders: Senders, reduced: Floats) -> "CheapestSendings":
        """The same at reduced costs of all columns."""
        return cls(senders, reduced[senders.column], reduced[senders.columns.shortfalls.columns])

    def _by_week(self, cost: Floats) -> Floats:
        """(school, week): the cheapest visit."""
        n = self.senders.columns.facts.n
        cheapest = np.full(n["home"] * n["week"], _NONE)
        key = self.senders.home * n["week"] + self.senders.week
        if len(key):
            groups, start = np.unique(key, return_index=True)
            cheapest[groups] = np.minimum.reduceat(cost, start)
        return cheapest.reshape(n["home"], n["week"])

    def cost(self, sendings: Sendings) -> Floats:
        """(sending): what it costs at these prices."""
        short = self.senders.short(sendings.sent, sendings.home)
        return sendings.sum(self.worth) + self.senders.excess(sendings) + short * self.short[sendings.home]

    def without(self) -> Floats:
        """(school): what it costs to send nobody; no sending costs that much where somebody must be sent."""
        return self._falling_short(0)

    def _falling_short(self, sent: int) -> Floats:
        senders = self.senders
        home = np.arange(len(senders.due))
        short = senders.short(np.full(len(home), sent), home)
        highest = senders.program.highest[senders.columns.shortfalls.columns]
        return np.where(senders.is_listed, np.where(short > highest, _NONE, short * self.short), 0.0)

    # Bounds

    def _others(self, count: int, k: int, *, of_any: bool = False) -> Floats:
        """(school, week): the least that so many visits in other weeks cost at a share, if a week allows one alone.

        of_any: whether two of them, or the one they are beside, may be of one person.
        """
        by_week = (self._of_any if of_any or count > 1 else self._of_one)[k]
        if count == 0:
            return np.zeros_like(by_week)
        padded = np.concatenate([by_week, np.full((len(by_week), count + 1), _NONE)], axis=1)
        order = np.sort(padded, axis=1)
        first = order[:, :count].sum(axis=1)
        among = by_week <= order[:, count - 1][:, None]  # then the next takes the place of this week's
        others = np.where(among, (first + order[:, count])[:, None] - by_week, first[:, None])
        loose = self.senders.spares_several
        twice = np.sort(np.repeat(padded[loose], count, axis=1), axis=1)[:, :count].sum(axis=1)
        others[loose] = twice[:, None]
        return np.asarray(others)

    def _least_others(self, count: int, k: int) -> Floats:
        """(school): the same of any weeks."""
        return np.asarray(self._others(count, k).min(axis=1, initial=_NONE if count else 0.0))

    def _room(self, limit: Floats, sent: int, k: int) -> Floats:
        """(school): what the visits of a sending of so many may cost at a share."""
        return limit - self._falling_short(sent) - SHARES[k] * self.senders.past

    def _candidates(self, sent: int, limit: Floats) -> Ints:
        """The visits that may be in a sending of so many, each of another person, below the limit."""
        senders = self.senders
        keep = senders.most[senders.home] >= sent
        key = (senders.home, senders.week)
        for k in range(len(SHARES)):
            room = self._room(limit, sent, k)[:, None] - self._others(sent - 1, k)
            keep &= self._each[k] <= room[key]
        return np.flatnonzero(keep)

    def floor(self) -> Floats:
        """(visit): what any sending with it costs at least."""
        senders = self.senders
        key = (senders.home, senders.week)
        floor = np.full(len(senders.home), np.inf)
        for sent in range(1, MOST_VISITS + 1):
            bound = np.full(len(senders.home), -np.inf)
            for k, share in enumerate(SHARES):
                alone = self._each[k] + self._others(sent - 1, k)[key]
                paired = self._least[k] + self._others(sent - 1, k, of_any=True)[key]
                each = np.where(senders.twice & (sent > 1), paired, alone)
                bound = np.maximum(bound, each + share * senders.past[senders.home])
            bound += self._falling_short(sent)[senders.home]
            floor = np.minimum(floor, np.where(senders.most[senders.home] >= sent, bound, np.inf))
        return floor

    # All of them

    def below(self, limit: Floats) -> tuple[Sendings, Floats]:
        """All sendings with a visit that cost no more than their school's limit, and what they cost.

        Raises:
            TooMany: more than can be looked at.
        """
        found = [self._of(sent, limit) for sent in range(1, MOST_VISITS + 1)]
        visits = np.concatenate([_wide(each) for each in found])
        return self._kept(Sendings(self.senders.home[visits[:, 0]], visits), limit)

    def _kept(self, sendings: Sendings, limit: Floats) -> tuple[Sendings, Floats]:
        cost = self.cost(sendings)
        inside = cost <= limit[sendings.home]
        sendings, cost = sendings.some(inside), cost[inside]
        possible = self.senders.possible(sendings)
        return sendings.some(possible), cost[possible]

    def _of(self, sent: int, limit: Floats) -> Ints:
        candidates = self._candidates(sent, limit)
        if sent == 1:
            return candidates[:, None]
        pairs = self._pairs_of_one(sent, limit)
        with_pair = pairs if sent == 2 else self._one_more(pairs, candidates, limit)
        return np.concatenate([self._of_several(candidates, sent, limit), with_pair])

    def _of_several(self, candidates: Ints, sent: int, limit: Floats) -> Ints:
        """(sending, place) visits of different people, in the order of the candidates.

        Visit after visit is added. Whoever still fits is found in the sorted list of a school's visits at the share at
        which the fewest do.
        """
        home = self.senders.home[candidates]
        cost = [each[candidates] for each in self._each]
        order = [np.lexsort((each, home)) for each in cost]
        listed = [
            home[by] * _APART + np.clip(each[by], -_FURTHEST, _FURTHEST) for by, each in zip(order, cost, strict=True)
        ]
        found, sums = np.arange(len(candidates))[:, None], cost
        for left in range(sent - 2, -1, -1):
            school = home[found[:, 0]]
            rooms = [self._room(limit, sent, k) - self._least_others(left, k) for k in range(len(SHARES))]
            first = np.searchsorted(home, school)
            fits = [
                np.searchsorted(
                    listed[k], school * _APART + np.clip(rooms[k][school] - sums[k], -_FURTHEST, _FURTHEST), "right"
                )
                for k in range(len(SHARES))
            ]
            count = np.maximum(np.stack(fits) - first, 0)
            share, fewest = count.argmin(axis=0), count.min(axis=0)
            _refuse_too_many(fewest)
            more = []
            for k in range(len(SHARES)):
                for some in _in_turn(np.flatnonzero((share == k) & (fewest > 0)), fewest):
                    part = np.repeat(some, fewest[some])
                    new = order[k][runs(first[some], fewest[some])]
                    fit = new > found[part, -1]
                    part, new = part[fit], new[fit]
                    fit = np.ones(len(new), dtype=bool)
                    for each in range(len(SHARES)):
                        fit &= sums[each][part] + cost[each][new] <= rooms[each][home[new]]
                    part, new = part[fit], new[fit]
                    fit = self._can_join(candidates[found[part]], candidates[new])
                    more.append((part[fit], new[fit]))
            part, new = (np.concatenate([each[k] for each in more] or [candidates[:0]]) for k in (0, 1))
            found = np.concatenate([found[part], new[:, None]], axis=1)
            sums = [sums[k][part] + cost[k][new] for k in range(len(SHARES))]
        return candidates[found]

    def _can_join(self, visits: Ints, new: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
        """Whether a visit of another person goes with each of some: another review, and another week if need be."""
        senders = self.senders
        fits = np.ones(len(new), dtype=bool)
        several = senders.spares_several[senders.home[new]]
        for place in range(visits.shape[1]):
            visit = visits[:, place]
            fits &= (senders.person[new] != senders.person[visit]) & (senders.review[new] != senders.review[visit])
            fits &= several | (senders.week[new] != senders.week[visit])
        return fits

    def _pairs_of_one(self, sent: int, limit: Floats) -> Ints:
        """(pair, place) two visits of one person that may be in a sending of so many below the limit."""
        senders = self.senders
        visits = np.flatnonzero(senders.twice & (senders.most[senders.home] >= sent))
        visits = visits[np.argsort(senders.person[visits], kind="stable")]
        # both kinds of excess, of the school and of the person, are bounded by shares of them
        for k, own in product(range(len(SHARES)), (0.0, 1.0)):
            if not len(visits):
                break
            person, home = senders.person[visits], senders.home[visits]
            each = self.worth[visits] + (SHARES[k] + own) * senders.over[visits]
            start = np.flatnonzero(np.r_[True, person[1:] != person[:-1]])
            least = np.repeat(np.minimum.reduceat(each, start), np.diff(np.r_[start, len(visits)]))
            room = (self._room(limit, sent, k) - self._least_others(sent - 2, k))[home]
            visits = visits[each + least <= room - own * senders.past_of_person[person]]
        person = senders.person[visits]
        count = np.searchsorted(person, person, "right") - np.arange(len(visits)) - 1
        _refuse_too_many(count)
        one, other = visits[np.repeat(np.arange(len(visits)), count)], visits[runs(np.arange(len(visits)) + 1, count)]
        apart = (senders.week[one] != senders.week[other]) & (senders.review[one] != senders.review[other])
        pairs = np.stack([one, other], axis=1)[apart]
        fits = np.ones(len(pairs), dtype=bool)
        for k in range(len(SHARES)):
            room = self._room(limit, sent, k) - self._least_others(sent - 2, k)
            fits &= self._of_pair(pairs, k) <= room[senders.home[pairs[:, 0]]]
        kept: Ints = pairs[fits]
        return kept

    def _of_pair(self, pairs: Ints, k: int) -> Floats:
        """What two visits of one person cost at a share."""
        senders = self.senders
        over = senders.over[pairs].sum(axis=1)
        own = np.maximum(senders.past_of_person[senders.person[pairs[:, 0]]] + over, 0.0)
        return np.asarray(self.worth[pairs].sum(axis=1) + own + SHARES[k] * over)

    def _one_more(self, pairs: Ints, candidates: Ints, limit: Floats) -> Ints:
        """(sending, place) two visits of one person, and one of another."""
        home = self.senders.home[candidates]
        of_pair = self.senders.home[pairs[:, 0]]
        first = np.searchsorted(home, of_pair)
        count = np.searchsorted(home, of_pair, "right") - first
        _refuse_too_many(count)
        rooms = [self._room(limit, pairs.shape[1] + 1, k) for k in range(len(SHARES))]
        costs = [self._of_pair(pairs, k) for k in range(len(SHARES))]
        found = [np.zeros((0, pairs.shape[1] + 1), dtype=np.int64)]
        for some in _in_turn(np.arange(len(pairs)), count):
            part, new = np.repeat(some, count[some]), candidates[runs(first[some], count[some])]
            fits = self._can_join(pairs[part], new)
            part, new = part[fits], new[fits]
            fits = np.ones(len(new), dtype=bool)
            for k in range(len(SHARES)):
                fits &= costs[k][part] + self._each[k][new] <= rooms[k][self.senders.home[new]]
            found.append(np.concatenate([pairs[part[fits]], new[fits][:, None]], axis=1))
        return np.concatenate(found)

    # Some of them

    def some_below(self, limit: Floats, each: int) -> tuple[Sendings, Floats]:
        """Of every school up to so many sendings below its limit, likely cheap ones, and what they cost."""
        senders = self.senders
        picked = np.zeros(len(senders.home), dtype=bool)
        pairable = self._candidates(2, limit)
        for k in range(len(SHARES)):
            picked[pairable[of_each(senders.home[pairable], self._each[k][pairable], _WIDE)]] = True
        picks = np.flatnonzero(picked)
        stages = [self._candidates(1, limit)[:, None]]
        parts = picks[:, None]
        for sent in range(2, MOST_VISITS + 1):
            parts = self._combined(parts, picks, sent)
            stages.append(parts)
            parts = self._likely(parts)
        visits = np.concatenate([_wide(stage) for stage in stages])
        sendings = Sendings(senders.home[visits[:, 0]], visits)
        cost = self.cost(sendings)
        inside = np.flatnonzero(cost <= limit[sendings.home])
        inside = inside[of_each(sendings.home[inside], cost[inside], 3 * each)]
        sendings, cost = self._kept(sendings.some(inside), limit)
        first = of_each(sendings.home, cost, each)
        return sendings.some(first), cost[first]

    def _likely(self, parts: Ints) -> Ints:
        """Of every school some sendings that others can be made of: the cheapest at any share."""
        home = self.senders.home[parts[:, 0]]
        kept = np.zeros(len(parts), dtype=bool)
        for each in self._each:
            kept[of_each(home, each[parts].sum(axis=1), _PARTS)] = True
        return parts[kept]

    def _combined(self, parts: Ints, picks: Ints, sent: int) -> Ints:
        """(sending, place) each of some with one more visit, in rising order."""
        senders = self.senders
        parts = parts[senders.most[senders.home[parts[:, 0]]] >= sent]
        home, of_picks = senders.home[parts[:, 0]], senders.home[picks]
        first = np.searchsorted(of_picks, home)
        count = np.searchsorted(of_picks, home, "right") - first
        part, new = np.repeat(np.arange(len(parts)), count), picks[runs(first, count)]
        fits = np.ones(len(new), dtype=bool)
        times = np.zeros(len(new), dtype=np.int64)
        several = senders.spares_several[senders.home[new]]
        for place in range(parts.shape[1]):
            visit = parts[part, place]
            same = senders.person[new] == senders.person[visit]
            times += same
            fits &= senders.review[new] != senders.review[visit]
            fits &= (several & ~same) | (senders.week[new] != senders.week[visit])
        fits &= times <= senders.twice[new]
        found = np.sort(np.concatenate([parts[part[fits]], new[fits][:, None]], axis=1), axis=1)
        return np.asarray(np.unique(found, axis=0)) if len(found) else found


def _wide(visits: Ints) -> Ints:
    """Visits with places for as many as a sending can have."""
    wide = np.full((len(visits), MOST_VISITS), -1, dtype=np.int64)
    wide[:, : visits.shape[1]] = visits
    return wide


def of_each(home: Ints, cost: Floats, most: int) -> Ints:
    """Positions of every school's cheapest, in the order of schools and costs."""
    order = np.lexsort((cost, home))
    rank = np.arange(len(order)) - np.searchsorted(home[order], home[order])
    return np.asarray(order[rank < most])


def _in_turn(some: Ints, count: Ints) -> list[Ints]:
    """The same in pieces that together count about a million each."""
    total = np.cumsum(count[some])
    cuts = np.searchsorted(total, np.arange(_AT_ONCE, int(total[-1]) if len(total) else 0, _AT_ONCE))
    return [piece for piece in np.split(some, cuts) if len(piece)]


def _refuse_too_many(count: Ints) -> None:
    if count.sum() > _MOST:
        raise TooMany
