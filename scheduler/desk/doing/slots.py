"""Where a review of a plan could move: how many people would have to be told, slot by slot. See `explain --slots`.

Bounds of all slots come at once; then what is exact, of one slot or of all. Nothing is changed: the repair of a slot
can be put beside the plan, and is then one that `repairing.apply` makes.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from models.instance import Instance
from models.problem import InvalidInput, Problem
from models.schedule import Schedule, Status
from scheduler.changes.effective_instance import effective
from scheduler.changes.places import review_named
from scheduler.changes.situation import asked_on
from scheduler.desk.doing.asking import Answered
from scheduler.desk.doing.ends import Impossible, NotFound
from scheduler.desk.doing.plans import read_plan
from scheduler.desk.doing.repairing import Found, Proposed, put_beside, refuse_untrue
from scheduler.processes.means import HERE, Means
from scheduler.showing.changed.slots import strip_of_slots
from scheduler.showing.table import Table
from scheduler.solvers.options import Options, in_processes, repair_options

if TYPE_CHECKING:
    from scheduler.repairs.moving import Repaired
    from scheduler.repairs.slot_strip import At, Strip

SECONDS = 20.0  # for a slot, where no limit is given
QUALITY_SECONDS = 1.0  # for one that is looked at: then a shorter way is sought for whoever comes


@dataclass(frozen=True)
class Slots:
    """What is known of all slots of a review's term. world: the instance in which it can have those it can ask for.

    now: the slot it has. notice: the day on which the host asks.
    """

    world: Instance
    review: str
    notice: date
    now: date | None
    known: "tuple[At, ...]"

    @property
    def askable(self) -> int:
        """How many slots the host can ask for."""
        return sum(at.refused is None for at in self.known)

    def parts(self) -> tuple[Table | str, ...]:
        """A sentence and a slot a row."""
        return tuple(strip_of_slots(self.world, self.review, self.known))


def _strip(instance: Instance, schedule: Schedule, review: str, notice: date | None) -> "Strip":
    from scheduler.repairs.slot_strip import strip_of

    about = review_named(effective(instance, schedule), review)
    return strip_of(instance, schedule, about.id, notice or asked_on(instance, schedule))


def _said(strip: "Strip", found: "dict[date, Repaired]") -> Slots:
    known = strip.known(found)
    return Slots(strip.world, strip.review, strip.notice, strip.now, known)


def bounds(instance: Instance, schedule: Schedule, review: str, notice: date | None = None) -> Slots:
    """Of every other slot of the term at once: at least so many people must be told.

    instance: as it was before any change. review: its id, or its host's id or name. notice: the day on which it is
    asked; None: the last one known, or the day before term. A process that stays has what it built for the last
    reviews.

    Raises:
        InvalidInput: there is no such review, or it can have no other slot.
    """
    return _said(_strip(instance, schedule, review, notice), {})


def exact(
    instance: Instance,
    schedule: Schedule,
    review: str,
    slot: date,
    options: Options | None = None,
    notice: date | None = None,
) -> "At":
    """What is known of one slot once its best repair was sought, with that repair as the plan's next version.

    Raises:
        InvalidInput: as for `bounds`, or the slot cannot be asked for.
    """
    strip = _strip(instance, schedule, review, notice)
    _refuse(strip, slot)
    found = strip.exact(slot, options or repair_options(SECONDS), QUALITY_SECONDS)
    return next(at for at in strip.known({slot: found}) if at.slot == slot)


def _refuse(strip: "Strip", slot: date) -> None:
    if slot in strip.refused:
        raise InvalidInput([strip.refused[slot]])
    if slot not in strip.slots:
        expected = "another slot of the review's term"
        raise InvalidInput([Problem(where="slot", value=str(slot), expected=expected, remedy="Choose one of them.")])


def all_exact(
    instance: Instance,
    schedule: Schedule,
    review: str,
    time_limit_seconds: float | None = SECONDS,
    workers: int | None = None,
    notice: date | None = None,
    hear: Callable[["At"], None] = lambda _: None,
    *,
    deterministic: bool = False,
    means: Means = HERE,
) -> tuple[Slots, Answered]:
    """What is exact of all slots, and the same in words.

    time_limit_seconds: of each slot. hear: gets each slot as it comes, what tells fewest first. An interrupt, or a stop
    (`processes.background`), keeps what is known.

    Raises:
        InvalidInput: as for `bounds`.
    """
    from scheduler.repairs.slot_strip import exact_of_all

    strip = _strip(instance, schedule, review, notice)
    by_slot = {at.slot: at for at in strip.known()}
    processes, options = in_processes(
        len(strip.slots), time_limit_seconds, workers, deterministic=deterministic, means=means
    )

    def heard(slot: date, found: "Repaired") -> None:
        hear(replace(by_slot[slot], exact=found))

    ended = exact_of_all(strip, options, processes, heard)
    slots = _said(strip, dict(ended.found))
    return slots, Answered(slots.parts(), ended.interrupted, ended.notices)


def propose(
    instance: Instance,
    path: Path,
    review: str,
    slot: date,
    options: Options | None = None,
    notice: date | None = None,
    expected_sha256: str | None = None,
) -> Proposed:
    """Put the best repair of one slot beside the plan in a file, as `repairing.propose` does with those it finds.

    Raises:
        InvalidInput: as for `exact`, or another version is there.
        Impossible: it is proven that there is none.
        NotFound: none was found in the time.
        Untrue: it does not pass the checks.
    """
    from scheduler.repairs.kinds import kind_of
    from scheduler.repairs.rescheduling import Repair, Rescheduled, situation_after

    then = read_plan(instance, path, expected_sha256)
    strip = _strip(instance, then.schedule, review, notice)
    found = exact(instance, then.schedule, review, slot, options, notice).exact
    if found is None or found.schedule is None or found.schedule.certificate is None:
        if found is not None and found.status == Status.INFEASIBLE:
            raise Impossible("No repair is possible.", (), ())
        raise NotFound("No repair was found. Nothing was changed.", (), ())
    world, changes = situation_after(instance, then.schedule, strip.changes(slot))
    repair = Repair(kind_of(world, found.schedule), found.schedule.certificate.status, found.schedule)
    done = Rescheduled(changes, world, (repair,))
    refuse_untrue(done)
    return put_beside(instance, then, Found(done, interrupted=False, notices=()))
