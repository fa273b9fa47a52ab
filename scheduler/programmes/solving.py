"""Making a programme's groups: the search of schedules, over a programme's columns."""

from collections.abc import Callable
from typing import Any

from models.programmes.groups import Groups
from models.programmes.instance import ProgrammeInstance
from models.schedule import Status
from scheduler.programmes import programme_of
from scheduler.programmes.groups_first import GroupsFirst
from scheduler.programmes.model import GroupModel
from scheduler.search.lexicographic import GoalByGoal
from scheduler.solvers.options import Options, Outcome, Progress

_MANY_DATES = 20_000  # from so many columns of dates on, a relaxation of everything is slower than what it adds
_SHARE = 0.4  # of the time, for groups first where everything together can be searched after it

Report = Callable[[Progress[Groups]], None]


def solve(
    instance: ProgrammeInstance, options: Options, report: Report = lambda _: None, start: Groups | None = None
) -> Outcome[Groups]:
    """The best groups for an instance, and what is proven about them. Runs in this process."""
    model = GroupModel(programme_of(instance), instance)
    dates = len(model.columns.dated)
    if dates > _MANY_DATES:
        return GroupsFirst(model, options, report).run(start)
    if not dates:
        return GoalByGoal(model, options, report).run(start)
    first = GroupsFirst(model, options.share(_SHARE), report).run(start)
    if first.status == Status.OPTIMAL:
        return first
    everything = GroupModel(programme_of(instance), instance)
    return GoalByGoal(everything, options, report).run(first.schedule or start)


def repair(
    instance: ProgrammeInstance, made: Groups, options: Options, report: Report = lambda _: None
) -> Outcome[Groups]:
    """The groups that tell the fewest something new. instance: after the changes; see `changing.repairing`."""
    model = GroupModel(programme_of(instance), instance, repairs=made)
    return GoalByGoal(model, options, report).run(made)


def search(
    task: ProgrammeInstance, options: Options, send: Callable[[Any], None], kept: Groups | None
) -> Outcome[Groups]:
    """The work of a child; see `scheduler.solving`."""
    return solve(task, options, send, kept)


def search_repair(
    task: tuple[ProgrammeInstance, Groups], options: Options, send: Callable[[Any], None], kept: Groups | None
) -> Outcome[Groups]:
    """The same of a repair."""
    return repair(*task, options, send)
