"""Repairs of a plan after changes: found and kept beside the plan, then one of them made. See `reschedule`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from models.change import Change
from models.history import Proposal, Proposals
from models.instance import Instance
from models.problem import InvalidInput
from models.schedule import Schedule, Status
from scheduler.changes.effective_instance import effective
from scheduler.changes.kinds import reason
from scheduler.changes.refusals import problems
from scheduler.desk.doing.ends import Impossible, NotFound, Unfit
from scheduler.desk.doing.plans import Version, certify, read_plan
from scheduler.desk.folder import Settings, called
from scheduler.repairs import in_child
from scheduler.showing.changed.calls import price_of_calls
from scheduler.showing.changed.repairs import listed_options, side_by_side, who_to_tell
from scheduler.showing.table import Table
from scheduler.solvers.options import Options
from scheduler.solving import Report
from scheduler.storage import dumps, save
from scheduler.storage.proposals import proposals_for, proposals_path, withdraw_proposals
from scheduler.storage.versions import commit, text_sha256, troubles

if TYPE_CHECKING:
    from scheduler.repairs.levels import Front
    from scheduler.repairs.rescheduling import Rescheduled

HINT = "Ctrl-C keeps the repairs found so far."
STOPPED = "Interrupted: these repairs were found so far, and others were not sought."
PRICES_HINT = "Ctrl-C keeps what is known of the price of one more call."
PRICES_STOPPED = "Interrupted: this is what was known of the price of one more call."


@dataclass(frozen=True)
class Found:
    """Repairs that were found, all of which pass the checks; the first one's schedule is there.

    interrupted: whether the search was stopped, so that some kinds may be missing. notices: what the user should know.
    """

    done: "Rescheduled"
    interrupted: bool
    notices: tuple[str, ...]

    @property
    def best(self) -> Schedule:
        """The repair that disturbs least."""
        first = self.done.repairs[0].schedule
        assert first is not None
        return first


@dataclass(frozen=True)
class Proposed(Found):
    """Repairs that now stand beside the plan. sha256: of the version of the plan they repair: see `apply`."""

    path: Path
    sha256: str
    repairs: tuple[Proposal, ...]

    def parts(self, *, listed: bool = False) -> tuple[Table, ...]:
        """The repairs and who must be told of the first. listed: a repair a row instead of a column."""
        shown = (listed_options if listed else side_by_side)(self.done.instance, self.repairs)
        return shown, who_to_tell(self.done.instance, self.best)

    def following(self, instance: str, settings: Settings | None) -> str:
        """What may be done next, in words. instance: as commands name it."""
        again = called(settings, "reschedule", instance, str(self.path), "--apply", "1")
        return f"Nothing is changed yet. Next: {again}  (or another number)"


@dataclass(frozen=True)
class Priced:
    """What one more call saves, and the next. Its repairs stand beside the plan, too, after those that were proposed.

    front: None where nothing was known before the search ended. numbers: of its repairs, as `apply` takes them. more:
    how much more than the first they were to count.
    """

    instance: Instance
    front: "Front | None"
    numbers: tuple[int, ...]
    more: int
    interrupted: bool
    notices: tuple[str, ...]

    def parts(self) -> tuple[Table | str, ...]:
        """The front, and each count in a sentence."""
        if self.front is None:
            return ("What one more call saves was not found.",)
        return price_of_calls(self.instance, self.front, self.numbers, self.more)


@dataclass(frozen=True)
class Applied:
    """A repair that was made: the plan's file has it now. instance: the effective one. sha256: of the new version."""

    path: Path
    instance: Instance
    schedule: Schedule
    sha256: str
    notices: tuple[str, ...]

    @property
    def parts(self) -> tuple[Table, ...]:
        """Who must be told."""
        return (who_to_tell(self.instance, self.schedule),)

    def following(self, settings: Settings | None) -> str:
        """What was done and how it is taken back, in words."""
        undo = called(settings, "undo", str(self.path))
        return f"Written to {self.path}; its history keeps the version before. To take it back: {undo}"


def refuse_unfit(instance: Instance, schedule: Schedule, changes: Sequence[Change]) -> None:
    """Raises InvalidInput with all that does not fit in changes."""
    if wrong := problems(instance, schedule, changes):
        raise InvalidInput(wrong)


def find(
    instance: Instance,
    schedule: Schedule,
    changes: Sequence[Change],
    options: Options,
    report: Report = lambda _: None,
) -> Found:
    """The repairs of a schedule after changes, with which nothing is wrong, sought in a child.

    Raises:
        Impossible: it is proven that there is none.
        NotFound: none was found in the time.
        Untrue: one does not pass the checks.
    """
    ended = in_child.reschedule_in_child(instance, schedule, changes, options, report)
    first = None if ended.found is None else ended.found.repairs[0]
    if ended.found is None or first is None or first.schedule is None:
        if first is not None and first.status == Status.INFEASIBLE:
            raise Impossible("No repair is possible.", first.clashes, ended.notices, interrupted=ended.interrupted)
        said = "No repair was found. Nothing was changed."
        raise NotFound(said, first.clashes if first else (), ended.notices, interrupted=ended.interrupted)
    refuse_untrue(ended.found, ended.notices)
    return Found(ended.found, ended.interrupted, ended.notices)


def refuse_untrue(done: "Rescheduled", notices: Sequence[str] = ()) -> None:
    """No repair is shown that the checks do not accept: raises `Untrue`."""
    said = "A repair found does not pass the checks, so none is shown:"
    for one in done.repairs:
        if one.schedule is not None:
            certify(done.instance, one.schedule, said, notices)


def propose(
    instance: Instance,
    path: Path,
    changes: Sequence[Change],
    options: Options,
    report: Report = lambda _: None,
    expected_sha256: str | None = None,
) -> Proposed:
    """Find the repairs of the plan in a file after changes, and put them beside it. Nothing of the plan is changed.

    instance: as it was before any change. expected_sha256: of the version of the plan that is meant.

    Raises:
        InvalidInput: something is not what it should be, or another version is there.
        Impossible, NotFound, Untrue: see `find`. What the run before had found can be applied no more then.
    """
    then = read_plan(instance, path, expected_sha256)
    refuse_unfit(instance, then.schedule, changes)
    withdraw_proposals(path, then.text)
    return put_beside(instance, then, find(instance, then.schedule, changes, options, report))


def put_beside(instance: Instance, then: Version, found: Found) -> Proposed:
    """Let repairs of this version of a plan stand beside it, in place of those of the last run."""
    repairs = tuple(Proposal(kind=one.kind, status=one.status, schedule=one.schedule) for one in found.done.repairs)
    proposals = Proposals(
        instance=instance.name, schedule_sha256=then.sha256, changes=found.done.changes, repairs=repairs
    )
    save(proposals_path(then.path), dumps(proposals))
    return Proposed(found.done, found.interrupted, found.notices, then.path, then.sha256, repairs)


def standing(instance: Instance, path: Path, expected_sha256: str | None = None) -> Proposed:
    """The repairs that stand beside the plan, as `propose` left them.

    Raises:
        InvalidInput: there are none, or they are of another version of the plan; or another is there by now.
    """
    from scheduler.repairs.kinds import Kind
    from scheduler.repairs.rescheduling import Repair, Rescheduled

    then = read_plan(instance, path, expected_sha256)
    kept = proposals_for(path, then.text, instance.name)
    first = _chosen(kept, 1).schedule
    assert first is not None
    repairs = tuple(Repair(Kind(one.kind), one.status, one.schedule) for one in kept.repairs)
    done = Rescheduled(kept.changes, effective(instance, first), repairs)
    return Proposed(done, False, (), path, then.sha256, kept.repairs)


def price_calls(
    instance: Instance,
    proposed: Proposed,
    more: int,
    options: Options,
    report: Report = lambda _: None,
    found: "Callable[[Front], None]" = lambda _: None,
) -> Priced:
    """Say what is saved by repairs that count a little more than the first of those that `propose` has found.

    instance: as it was before any change. more: how much more they count at most. found: hears of all that is known
    whenever it is more.

    Raises:
        Unfit: the policy's goals stand so that there is no such price.
        InvalidInput: the plan is another by now, or its repairs are.
        Untrue: a repair does not pass the checks.
    """
    from scheduler.repairs.front import has_front
    from scheduler.repairs.kinds import kind_of

    effective = proposed.done.instance
    if not has_front(effective):
        raise Unfit("needs a policy whose last goal is quality, right after change-kept-small, and exact goals before.")
    ended = in_child.front_in_child(effective, proposed.best, more, options, report, found)
    repairs, numbers = list(proposed.repairs), list[int]()
    for schedule in () if ended.front is None else ended.front.repairs:
        certify(effective, schedule, "A repair found does not pass the checks, so none is shown:", ended.notices)
        if schedule != proposed.best:
            repairs.append(_proposal(kind_of(effective, schedule), schedule))
        numbers.append(1 if schedule == proposed.best else len(repairs))
    then = read_plan(instance, proposed.path, proposed.sha256)
    kept = proposals_for(proposed.path, then.text, instance.name)
    save(proposals_path(proposed.path), dumps(kept.model_copy(update={"repairs": tuple(repairs)})))
    return Priced(effective, ended.front, tuple(numbers), more, ended.interrupted, ended.notices)


def _proposal(kind: str, schedule: Schedule) -> Proposal:
    assert schedule.certificate is not None
    return Proposal(kind=kind, status=schedule.certificate.status, schedule=schedule)


def apply(instance: Instance, path: Path, number: int, by: str = "", expected_sha256: str | None = None) -> Applied:
    """Make one of the repairs that `propose` has put beside the plan: a new version, whose history keeps the old one.

    number: from 1, as they are listed. by: who makes it. expected_sha256: of the version of the plan that is meant.

    Raises:
        InvalidInput: there are no repairs, or they are of another version of the plan; or another is there by now.
        Unfit: there is no repair of this number.
        Untrue: it does not pass the checks.
    """
    then = read_plan(instance, path, expected_sha256)
    proposals = proposals_for(path, then.text, instance.name)
    chosen = _chosen(proposals, number)
    assert chosen.schedule is not None
    judged = effective(instance, chosen.schedule)
    certify(judged, chosen.schedule, "The repair does not pass the checks:")
    assert judged.before is not None
    why = "; ".join(reason(change) for change in proposals.changes)
    what, notice, text = f"repaired: {chosen.kind}", judged.before.notice, dumps(chosen.schedule)
    commit(path, then.text, text, what, notice, why, proposals.changes, by=by)
    return Applied(path, judged, chosen.schedule, text_sha256(text), troubles(path))


def _chosen(proposals: Proposals, number: int) -> Proposal:
    there = [n for n, one in enumerate(proposals.repairs, 1) if one.schedule is not None]
    if number not in there:
        raise Unfit(f"There is no repair {number} to apply. There are: {', '.join(map(str, there))}.")
    return proposals.repairs[number - 1]
