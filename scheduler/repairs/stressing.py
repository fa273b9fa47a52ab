"""Stress: cancellations as frequent as the network's, by hosts and reviewers, drawn before a schedule is published.

Each is repaired on its own, in the schedule as it is, so that what is proven of it holds whatever else is drawn.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

from models.change import CancelReview, Change, DropOut, PersonLeaves
from models.instance import Instance
from models.planned import PlannedReview, State
from models.policy import CHANGE_GOAL
from models.schedule import Certificate, Schedule, Status
from scheduler.changes.refusals import refuse_too_large_to_repair
from scheduler.changes.replaying import replay
from scheduler.changes.who_is_told import news, people_told
from scheduler.checking import NotTrue, certify
from scheduler.goals import ONLY_LOSSES
from scheduler.processes.child import Lost
from scheduler.processes.crew import Heard, fan_out
from scheduler.repairs.scenarios import best_repair
from scheduler.solvers.options import Options

Cancellation = CancelReview | DropOut
Run = tuple[Cancellation, ...]


@dataclass(frozen=True)
class Answer:
    """What the repair that disturbs least makes of a cancellation.

    proven: that no repair is better in any goal up to and with the people told; else nothing is said of it.
    people: told; None where there is no repair. unheld, seats, short: reviews, seats and commitments lost.
    newcomers: who comes and was in no team. notices: what the user should know.
    """

    proven: bool
    people: int | None = None
    unheld: int = 0
    seats: int = 0
    short: int = 0
    newcomers: frozenset[str] = frozenset()
    notices: tuple[str, ...] = ()

    @property
    def is_repaired(self) -> bool:
        """Whether it is proven that nothing is lost: no review, no seat, no commitment."""
        return self.proven and self.people is not None and not (self.unheld or self.seats or self.short)

    def tells_at_most(self, people: int) -> bool:
        """Whether it is repaired and at most so many people are told."""
        return self.is_repaired and self.people is not None and self.people <= people


@dataclass(frozen=True)
class Tried:
    """A cancellation. alone: its repair if nobody can be asked who is in no team.

    None where that is no question: nobody new comes in the best repair, or not even that one repairs it.
    """

    change: Cancellation
    repaired: Answer
    alone: Answer | None = None

    @property
    def name(self) -> str:
        """The review that is cancelled, or the seat that is given up, as commands name them."""
        return f"{self.change.review}/{self.change.person}" if isinstance(self.change, DropOut) else self.change.review

    @property
    def without_newcomers(self) -> Answer:
        return self.repaired if self.alone is None else self.alone

    def is_repaired(self, people: int, reserves: Set[str]) -> bool:
        """Whether what is known says so, if of all newcomers only these can be asked, and so many told at most."""
        best = self.repaired.newcomers <= reserves and self.repaired.tells_at_most(people)
        return best or self.without_newcomers.tells_at_most(people)


@dataclass(frozen=True)
class Stressed:
    """tried: each cancellation of the runs once, however often it was drawn.

    interrupted: before all were tried; the others count as not proven. lost: why processes have ended.
    """

    runs: tuple[Run, ...]
    tried: dict[Cancellation, Tried]
    interrupted: bool = False
    lost: tuple[str, ...] = ()

    @property
    def drawn(self) -> tuple[Tried, ...]:
        """Every cancellation of every run."""
        return tuple(self.tried[change] for run in self.runs for change in run)

    @property
    def notices(self) -> tuple[str, ...]:
        """What the user should know, each once."""
        answers = [answer for one in self.tried.values() for answer in (one.repaired, one.without_newcomers)]
        return tuple(dict.fromkeys((*self.lost, *(notice for answer in answers for notice in answer.notices))))


# Drawing


@dataclass(frozen=True)
class Chances:
    """Of a hundred reviews to come, so many are cancelled; of a hundred teams of the others, so many lose a reviewer.

    notice_days: so many days before its slot this becomes known.
    """

    cancelled_percent: float
    incomplete_percent: float
    notice_days: int


def draw(schedule: Schedule, chances: Chances, seed: int, runs: int) -> tuple[Run, ...]:
    """What each run cancels. A review's luck depends on seed, run and its own id alone."""
    to_come = [*_to_come(schedule, chances.notice_days)]
    return tuple(
        tuple(
            change
            for planned, notice in to_come
            if (change := _luck(planned, notice, chances, Random(f"{seed} {run} {planned.review}"))) is not None
        )
        for run in range(runs)
    )


def _to_come(schedule: Schedule, notice_days: int) -> Iterator[tuple[PlannedReview, date]]:
    """Reviews with a date that had not begun when the last change became known; notice is not given before that."""
    known = schedule.last_notice or date.min
    done = {states.review for states in schedule.states if states.slot == State.DONE}
    for planned in schedule.reviews:
        if planned.slot is not None and planned.slot > known and planned.review not in done:
            yield planned, max(known, planned.slot - timedelta(days=notice_days))


def _luck(planned: PlannedReview, notice: date, chances: Chances, luck: Random) -> Cancellation | None:
    if 100 * luck.random() < chances.cancelled_percent:
        return CancelReview(notice=notice, review=planned.review, reason="ofsted")
    if 100 * luck.random() < chances.incomplete_percent and planned.reviewers:
        return DropOut(notice=notice, review=planned.review, person=luck.choice(sorted(planned.reviewers)))
    return None


# Repairing


def stress(
    instance: Instance,
    schedule: Schedule,
    runs: tuple[Run, ...],
    options: Options,
    processes: int,
    report: Callable[[Tried], None] = lambda _: None,
) -> Stressed:
    """What becomes of a schedule in runs that `draw` has drawn.

    options: of each repair; its time limit counts from when its turn comes. report: told of each that is done. An
    interrupt keeps what is known. Raises InvalidInput for an instance that is too large to be repaired.
    """
    refuse_too_large_to_repair(instance)
    tasks = list(dict.fromkeys(change for run in runs for change in run))
    found = {change: Tried(change, Answer(proven=False)) for change in tasks}
    heard, limit, each = Heard(), options.time_limit_seconds, options.here()
    with heard.until_interrupted():
        for position, done in fan_out(
            try_one,
            (instance, schedule, each),
            tasks,
            processes,
            again=(instance, schedule, replace(each, safe=True)),
            limit_seconds=None if limit is None else _REPAIRS * limit,
            tell=lambda position, reason: heard.tell(position, f"{found[tasks[position]].name}: {reason}"),
            means=options.means,
        ):
            change = tasks[position]
            found[change] = Tried(change, Answer(proven=False)) if isinstance(done, Lost) else done
            report(found[change])
    return Stressed(runs, found, heard.interrupted, tuple(heard.notices))


_REPAIRS = 2  # of a cancellation, at most


def try_one(shared: Any, change: Cancellation) -> Tried:
    """The work of a process: one cancellation, repaired once more without newcomers if some come and save it."""
    instance, schedule, _ = shared
    repaired = _answer(shared, [change])
    if not (repaired.is_repaired and repaired.newcomers):
        return Tried(change, repaired)
    alone = _answer(shared, [*_only_the_planned(instance, schedule, change.notice), change])
    return Tried(change, repaired, alone)


def _answer(shared: Any, changes: Sequence[Change]) -> Answer:
    done = best_repair(shared, tuple(changes))
    best = done.repairs[0]
    if best.schedule is None:
        return Answer(proven=best.status == Status.INFEASIBLE, notices=best.notices)
    try:
        certify(done.instance, best.schedule)
    except NotTrue as error:
        reasons = tuple(f"A repair found does not pass the checks: {reason}" for reason in error.reasons)
        return Answer(proven=False, notices=(*best.notices, *reasons))
    certificate = best.schedule.certificate
    lost = {result.goal: result.final for result in certificate.goals} if certificate is not None else {}
    unheld, seats, short = (lost.get(goal, 0) for goal in ONLY_LOSSES)
    newcomers = _reviewers(best.schedule) - _reviewers(shared[1])
    people = people_told(news(done.instance, best.schedule))
    return Answer(is_proven(certificate), people, unheld, seats, short, newcomers, best.notices)


def is_proven(certificate: Certificate | None) -> bool:
    """Whether a repair's losses and its people told are the least."""
    if certificate is None or not certificate.proves(CHANGE_GOAL):
        return False
    return all(certificate.proves(result.goal) for result in certificate.goals if result.goal in ONLY_LOSSES)


def _only_the_planned(instance: Instance, schedule: Schedule, notice: date) -> Iterator[PersonLeaves]:
    """Everybody leaves who is in no team."""
    planned = _reviewers(schedule)
    for person in replay(instance, schedule.changes).reviewers:
        if person.id not in planned:
            yield PersonLeaves(notice=notice, person=person.id)


def _reviewers(schedule: Schedule) -> frozenset[str]:
    return frozenset(person for planned in schedule.reviews for person in planned.reviewers)


# A reserve list


@dataclass(frozen=True)
class Step:
    """A reserve list, one person longer.

    repairs: how many drawn cancellations the person comes in. repaired: how many are with the list so far, at least.
    """

    person: str
    repairs: int
    repaired: int


def where_newcomers_help(drawn: Sequence[Tried], people: int) -> int:
    """The number of people told for which a reserve list is worth making: this one, if newcomers add anything at it.

    Else, of all numbers, the one at which they add most; of several, the smallest.
    """
    numbers = {answer.people for one in drawn for answer in (one.repaired, one.without_newcomers)} - {None}

    def added(most: int) -> int:
        return sum(one.repaired.tells_at_most(most) and not one.is_repaired(most, set()) for one in drawn)

    if added(people):
        return people
    return min((number for number in numbers if number is not None), key=lambda most: (-added(most), most), default=0)


def reserve_list(drawn: Sequence[Tried], people: int) -> Iterator[Step]:
    """Whom to ask to stand in: next whoever adds most cancellations repaired with at most so many people told.

    Where nobody adds any alone, whoever is needed most often. Ends where nobody adds any.
    """
    listed: set[str] = set()
    repairs = Counter(person for one in drawn for person in one.repaired.newcomers)
    won = [one for one in drawn if one.repaired.tells_at_most(people)]
    while lacking := [one.repaired.newcomers - listed for one in won if not one.is_repaired(people, listed)]:
        alone = Counter(person for group in lacking if len(group) == 1 for person in group)
        often = Counter(person for group in lacking for person in group)
        person = min(often, key=lambda name: (-alone[name], -often[name], name))
        listed.add(person)
        yield Step(person, repairs[person], sum(one.is_repaired(people, listed) for one in drawn))
