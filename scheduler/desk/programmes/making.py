"""Groups made and written, checked, to a file. See `qa-scheduler solve`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.problem import InvalidInput
from models.programmes.groups import Groups
from models.programmes.instance import ProgrammeInstance
from models.schedule import Status
from scheduler.checking import NotTrue
from scheduler.desk.doing.ends import Impossible, NotFound, Nothing, Untrue
from scheduler.desk.programmes.judging import ending
from scheduler.desk.programmes.showing import overview
from scheduler.programmes import programme_of
from scheduler.programmes.judging import certify
from scheduler.showing.table import Table, as_data
from scheduler.solvers.options import Options, Progress
from scheduler.storage import dumps, save
from scheduler.storage.kinds import Kind
from scheduler.storage.overwriting import refuse_overwriting

if TYPE_CHECKING:
    from scheduler.solving import Ended

Report = Callable[[Progress[Groups]], None]
Work = Callable[[Any, Options, Callable[[Any], None], Any], Any]


@dataclass(frozen=True)
class MadeGroups:
    """Groups that were made, and are in the file now. notices: what the user should know."""

    path: Path
    instance: ProgrammeInstance
    groups: Groups
    status: Status
    interrupted: bool
    notices: tuple[str, ...]

    @property
    def parts(self) -> tuple[Table | str, ...]:
        """What they come to, and how the search ended."""
        return *overview(self.instance, self.groups), self.ended

    @property
    def ended(self) -> str:
        """How the search ended."""
        return ending(self.status, self.groups.certificate, interrupted=self.interrupted)

    def as_data(self) -> dict[str, Any]:
        """The same for machines."""
        certificate = self.groups.certificate
        return {
            "status": self.status,
            "interrupted": self.interrupted,
            "written": str(self.path),
            "certificate": certificate.model_dump(mode="json") if certificate else None,
            "overview": as_data([part for part in self.parts if isinstance(part, Table)]),
            "notices": list(self.notices),
        }


def solve(
    instance: ProgrammeInstance, path: Path, options: Options, report: Report = lambda _: None, *, source: str = ""
) -> MadeGroups:
    """Make groups, in a child process, and write them, checked, to a file.

    source: the file, or name, of the instance, which is not written over.

    Raises:
        InvalidInput: the file cannot be written, or something would be lost in its place.
        Impossible: it is proven that there are none.
        NotFound: none were found in the time.
        Untrue: what was found does not pass the checks.
    """
    from scheduler.programmes.solving import search

    refuse_overwriting(path, Kind.GROUPS, [source])
    found = made_in_child(search, instance, instance, options, report)
    save(path, dumps(found.groups))
    return replace(found, path=path)


def made_in_child(work: Work, task: Any, instance: ProgrammeInstance, options: Options, report: Report) -> MadeGroups:
    """Groups that a child has made, and that pass the checks; they are in no file yet.

    work, task: what the child does, and of what. instance: by which they are judged.

    Raises:
        InvalidInput: it has more decisions than can be held.
        Impossible, NotFound, Untrue: as of `solve`.
    """
    from scheduler.solving import in_child

    unit = programme_of(instance)
    in_force = unit.in_force(instance.policy)
    if problems := list(unit.too_large(instance, [rule for rule in unit.rules if rule.id in in_force])):
        raise InvalidInput(problems, instance.name)
    ended = in_child(work, task, options, report)
    found = ended.result.schedule if ended.whole else ended.result
    notices = (*ended.notices, *(ended.result.notices if ended.whole else ()))
    if found is None:
        raise _nothing(ended, notices)
    certificate = found.certificate.model_copy(update={"interrupted": ended.interrupted})
    made = found.model_copy(update={"certificate": certificate})
    try:
        certify(programme_of(instance), instance, made)
    except NotTrue as error:
        said = "The groups found do not pass the checks, so they were not written:"
        raise Untrue(said, error.reasons, notices) from None
    return MadeGroups(Path(), instance, made, certificate.status, ended.interrupted, notices)


def _nothing(ended: "Ended", notices: tuple[str, ...]) -> Nothing:
    status = ended.result.status if ended.whole else Status.UNKNOWN
    said = ending(status, None, interrupted=ended.interrupted)
    kind = Impossible if status == Status.INFEASIBLE else NotFound
    nothing = kind(said, ended.result.clashes if ended.whole else (), notices, interrupted=ended.interrupted)
    nothing.status = status
    return nothing
