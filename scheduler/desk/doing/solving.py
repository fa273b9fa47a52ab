"""A schedule made and written, checked, to a plan's file. See `qa-scheduler solve`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.instance import Instance
from models.schedule import Schedule, Status
from scheduler.changes.effective_instance import keeping, with_states_of
from scheduler.desk.doing.ends import Impossible, NotFound, Nothing, Unfit
from scheduler.desk.doing.plans import certify
from scheduler.desk.folder import Settings, called
from scheduler.plan import Plan
from scheduler.showing.reports import ending
from scheduler.showing.summary import overview
from scheduler.showing.table import Table, as_data
from scheduler.solvers.options import Options, Outcome, Progress
from scheduler.storage import dumps, load_schedule, save
from scheduler.storage.files import check_can_save
from scheduler.storage.histories import history_path
from scheduler.storage.kinds import Kind
from scheduler.storage.overwriting import refuse_history, refuse_overwriting, refuse_same
from scheduler.storage.versions import commit, read_version, text_sha256, troubles

Report = Callable[[Progress], None]


@dataclass(frozen=True)
class Solved:
    """A schedule that was made, and is in the plan's file now. instance: by which it is judged.

    sha256: of the plan's new version. notices: what the user should know.
    """

    path: Path
    instance: Instance
    outcome: Outcome
    schedule: Schedule
    sha256: str
    notices: tuple[str, ...]

    @property
    def figures(self) -> list[Table | str]:
        """What it comes to."""
        return list(overview(Plan(self.instance, self.schedule)))

    @property
    def parts(self) -> tuple[Table | str, ...]:
        """What it comes to, and how the search ended."""
        ended, certificate = self.outcome, self.schedule.certificate
        return *self.figures, ending(ended.status, certificate, self.instance.policy, interrupted=ended.interrupted)

    def as_data(self) -> dict[str, Any]:
        """The same for machines."""
        certificate = self.schedule.certificate
        return {
            "status": self.outcome.status,
            "interrupted": self.outcome.interrupted,
            "written": str(self.path),
            "certificate": certificate.model_dump(mode="json") if certificate else None,
            "overview": as_data(self.figures),
            "notices": list(self.outcome.notices),
        }

    def following(self, instance: str, settings: Settings | None) -> str:
        """What was done and what may be done next, in words. instance: as commands name it."""
        again = called(settings, "show", instance, str(self.path), "--by", "week")
        done = f"Written to {self.path}. Every rule was checked and every goal recounted before."
        return f"{done}\nNext: {again}  (or --by school, reviewer, lead, hub)"


def refuse_output(output: Path, keep: Path | None, reads: Iterable[str | Path | None]) -> None:
    """Refuse, before anything is done, a file in whose place something would be lost. See `refuse_overwriting`.

    reads: every other file that is read.
    """
    if not _fills(output, keep):
        refuse_overwriting(output, Kind.SCHEDULE, [*reads, keep])
        return
    check_can_save(output)
    refuse_same(output, reads)
    refuse_same(history_path(output), reads)


def _fills(output: Path, keep: Path | None) -> bool:
    """Whether what a plan leaves open is filled, which is its next version."""
    return keep is not None and keep.resolve() == output.resolve()


def find(instance: Instance, options: Options, report: Report = lambda _: None) -> tuple[Outcome, Schedule]:
    """The best schedule of an instance that was found, sought in a child.

    Raises:
        InvalidInput: it is too large to be solved at once.
        Impossible: it is proven that there is none.
        NotFound: none was found in the time.
    """
    from scheduler.solving import solve_in_child

    outcome = solve_in_child(instance, options, report)
    if outcome.schedule is None:
        raise _nothing(instance, outcome)
    return outcome, outcome.schedule


def _nothing(instance: Instance, outcome: Outcome) -> Nothing:
    said = ending(outcome.status, None, instance.policy, interrupted=outcome.interrupted)
    kind = Impossible if outcome.status == Status.INFEASIBLE else NotFound
    nothing = kind(said, outcome.clashes, outcome.notices, interrupted=outcome.interrupted)
    nothing.status = outcome.status
    return nothing


def solve(
    instance: Instance,
    path: Path,
    options: Options,
    report: Report = lambda _: None,
    *,
    keep: Path | None = None,
    by: str = "",
    expected_sha256: str | None = None,
) -> Solved:
    """Make a schedule and write it, checked, to a file. See `refuse_output`, which is asked before.

    keep: a schedule whose every word stays, unless its states call it a draft; where it is the same file, what it
    leaves open is filled, as its next version. expected_sha256: of the version of the file that is meant.

    Raises:
        InvalidInput: the file cannot be written, or is another version by now; or the one to keep is wrong.
        Unfit: the one to keep was repaired after changes.
        Impossible, NotFound: see `find`.
        Untrue: what was found does not pass the checks.
    """
    fills = _fills(path, keep)
    now = read_version(path, expected_sha256) if fills or expected_sha256 is not None else ""
    kept = _to_keep(instance, keep) if keep is not None else None
    facts = keeping(instance, kept) if kept is not None else instance
    outcome, found = find(facts, options, report)
    made = with_states_of(kept, found) if kept is not None else found
    said = "The schedule found does not pass the checks, so it was not written:"
    certify(facts, made, said, outcome.notices)
    text = dumps(made)
    if fills:
        commit(path, now, text, "filled: solve --keep", by=by)
    else:
        refuse_history(path)  # somebody may have published it meanwhile
        if expected_sha256 is not None:
            read_version(path, expected_sha256)
        save(path, text)
    more = troubles(path) if fills else ()
    return Solved(path, facts, outcome, made, text_sha256(text), (*outcome.notices, *more))


def _to_keep(instance: Instance, path: Path) -> Schedule:
    schedule = load_schedule(path, instance)
    if schedule.changes:
        raise Unfit(f"{path}: it was repaired after changes, which solve does not know. Reschedule it.")
    return schedule
