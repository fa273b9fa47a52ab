"""What is refused of changes to come, each looked at in the world that those before it make."""

from collections.abc import Iterator, Sequence
from datetime import date

from models.change import Change
from models.instance import Instance
from models.problem import Problem
from models.schedule import Schedule
from scheduler.changes.kinds import kind_of
from scheduler.changes.replaying import replay
from scheduler.changes.situation import Situation
from scheduler.changes.wrong import problem


def problems(instance: Instance, schedule: Schedule, changes: Sequence[Change], where: str = "$") -> list[Problem]:
    """Everything that is wrong with changes to come, each looked at in the world that those before it make."""
    found: list[Problem] = []
    situation = Situation(instance, schedule)
    world, last = situation.world, max((change.notice for change in schedule.changes), default=None)
    for n, change in enumerate(changes):
        place = f"{where}.changes[{n}]"
        wrong = [*_notice(world, change, last, place), *kind_of(change).refused(world, situation, change, place)]
        found += wrong
        if not wrong:
            world, last = replay(world, situation.entailed([change])), change.notice
    return found


def _notice(world: Instance, change: Change, last: date | None, where: str) -> Iterator[Problem]:
    end = max(term.last_day for term in world.terms)
    if last is not None and change.notice < last:
        remedy = "Changes stand in the order in which they became known; what is known already is not changed."
        yield problem(f"{where}.notice", change.notice, f"a day from {last} on, the notice before it", remedy)
    if change.notice > end:
        yield problem(f"{where}.notice", change.notice, f"a day up to {end}, the end of the last term", "Correct it.")
