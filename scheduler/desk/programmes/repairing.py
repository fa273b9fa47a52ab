"""Groups repaired after changes, so that the fewest schools and people are told something new. See `reschedule`."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.change import Change
from models.problem import InvalidInput, Problem
from models.programmes.groups import Groups
from models.programmes.instance import ProgrammeInstance
from scheduler.desk.programmes.judging import judged
from scheduler.desk.programmes.making import MadeGroups, made_in_child
from scheduler.desk.programmes.showing import worded
from scheduler.programmes import programme_of
from scheduler.programmes.changing import effective, problems, repairing
from scheduler.programmes.joined import Joined
from scheduler.programmes.telling import told
from scheduler.showing.table import Table
from scheduler.solvers.options import Options, Progress
from scheduler.storage import dumps, save
from scheduler.storage.kinds import Kind
from scheduler.storage.overwriting import refuse_overwriting

Report = Callable[[Progress[Groups]], None]


@dataclass(frozen=True)
class RepairedGroups(MadeGroups):
    """Groups after changes, in their file. names: by id, also of who has left."""

    names: dict[str, str]

    @property
    def parts(self) -> tuple[Table | str, ...]:
        """Who must be told what, the goals, and how the search ended."""
        goals = judged(self.instance, self.groups).goals
        return *who_is_told(self.instance, self.groups, self.names), goals, self.ended


def reschedule(
    instance: ProgrammeInstance,
    made: Groups,
    changes: Sequence[Change],
    path: Path,
    options: Options,
    report: Report = lambda _: None,
    *,
    reads: Sequence[str | Path] = (),
) -> RepairedGroups:
    """Repair groups after changes and write them, checked, to a file. instance: as it was before any change.

    Raises:
        InvalidInput: a change does not fit, or the file cannot be written.
        Impossible, NotFound, Untrue: as of `making.solve`.
    """
    from scheduler.programmes.solving import search_repair

    if stands := programme_of(instance).stands:
        expected = "a programme whose groups are repaired"
        raise InvalidInput(
            [Problem(where="$.programme", value=repr(instance.programme), expected=expected, remedy=stands)]
        )
    refuse_overwriting(path, Kind.GROUPS, reads)
    now = effective(instance, made.changes)
    wrong = list(problems(now, changes))
    if wrong:
        raise InvalidInput(wrong)
    after = repairing(instance, made, changes)
    found = made_in_child(search_repair, (after, made), after, options, report)
    groups = found.groups.model_copy(update={"changes": (*made.changes, *changes), "told": made.told})
    save(path, dumps(groups))
    names = {**after.name_by_id, **instance.name_by_id}
    done = replace(found, path=path, groups=groups, instance=after)
    return RepairedGroups(**vars(done), names=names)


def who_is_told(instance: ProgrammeInstance, groups: Groups, names: dict[str, str]) -> Iterator[Table | str]:
    """Who must be told what: the lines that are gone and those that are new."""
    joined = Joined(instance, groups, names)
    changed = told(joined)
    if changed:
        yield f"{len(changed)} must be told something new."
    else:
        yield "Nobody must be told anything."
    rows = tuple(
        (joined.name(one), tuple(worded(joined, gone)), tuple(worded(joined, new)))
        for one, (gone, new) in changed.items()
    )
    if rows:
        yield Table("told", "Who must be told", ("Who", "No more", "Now"), rows)
