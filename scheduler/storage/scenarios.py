"""Scenarios from files of changes, or from single changes written as JSON."""

from collections.abc import Sequence
from pathlib import Path

from models.instance import Instance
from models.problem import InvalidInput, Problem
from models.schedule import Schedule
from scheduler.changes.kinds import in_words
from scheduler.changes.refusals import problems
from scheduler.repairs.scenarios import Scenario
from scheduler.storage.changes import load_changes

SCENARIO_ENDING = ".changes.json"
"""What a scenario's file ends in where it is kept in a term's folder; its name is what stands before."""


def scenario_name(path: Path) -> str:
    """What a scenario in a file is called beside others."""
    return path.name.removesuffix(SCENARIO_ENDING) if path.name.endswith(SCENARIO_ENDING) else path.stem


def load_scenarios(sources: Sequence[str], instance: Instance, schedule: Schedule) -> tuple[Scenario, ...]:
    """The scenarios that the sources stand for, one each; a file with several changes is one scenario.

    Raises:
        InvalidInput: with every problem found in all of them, also what does not fit the instance and the schedule.
    """
    found: list[Scenario] = []
    wrong: list[Problem] = []
    for number, source in enumerate(sources, 1):
        is_text = source.lstrip().startswith("{")
        place = f"scenario {number}" if is_text else source
        try:
            changes = load_changes([source])
        except InvalidInput as error:
            wrong += [_in(place, problem) if is_text else problem for problem in error.problems]
            continue
        wrong += problems(instance, schedule, changes, f"{place} $")
        said = "; ".join(in_words(change) for change in changes)
        found.append(Scenario(said if is_text else scenario_name(Path(source)), changes))
    if wrong:
        raise InvalidInput(wrong)
    return tuple(found)


def _in(place: str, problem: Problem) -> Problem:
    return problem.model_copy(update={"where": f"{place} {problem.where}"})
