"""The front door for programs: what the commands solve, check, reschedule and explain do, as functions.

They are imported from `scheduler` itself, call what the commands call, and write no files. A search runs in a process
of its own: Ctrl-C, SIGTERM and the time limit end it and keep the best, which has passed the checks.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.base import Fact
from models.change import Change
from models.instance import Instance
from models.schedule import Schedule, Status
from scheduler.changes.effective_instance import effective
from scheduler.changes.who_is_told import News, news
from scheduler.desk.doing import asking, repairing, solving
from scheduler.desk.doing.ends import Impossible, NotFound
from scheduler.desk.doing.plans import certify
from scheduler.desk.doing.switching import without_rules
from scheduler.desk.instances import load_instance
from scheduler.plan import Plan
from scheduler.processes.cores import cores
from scheduler.showing.printing import PIPED_WIDTH
from scheduler.showing.reports import Judgement, judge
from scheduler.showing.table import as_data, render
from scheduler.solvers.options import Options, Progress, repair_options, usual_seconds
from scheduler.storage import dumps, load_changes, parse_schedule
from scheduler.storage.files import read_text

__all__ = ["Answer", "Impossible", "NotFound", "Repair", "Repairs", "check", "explain", "reschedule", "solve"]

Report = Callable[[Progress], None]


@dataclass(frozen=True)
class Repair:
    """One way to repair a schedule. told: who must be told what, and why: people first, then hosts.

    kind: what it does, such as "swap people". status: "optimal" where nothing of its kind is better, "infeasible" where
    there is none of its kind. schedule: the next version of the schedule; None where none was found.
    """

    kind: str
    status: Status
    schedule: Schedule | None
    told: tuple[News, ...]


@dataclass(frozen=True)
class Repairs:
    """The repairs after changes: the first tells the fewest people, the others are the best of their kinds.

    changes: with all that they entail. interrupted: whether the search was stopped, so that some kinds may be missing.
    notices: what happened meanwhile, such as a crash that was survived.
    """

    repairs: tuple[Repair, ...]
    changes: tuple[Change, ...]
    interrupted: bool
    notices: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """An answer as data, a table for each key, and the same in words."""

    data: Mapping[str, Any]
    words: str


def solve(
    instance: Instance | str | Path,
    *,
    time_limit_seconds: float | None = None,
    workers: int | None = None,
    seed: int = 0,
    without: Iterable[str] = (),
    report: Report = lambda _: None,
) -> Schedule:
    """Make a schedule: a date, a lead and a team for every review, with a certificate of what is proven.

    Args:
        instance: An instance, or its file, or the name of a bundled one.
        time_limit_seconds: Stop after so long and keep the best. None: 120 for a term, 300 for a year, 900 beyond.
        workers: Parallel workers; None: one a core, at most 8.
        seed: Where chance begins.
        without: Ids of rules to switch off.
        report: Hears of progress.

    Returns:
        The best schedule found. It has passed the checks; its `certificate` says what is proven, goal by goal, and
        whether the search was interrupted.

    Raises:
        InvalidInput: The instance, or a rule, is not what it should be; with every problem.
        Impossible: It is proven that there is no schedule.
        NotFound: None was found in the time.

    Example:
        >>> schedule = solve("two-schools", time_limit_seconds=20)
        >>> schedule.certificate.status.value
        'optimal'
    """
    facts = without_rules(_instance(instance), tuple(without))
    seconds = usual_seconds(len(facts.reviews)) if time_limit_seconds is None else time_limit_seconds
    options = Options(time_limit_seconds=seconds, workers=workers or cores(), seed=seed)
    outcome, schedule = solving.find(facts, options, report)
    certify(facts, schedule, "The schedule found does not pass the checks:", outcome.notices)
    return schedule


def check(
    instance: Instance | str | Path, schedule: Schedule | str | Path, *, without: Iterable[str] = ()
) -> Judgement:
    """Check every rule and recount every goal of a schedule, also of one that was made by hand.

    Args:
        instance: An instance, or its file, or the name of a bundled one.
        schedule: A schedule, or its file.
        without: Ids of rules to switch off: their breaches do not count.

    Returns:
        A judgement. `passes` says whether all is well, `report` has the breaches, costs and values of goals, and
        `false_claims` what its certificate claims and the recount contradicts.

    Raises:
        InvalidInput: The instance or the schedule is not what it should be; with every problem.

    Example:
        >>> check("two-schools", solve("two-schools")).passes
        True
    """
    facts = without_rules(_instance(instance), tuple(without))
    made = _schedule(schedule, facts)
    return judge(effective(facts, made), made)


def reschedule(
    instance: Instance | str | Path,
    schedule: Schedule | str | Path,
    changes: Change | Mapping[str, Any] | Iterable[Change | Mapping[str, Any]],
    *,
    time_limit_seconds: float | None = 60.0,
    workers: int | None = None,
    report: Report = lambda _: None,
) -> Repairs:
    """Repair a schedule after changes so that the fewest people must be told something new.

    Args:
        instance: An instance, or its file, or the name of a bundled one: as it was before any change.
        schedule: A schedule, or its file. It is not changed.
        changes: One change or several, each a model of `models.change` or a mapping with the same keys.
        time_limit_seconds: Stop after so long and keep the best. None: no limit.
        workers: Parallel workers; None: one a core, at most 8.
        report: Hears of progress.

    Returns:
        The repairs, each with who must be told. The first one's schedule is there; each has passed the checks.

    Raises:
        InvalidInput: Something is not what it should be, or a change does not fit; with every problem.
        Impossible: It is proven that no repair is possible.
        NotFound: None was found in the time.

    Example:
        >>> ill = {"kind": "drop-out", "notice": "2018-09-03", "person": "R0001"}
        >>> best = reschedule("three-hubs", solve("three-hubs"), ill).repairs[0]
        >>> [one.who for one in best.told]  # doctest: +SKIP
        ['R0001', 'R0007']
    """
    facts = _instance(instance)
    made, asked = _schedule(schedule, facts), _changes(changes)
    repairing.refuse_unfit(facts, made, asked)
    options = repair_options(time_limit_seconds, workers)
    found = repairing.find(facts, made, asked, options, report)
    repairs = tuple(
        Repair(str(one.kind), one.status, one.schedule, news(found.done.instance, one.schedule) if one.schedule else ())
        for one in found.done.repairs
    )
    return Repairs(repairs, found.done.changes, found.interrupted, found.notices)


def explain(
    instance: Instance | str | Path, schedule: Schedule | str | Path, seat: str, person: str | None = None
) -> Answer:
    """Say why somebody is not in a seat, or of everybody whether they could be.

    Args:
        instance: An instance, or its file, or the name of a bundled one.
        schedule: A schedule, or its file.
        seat: REVIEW (its vacant seat, or any seat of its team), REVIEW/PERSON (that person's seat) or REVIEW/lead.
        person: Somebody's id; None: everybody.

    Returns:
        The answer in data and in words, with every rule that forbids it and every number.

    Raises:
        InvalidInput: Something is not what it should be, or there is no such seat or person.

    Example:
        >>> answer = explain("two-schools", solve("two-schools"), "review-ash/lead")
        >>> list(answer.data)  # doctest: +SKIP
        ['people']
    """
    facts = _instance(instance)
    made = _schedule(schedule, facts)
    plan = Plan(effective(facts, made), made)
    parts = asking.who(plan, asking.at(plan, seat, person), person).parts
    return Answer(as_data(parts), render(parts, PIPED_WIDTH))


# What is given in several ways


def _instance(given: Instance | str | Path) -> Instance:
    return given if isinstance(given, Instance) else load_instance(given)


def _schedule(given: Schedule | str | Path, instance: Instance) -> Schedule:
    """Read as a file is, so that one made by hand is looked at as closely."""
    text, source = (dumps(given), "") if isinstance(given, Schedule) else (read_text(Path(given)), str(given))
    return parse_schedule(text, instance, source)


def _changes(given: Change | Mapping[str, Any] | Iterable[Change | Mapping[str, Any]]) -> tuple[Change, ...]:
    several = [given] if isinstance(given, Mapping | Fact) else list(given)
    return load_changes(
        json.dumps(one, default=str) if isinstance(one, Mapping) else one.model_dump_json() for one in several
    )
