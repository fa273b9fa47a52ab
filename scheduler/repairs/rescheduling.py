"""Repairs of a schedule after changes: the one that disturbs least, and beside it the best of each other kind."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from models.change import Change
from models.digest import instance_sha256
from models.instance import Instance
from models.planned import PlannedReview, ReviewStates, State
from models.schedule import Schedule, Status
from scheduler.changes.effective_instance import for_repair
from scheduler.changes.situation import Situation
from scheduler.goals import ONLY_LOSSES
from scheduler.model import Model
from scheduler.processes.child import Lost
from scheduler.processes.crew import Heard, fan_out
from scheduler.repairs.circles import repair
from scheduler.repairs.kinds import Kind, kind_of, of_kind
from scheduler.repairs.what_remains import what_remains
from scheduler.search.impossible import clashes
from scheduler.solvers.options import Options, Outcome, Progress
from scheduler.solvers.relaxation import Relaxation

_BEST_SHARE = 0.6  # of the time, for the repair that disturbs least; the other kinds share the rest


Report = Callable[[Progress], None]


@dataclass(frozen=True)
class Repair:
    """One way to repair a schedule. schedule: None where there is none of the kind, or none was found in the time.

    clashes: why no repair is possible, in words.
    """

    kind: Kind
    status: Status
    schedule: Schedule | None
    notices: tuple[str, ...] = ()
    clashes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rescheduled:
    """What comes of changes. changes: with all they entail. instance: the effective one, by which repairs are judged.

    The first repair disturbs least of all; the others are the best of their kind.
    """

    changes: tuple[Change, ...]
    instance: Instance
    repairs: tuple[Repair, ...]


Found = Callable[[Rescheduled], None]


def situation_after(
    instance: Instance, schedule: Schedule, changes: Sequence[Change]
) -> tuple[Instance, tuple[Change, ...]]:
    """The effective instance after more changes, and the changes with all they entail."""
    situation = Situation(instance, schedule)
    entailed = situation.entailed(changes)
    return for_repair(instance, schedule, entailed, situation.before(entailed)), entailed


def reschedule(
    instance: Instance,
    schedule: Schedule,
    changes: Sequence[Change],
    options: Options,
    report: Report = lambda _: None,
    *,
    other_kinds: bool = True,
    found: Found = lambda _: None,
    start: Schedule | None = None,
) -> Rescheduled:
    """The repairs of a schedule after changes, each of which `refusals.problems` has found nothing wrong with.

    other_kinds: without them only the first repair is sought, in all of the time. found: hears of all repairs so far
    whenever there is one more, and of the first also each time a better one is found. start: a repair known already.
    """
    effective, entailed = situation_after(instance, schedule, changes)
    model, repairs = Model(effective), list[Repair]()

    def so_far(*last: Repair) -> Rescheduled:
        named = tuple(
            replace(one, schedule=stamped(one.schedule, schedule, entailed, effective)) if one.schedule else one
            for one in (*repairs, *last)
        )
        return Rescheduled(entailed, effective, named)

    def heard(now: Progress) -> None:
        if now.schedule is not None and not repairs:
            found(so_far(Repair(kind_of(effective, now.schedule), Status.FEASIBLE, now.schedule)))
        report(replace(now, schedule=None, seconds=options.elapsed))

    start = start or what_remains(model, schedule)
    for one in _repairs(model, start, options, heard, other_kinds):
        repairs.append(one)
        found(so_far())
    return so_far()


def _repairs(
    model: Model, start: Schedule | None, options: Options, report: Report, other_kinds: bool
) -> Iterator[Repair]:
    best = repair(model, options.share(_BEST_SHARE if other_kinds else 1.0), start, report)
    if best.schedule is None:
        yield _none(model, options, best)
        return
    kind = kind_of(model.instance, best.schedule)
    yield Repair(kind, best.status, best.schedule, best.notices)
    if kind in (Kind.NOTHING, Kind.END) or not other_kinds:
        return
    others = [each for each in (Kind.MOVE, Kind.SWAP, Kind.VACANT, Kind.RESERVE) if each != kind]
    if options.means.cluster:
        yield from _side_by_side(model.instance, best.schedule, others, options, report)
        return
    for n, other in enumerate(others):
        report(Progress(0.0, f"repairs that {other}"))
        yield _of_kind(model, best.schedule, other, options.share(1 / (len(others) - n)), report)


def _of_kind(model: Model, best: Schedule, kind: Kind, options: Options, report: Report) -> Repair:
    """The best repair of one kind beside the best of all."""
    part = of_kind(model, kind, best)
    if part is None:
        return Repair(kind, Status.INFEASIBLE, None)
    found = repair(part, options, None, report, _bounds(best))
    return Repair(kind, found.status, _among(found.schedule, kind), found.notices)


def _side_by_side(
    effective: Instance, best: Schedule, kinds: Sequence[Kind], options: Options, report: Report
) -> Iterator[Repair]:
    """The same of several kinds, in their order, each in all of the time that is left."""
    each, heard = options.share(1.0).here(), Heard()
    found: dict[int, Repair] = {}
    said = 0
    for position, done in fan_out(
        best_of_kind,
        (effective, best, each),
        kinds,
        1,
        again=(effective, best, replace(each, safe=True)),
        limit_seconds=each.time_limit_seconds,
        tell=heard.tell,
        means=options.means,
    ):
        report(Progress(0.0, f"repairs that {kinds[position]}"))
        one = Repair(kinds[position], Status.UNKNOWN, None) if isinstance(done, Lost) else judged_by(done, effective)
        found[position] = replace(one, notices=(*heard.notices, *one.notices))
        while said in found:
            yield found[said]
            said += 1


def best_of_kind(shared: tuple[Instance, Schedule, Options], kind: Kind) -> Repair:
    """The work of a process: the best repair of one kind."""
    effective, best, options = shared
    return _of_kind(Model(effective), best, kind, options.again(), lambda _: None)


def _none(model: Model, options: Options, found: Outcome) -> Repair:
    """No repair at all; where none is possible, what clashes, as `solve` says it of a schedule."""
    impossible = found.status == Status.INFEASIBLE
    words = clashes(model, Relaxation(model), options) if impossible else ()
    return Repair(Kind.NOTHING, found.status, None, found.notices, words)


def _among(found: Schedule | None, kind: Kind) -> Schedule | None:
    """A repair whose certificate says that it knows only of others of its kind."""
    if found is None or found.certificate is None:
        return found
    certificate = found.certificate.model_copy(update={"among": f"repairs that {kind}"})
    return found.model_copy(update={"certificate": certificate})


def _bounds(best: Schedule) -> dict[str, int]:
    """What no repair betters in the counting goals, of whatever kind, as long as those before it are as in the best."""
    goals = best.certificate.goals if best.certificate is not None else ()
    proven = takewhile(lambda result: result.goal in ONLY_LOSSES and result.is_agreed, goals)
    return {result.goal: result.bound for result in proven}


def judged_by(found: Repair, effective: Instance) -> Repair:
    """A repair that another machine has found: its certificate says which instance it is of, with every word of it."""
    if found.schedule is None or found.schedule.certificate is None:
        return found
    certificate = found.schedule.certificate.model_copy(update={"instance_sha256": instance_sha256(effective)})
    return replace(found, schedule=found.schedule.model_copy(update={"certificate": certificate}))


def stamped(found: Schedule, schedule: Schedule, changes: tuple[Change, ...], effective: Instance) -> Schedule:
    """A repair as the next version: with its changes, its states, what was before it, and what people were told."""
    states = tuple(_states_after(effective, found))
    return found.model_copy(
        update={
            "states": states,
            "changes": (*schedule.changes, *changes),
            "before": effective.before,
            "told": schedule.told,
        }
    )


def _states_after(effective: Instance, found: Schedule) -> Iterator[ReviewStates]:
    before = effective.before
    assert before is not None
    for planned in found.reviews:
        old = before.planned_by_review.get(planned.review, PlannedReview(review=planned.review))
        states = before.states_of(planned.review)
        if planned == old and planned.review not in before.states_by_review:
            continue
        if planned.slot is None:
            continue
        moved = planned.slot != old.slot
        slot = State.OFFERED if moved else states.slot
        lead = State.OFFERED if moved or planned.lead != old.lead else states.lead
        new = {one: State.OFFERED for one in planned.reviewers if moved or one not in old.reviewers}
        kept = {one: state for one, state in states.reviewers.items() if one in planned.reviewers and one not in new}
        left = effective.review_by_id[planned.review].left_by
        stays = {"slot": not moved, "lead": not moved and planned.lead == old.lead}
        yield ReviewStates(
            review=planned.review,
            slot=slot,
            lead=lead,
            reviewers={**kept, **new},
            pins=tuple(pin for pin in states.pins if stays.get(pin, pin in planned.reviewers and pin not in new)),
            booked=tuple(one for one in states.booked if one in planned.people and one in old.people and not moved),
            absent={} if moved else states.absent_of({*planned.people, *left}),
        )
