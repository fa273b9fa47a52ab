"""Why somebody is told something new: the changes that caused it, along the chain of what a repair makes different.

A change touches whom and what it names. From there the chain goes on: from a person to each review that they come to
anew or no longer, from a review to everybody for whom it becomes different, and so on. The reason for a row is the
change nearest to it. Only where no such chain leads to a row, it also goes through schools: those of the people, and
the hosts. What only follows from others, such as that a review ends early, is a reason where nothing else is.

Example. L1 drops out; VA and VB, which L1 led, are not held; R1, who was in the team of VA, joins VC, and R2 leaves VC
for R1. L1, VA, R1, VC, R2 is the chain, and R2 is told "L1 dropped out".
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from models.change import Change
from models.instance import Instance
from models.schedule import Schedule
from scheduler.changes.differences import ReviewDifference, by_review
from scheduler.changes.kinds import kind_of, reason

Links = Mapping[str, set[str]]
"""Which ids are next to each other. People, reviews and schools have ids of their own."""

NOTHING_NEARER = "to make room for others"


class Reasons:
    """The reasons for all that a repair makes different. effective: the instance by which the schedule is judged."""

    def __init__(self, effective: Instance, schedule: Schedule) -> None:
        before = effective.before
        assert before is not None
        every = schedule.changes[before.changes :]
        self._changes = sorted(every, key=lambda change: not kind_of(change).is_reason)
        self._reasons = sum(kind_of(change).is_reason for change in every)
        different = [one for one in by_review(before.reviews, schedule.reviews) if one.before != one.after]
        near, far = [*_through_people(effective, different)], [*_through_schools(effective, different)]
        named = [frozenset(kind_of(change).named(effective, change)) for change in self._changes]
        causes = named[: self._reasons]
        self._ways = [_nearest(causes, _linked(near)), _nearest(causes, _linked([*near, *far])), _nearest(named, {})]

    def why(self, who: str, reviews: Sequence[str]) -> str:
        """The changes that caused what a person, or a host, is told of these reviews, in words."""
        return "; ".join(dict.fromkeys(map(reason, self.causes(who, reviews)))) or NOTHING_NEARER

    def causes(self, who: str, reviews: Sequence[str]) -> tuple[Change, ...]:
        """The changes that caused it, in their order; none where it only makes room for others."""
        causes: frozenset[int] = frozenset()
        for way in self._ways:
            reached = [way[name] for name in (who, *reviews) if name in way]
            least = min((steps for steps, _ in reached), default=0)
            causes = causes or frozenset().union(*(found for steps, found in reached if steps == least))
        return tuple(self._changes[n] for n in sorted(causes or self._of_everybody()))

    def _of_everybody(self) -> frozenset[int]:
        """The one change there is; else those of the policy."""
        reasons = self._changes[: self._reasons]
        return frozenset(n for n, change in enumerate(reasons) if len(reasons) == 1 or kind_of(change).of_policy)


def _nearest(named: Sequence[frozenset[str]], links: Links) -> dict[str, tuple[int, frozenset[int]]]:
    """Of every id that a chain reaches: how many steps from the nearest changes, and their numbers."""
    found: dict[str, tuple[int, frozenset[int]]] = {}
    ends: dict[str, frozenset[int]] = {}
    for number, names in enumerate(named):
        for name in names:
            ends[name] = ends.get(name, frozenset()) | {number}
    steps = 0
    while ends:
        found |= {name: (steps, causes) for name, causes in ends.items()}
        further: dict[str, frozenset[int]] = {}
        for name, causes in ends.items():
            for other in links.get(name, ()):
                if other not in found:
                    further[other] = further.get(other, frozenset()) | causes
        ends, steps = further, steps + 1
    return found


def _linked(pairs: Iterable[tuple[str, str]]) -> Links:
    links = defaultdict[str, set[str]](set)
    for one, other in pairs:
        links[one].add(other)
        links[other].add(one)
    return links


def _through_people(effective: Instance, different: Iterable[ReviewDifference]) -> Iterator[tuple[str, str]]:
    """Each review with those for whom it is different, and with its host where its date is."""
    for one in different:
        before, after = ({(person, each.slot) for person in each.people} for each in (one.before, one.after))
        yield from ((one.review, person) for person, _ in before ^ after)
        if one.before.slot != one.after.slot:
            yield one.review, effective.review_by_id[one.review].host


def _through_schools(effective: Instance, different: Iterable[ReviewDifference]) -> Iterator[tuple[str, str]]:
    """Each review with its host, and each of its reviewers with their school."""
    for one in different:
        yield one.review, effective.review_by_id[one.review].host
        for person in {*one.before.reviewers, *one.after.reviewers}:
            yield person, effective.reviewer_by_id[person].school
