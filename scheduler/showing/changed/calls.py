"""The price of one more call: what repairs save that tell a few more people, a point a row and a sentence a count."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.instance import Instance
from models.policy import CHANGE_GOAL
from models.schedule import Schedule
from scheduler.changes.who_is_told import news
from scheduler.plan import Plan
from scheduler.showing.table import Cell, Table
from scheduler.words import count, listed

if TYPE_CHECKING:
    from scheduler.repairs.levels import Front, Level


_FIGURES = (
    "Counted", "People told", "Km", "Quality", "Saves", "Told besides", "Told no longer", "What is known",
)  # fmt: skip
_NOTE = (
    "Counted: people told, with leads, short notice and booked travel counted more. Saves, told besides, told no "
    "longer: against the row above. Km: of all journeys. A count at which nothing is better has no row."
)


@dataclass(frozen=True)
class Point:
    """One repair of the front. counts: in goal change-kept-small. people: who is told. km: of all journeys."""

    level: "Level"
    schedule: Schedule
    counts: int
    people: frozenset[str]
    km: int


def points(effective: Instance, front: "Front") -> tuple[Point, ...]:
    """The repairs of a front, counted."""
    return tuple(_point(effective, level, level.schedule) for level in front.levels if level.schedule is not None)


def _point(effective: Instance, level: "Level", schedule: Schedule) -> Point:
    told = news(effective, schedule)
    people = frozenset(one.who for one in told if one.role != "host")
    return Point(level, schedule, sum(one.counts for one in told), people, Plan(effective, schedule).km)


def price_of_calls(effective: Instance, front: "Front", numbers: Sequence[int], more: int) -> tuple[Table | str, ...]:
    """The front as a table, and each count in a sentence.

    numbers: of the repairs, as --apply takes them, point by point. more: how much more was asked for.
    """
    found = points(effective, front)
    unit = effective.policy.travel.unit
    rows = (_row(*each, _before(front)) for each in zip(numbers, found, (None, *found[:-1]), strict=True))
    table = Table(
        key="calls",
        title="The price of one more call: the best repair of those that count at most so much",
        columns=("Repair", *_FIGURES),
        rows=tuple(rows),
        note=_NOTE,
    )
    return table, *_of_the_first(found[0]), *_sentences(front, found, unit, more)


def _before(front: "Front") -> str:
    """Such as "before the time limit": what is not proven by then."""
    return "yet" if front.end is None else f"before {front.end}"


def _row(number: int, now: Point, before: Point | None, end: str) -> tuple[Cell, ...]:
    saves = None if before is None else before.level.quality - now.level.quality
    besides = () if before is None else tuple(sorted(now.people - before.people))
    no_longer = () if before is None else tuple(sorted(before.people - now.people))
    level = now.level
    known = "proven" if level.is_proven else f"not proven {end}; at least {level.bound:,}"
    return number, now.counts, len(now.people), now.km, level.quality, saves, besides, no_longer, known


def _of_the_first(first: Point) -> Iterator[str]:
    """Where a repair that counts less than the first may be."""
    certificate = first.schedule.certificate
    if certificate is not None and not certificate.proves(CHANGE_GOAL):
        least = next(result.bound for result in certificate.goals if result.goal == CHANGE_GOAL)
        yield f"That no repair counts less than {first.counts} is not proven: at least {least}."


def _sentences(front: "Front", found: Sequence[Point], unit: str, more: int) -> Iterator[str]:
    """A sentence for each count above the first."""
    by_level: Mapping[int, int] = {point.level.most: n for n, point in enumerate(found)}
    lowest, end = front.levels[0].most, _before(front)
    for level in front.levels[1:]:
        at = f"Counting {level.most - lowest} more"
        if level.most in by_level:
            n = by_level[level.most]
            yield f"{at}: {_saving(found[n], found[n - 1], unit)}{_open(level, unit, end)}"
        elif level.is_proven:
            yield f"{at}: nothing better."
        else:
            yield f"{at}: nothing better was found.{_open(level, unit, end)}"
    if left := range(len(front.levels), more + 1):
        yield f"Counting {listed([str(n) for n in left])} more: not looked at {end}."


def _saving(now: Point, before: Point, unit: str) -> str:
    """Such as "one more call saves 38 km"."""
    calls, counts = len(now.people) - len(before.people), now.counts - before.counts
    saved, km = before.level.quality - now.level.quality, before.km - now.km
    who = {0: "as many calls"}.get(calls) or count(abs(calls), f"{'more' if calls > 0 else 'fewer'} call")
    who = who.replace("1 ", "one ", 1) if abs(calls) == 1 else who
    counted = f", counting {counts} more," if counts != calls else ""
    travel = "" if km == saved else f" in quality, with {abs(km):,} {unit} {'less' if km >= 0 else 'more'} travelled"
    return f"{who}{counted} {'saves' if abs(calls) == 1 else 'save'} {saved:,} {unit}{travel}."


def _open(level: "Level", unit: str, end: str) -> str:
    """What might be better still, where that is not proven."""
    left = level.quality - level.bound
    return f" Not proven {end}: at most {left:,} {unit} more could be saved." if left else ""
