"""What is refused of changes to come, each looked at in the world that those before it make."""

from collections.abc import Iterator, Sequence
from datetime import date

from models.change import Change
from models.instance import Instance
from models.problem import InvalidInput, Problem
from models.schedule import Schedule
from scheduler.changes.kinds import kind_of
from scheduler.changes.replaying import replay
from scheduler.changes.situation import Situation
from scheduler.changes.wrong import outside_the_year, problem
from scheduler.solvers.options import LARGE


def problems(instance: Instance, schedule: Schedule, changes: Sequence[Change], where: str = "$") -> list[Problem]:
    """Everything that is wrong with changes to come, each looked at in the world that those before it make."""
    found: list[Problem] = list(too_large(instance))
    if found:
        return found
    situation = Situation(instance, schedule)
    world, last = situation.world, schedule.last_notice
    for n, change in enumerate(changes):
        place = f"{where}.changes[{n}]"
        wrong = [*_notice(world, change, last, place), *kind_of(change).refused(world, situation, change, place)]
        found += wrong
        if not wrong:
            world, last = replay(world, situation.entailed([change])), change.notice
    return found or [*_without_effect(situation, changes, where)]


def _without_effect(situation: Situation, changes: Sequence[Change], where: str) -> Iterator[Problem]:
    """Changes that ask for another slot of a review which has begun by the time the last change became known."""
    now = max((change.notice for change in changes), default=date.min)
    free = situation.freed_anew(situation.entailed(changes))
    for n, change in enumerate(changes):
        for review, what in kind_of(change).freed(situation.world, situation.reviews, change):
            planned = situation.planned(review)
            if what == "slot" and review not in free and situation.has_begun(planned, now):
                value = f"{review!r}, which began on {planned.slot}, before all of this was known"
                remedy = f"Leave it out, or repair after the changes known before {planned.slot} first."
                yield problem(f"{where}.changes[{n}].review", value, f"a review that begins after {now}", remedy)


def too_large(instance: Instance) -> Iterator[Problem]:
    """A repair looks at all decisions at once, and beyond a size no usual memory holds them (500 reviews: 5 GB)."""
    if len(instance.reviews) >= LARGE:
        yield problem(
            "$.reviews",
            f"{len(instance.reviews):,} reviews",
            f"fewer than {LARGE}, for a repair looks at all of them at once",
            "Make an instance and a schedule of the hubs concerned and those around them, and repair that.",
        )


def refuse_too_large_to_repair(instance: Instance) -> None:
    """Raises InvalidInput for an instance that is too large to be repaired."""
    if found := list(too_large(instance)):
        raise InvalidInput(found, instance.name)


def _notice(world: Instance, change: Change, last: date | None, where: str) -> Iterator[Problem]:
    if last is not None and change.notice < last:
        remedy = "Changes stand in the order in which they became known; what is known already is not changed."
        yield problem(f"{where}.notice", change.notice, f"a day from {last} on, the notice before it", remedy)
    yield from outside_the_year(world, change.notice, f"{where}.notice")
