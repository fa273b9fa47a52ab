"""A plan made anew beside the one there is: found first, looked at, and only then kept or saved by another name."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.instance import Instance
from models.problem import InvalidInput, Problem
from models.schedule import Schedule
from scheduler.changes.differences import differences
from scheduler.changes.effective_instance import keeping, with_states_of
from scheduler.desk.doing.ends import Unfit
from scheduler.desk.doing.plans import certify
from scheduler.desk.doing.solving import Report, find
from scheduler.plan import Plan
from scheduler.showing.changed.repairs import differing
from scheduler.showing.reports import ending
from scheduler.showing.summary import overview
from scheduler.showing.table import Table
from scheduler.solvers.options import Options, Outcome
from scheduler.storage import dumps
from scheduler.storage.files import save_new
from scheduler.storage.overwriting import refuse_history
from scheduler.storage.versions import commit

_REPAIRED = "it was repaired after changes, which solve does not know. Reschedule it."
_WORKED_ON = "a plan that was marked, repaired, or told to people, which moves only by repairs"


@dataclass(frozen=True)
class Renewed:
    """A schedule that was made, and has passed the checks; it is in no file yet.

    instance: by which it is judged. old: the plan that it stands beside; None where there is none. fills: whether it is
    the old plan with what was open filled.
    """

    instance: Instance
    outcome: Outcome
    schedule: Schedule
    old: Schedule | None = None
    fills: bool = False

    @property
    def parts(self) -> tuple[Table | str, ...]:
        """What it comes to, and how the search ended."""
        ended, certificate = self.outcome, self.schedule.certificate
        said = ending(ended.status, certificate, self.instance.policy, interrupted=ended.interrupted)
        return said, *overview(Plan(self.instance, self.schedule))

    @property
    def differences(self) -> Iterator[Table | str]:
        """What differs from the old plan, by review and by person."""
        if self.old is not None:
            yield from differing(*differences(self.old, self.schedule), self.instance.policy.slot)

    @property
    def why_no_version(self) -> str:
        """Why it cannot become the old plan's next version: what that is; empty where it can."""
        old = self.old
        worked_on = old is not None and (old.changes or old.states or old.told)
        return _WORKED_ON if worked_on and not self.fills else ""


def renew(
    instance: Instance,
    options: Options,
    report: Report = lambda _: None,
    old: Schedule | None = None,
    *,
    fills: bool = False,
) -> Renewed:
    """Make a schedule of an instance, as `solving.solve` does, and write it nowhere.

    old: the plan that is there. fills: whatever it says stays, unless its states call it a draft.

    Raises:
        InvalidInput: the instance is too large to be solved at once.
        Unfit: what is to be filled was repaired after changes.
        Impossible, NotFound: see `solving.find`.
        Untrue: what was found does not pass the checks.
    """
    if fills and old is not None and old.changes:
        raise Unfit(f"The plan cannot be filled: {_REPAIRED}")
    facts = keeping(instance, old) if fills and old is not None else instance
    outcome, found = find(facts, options, report)
    made = with_states_of(old, found) if fills and old is not None else found
    certify(facts, made, "The schedule found does not pass the checks, so it is not shown:", outcome.notices)
    return Renewed(facts, outcome, made, old, fills)


def keep_as_version(path: Path, expected: str, made: Renewed, by: str = "") -> None:
    """Make it the next version of the plan in a file; its history keeps the one before.

    expected: the file's text beside which it was made.

    Raises:
        InvalidInput: people count on the plan that is there; the file has another text by now, or cannot be written.
            Nothing is changed.
    """
    if made.why_no_version:
        expected_plan = "a plan that nothing was done with yet"
        remedy = "Save it by another name, or solve again and let what is planned stay."
        raise InvalidInput([Problem(where=path.name, value=made.why_no_version, expected=expected_plan, remedy=remedy)])
    commit(path, expected, dumps(made.schedule), "filled: solve --keep" if made.fills else "planned anew: solve", by=by)


def save_by_another_name(path: Path, made: Renewed) -> None:
    """Write it to a file that is not there yet.

    Raises:
        InvalidInput: the file is there, or cannot be written.
    """
    refuse_history(path)
    save_new(path, dumps(made.schedule))
