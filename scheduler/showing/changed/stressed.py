"""What cancellations would do to a schedule: what is repaired, what is fragile, what a reserve list is worth."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Set
from itertools import compress, islice

from models.change import CancelReview, DropOut
from models.instance import Instance
from scheduler.plan import Plan
from scheduler.repairs.stressing import Answer, Step, Stressed, Tried, reserve_list, where_newcomers_help
from scheduler.showing.table import Cell, Share, Slot, Table
from scheduler.words import count, listed

_MOST_ROWS = 10  # of a long table, for eyes

_WORSE = "Not held, emptier seats, shorter: what is worse after the best repair, review by review and school by school."

_OUTCOMES: tuple[tuple[str, Callable[[Answer], bool]], ...] = (
    ("repaired: nothing is lost", lambda answer: answer.is_repaired),
    ("held, with a seat or a commitment less", lambda answer: _is_known(answer) and not answer.unheld),
    ("not held in its term: first claim on the next", lambda answer: _is_known(answer) and answer.unheld > 0),
    ("no repair keeps all rules", lambda answer: answer.proven),
    ("not proven: neither repaired nor not", lambda _: True),
)


def stressed(plan: Plan, found: Stressed, people: int, *, whole: bool = False) -> Iterator[Table | str]:
    """What a coordinator asks before publication. people: told at most, where little is told. whole: every row."""
    drawn = found.drawn
    cancelled, dropped = _by_kind(drawn)
    yield (
        f"{count(len(found.runs), 'run')}: {count(len(cancelled), 'review')} cancelled, "
        f"{count(len(dropped), 'reviewer')} dropping out, each repaired on its own in the schedule as it is."
    )
    if not drawn:
        return
    proven = [one for one in drawn if one.repaired.proven]
    small = sum(one.repaired.tells_at_most(people) for one in proven)
    yield f"Repaired with at most {count(people, 'person', 'people')} told: {Share(small, len(proven))}."
    yield _by_run(found, people)
    yield from _apart(found)
    yield _outcomes(cancelled, dropped)
    if proven:
        yield _shares(proven)
    yield _fragile(plan, found, people, whole)
    yield from _reserves(plan.instance, drawn, people, whole)


def _by_kind(drawn: Sequence[Tried]) -> tuple[list[Tried], list[Tried]]:
    """What hosts cancel, and what reviewers do."""
    of_host = [isinstance(one.change, CancelReview) for one in drawn]
    return list(compress(drawn, of_host)), list(compress(drawn, (not is_host for is_host in of_host)))


def _by_run(found: Stressed, people: int) -> str:
    sizes = [len(run) for run in found.runs]
    small = [sum(found.tried[change].repaired.tells_at_most(people) for change in run) for run in found.runs]
    return f"In each run: {_between(sizes)} of both, {_between(small)} of them repaired so."


def _between(numbers: Sequence[int]) -> str:
    least, most = min(numbers), max(numbers)
    return f"{most:,}" if least == most else f"{least:,} to {most:,}"


def _apart(found: Stressed) -> Iterator[str]:
    apart = [one.name for one in found.tried.values() if not one.repaired.proven]
    if apart:
        remedy = "A higher --time-limit-seconds may settle them."
        yield f"Not proven, and counted as neither repaired nor not: {listed(apart)}. {remedy}"


def _outcome(answer: Answer) -> str:
    return next(name for name, applies in _OUTCOMES if applies(answer))


def _is_known(answer: Answer) -> bool:
    return answer.proven and answer.people is not None


def _outcomes(cancelled: Sequence[Tried], dropped: Sequence[Tried]) -> Table:
    hosts, reviewers = (Counter(_outcome(one.repaired) for one in kind) for kind in (cancelled, dropped))
    return Table(
        key="outcomes",
        title="What becomes of them",
        columns=("Outcome", "Reviews cancelled", "Reviewers dropping out"),
        rows=tuple(
            (name, Share(hosts[name], len(cancelled)), Share(reviewers[name], len(dropped)))
            for name, _ in _OUTCOMES
            if hosts[name] or reviewers[name]
        ),
        note="All but what is named not proven is proven: losses and people told are the fewest possible.",
    )


def _shares(proven: Sequence[Tried]) -> Table:
    """For every number of people that makes a difference."""
    cancelled, dropped = _by_kind(proven)
    alone = [one.without_newcomers for one in proven if one.without_newcomers.proven]
    columns = (*([one.repaired for one in kind] for kind in (cancelled, dropped, proven)), alone)
    numbers = {answer.people for column in columns for answer in column if answer.is_repaired}
    return Table(
        key="shares",
        title="Repaired with few people told, of all that is proven",
        columns=("Told at most", "Reviews cancelled", "Reviewers dropping out", "Both", "Both, nobody new asked"),
        rows=tuple(
            (most, *(Share(sum(answer.tells_at_most(most) for answer in column), len(column)) for column in columns))
            for most in sorted(number for number in numbers if number is not None)
        ),
        note="Nobody new asked: only reviewers come who are in a team of the schedule.",
    )


def _fragile(plan: Plan, found: Stressed, people: int, whole: bool) -> Table:
    fragile = [one for one in found.tried.values() if one.repaired.proven and not one.repaired.tells_at_most(people)]
    fragile.sort(key=_worst_first)
    shown = fragile if whole else fragile[:_MOST_ROWS]
    more = len(fragile) - len(shown)
    reviews = f"{len({one.change.review for one in fragile}):,} of {len({one.review for one in found.tried}):,}"
    return Table(
        key="fragile",
        title=f"Fragile reviews, worst first: {reviews}" if fragile else "No review is fragile",
        columns=("Review", "Host", "Slot", "Drops out", "Not held", "Emptier seats", "Shorter", "Told"),
        rows=tuple(_lost(plan, one) for one in shown),
        note=f"{_WORSE} And {more:,} more: --json lists all." if more else _WORSE if fragile else "",
    )


def _lost(plan: Plan, one: Tried) -> tuple[Cell, ...]:
    change, answer = one.change, one.repaired
    assert change.review is not None
    host = plan.instance.school_by_id[plan.instance.review_by_id[change.review].host]
    slot, who = plan.planned(change.review).slot, change.person if isinstance(change, DropOut) else None
    when = Slot(slot, plan.policy.slot) if slot is not None else None
    return change.review, host.name, when, who, answer.unheld, answer.seats, answer.short, answer.people


def _worst_first(one: Tried) -> tuple[bool, int, int, int, int, str]:
    answer = one.repaired
    people = answer.people or 0
    return answer.people is not None, -answer.unheld, -answer.seats, -answer.short, -people, one.name


def _reserves(instance: Instance, drawn: Sequence[Tried], people: int, whole: bool) -> Iterator[Table | str]:
    """What of all that is proven with and without newcomers a list of them is worth."""
    proven = [one for one in drawn if one.repaired.proven and one.without_newcomers.proven]
    if not proven:
        return
    people = where_newcomers_help(proven, people)

    def repaired(reserves: Set[str]) -> Share:
        return Share(sum(one.is_repaired(people, reserves) for one in proven), len(proven))

    steps = list(islice(reserve_list(proven, people), None if whole else _MOST_ROWS))
    if not steps:
        comes = Share(sum(bool(one.repaired.newcomers) for one in proven), len(proven))
        yield f"A reserve list would not help here: somebody new comes in {comes}, and nothing more is repaired so."
        return
    none, agreed = repaired(frozenset()), {person.id for person in instance.reviewers if person.reserve}
    yield f"If nobody new can be asked, {none} are repaired with at most {people:,} told."
    if agreed:
        yield f"With the {count(len(agreed), 'reserve')} who agreed already, at least {repaired(agreed)}."
    after = repaired({step.person for step in steps})
    yield f"A reserve list of {count(len(steps), 'person', 'people')} raises this from {none} to at least {after}."
    yield _list(instance, steps, len(proven))


def _list(instance: Instance, steps: Sequence[Step], proven: int) -> Table:
    people = [instance.reviewer_by_id[step.person] for step in steps]
    return Table(
        key="reserves",
        title="Reserve list, whoever adds most first",
        columns=("People", "Reviewer", "Home", "Agreed already", "Comes in", "Repaired at least"),
        rows=tuple(
            (
                n,
                person.id,
                instance.school_by_id[person.school].name,
                "yes" if person.reserve else "no",
                step.repairs,
                Share(step.repaired, proven),
            )
            for n, (step, person) in enumerate(zip(steps, people, strict=True), 1)
        ),
        note="Agreed already: a reserve in the instance. Comes in: so many of the drawn cancellations.",
    )
