"""Replacements for a seat or a lead, in sentences and a table."""

from collections import Counter
from collections.abc import Iterator

from scheduler.changes.places import Asked
from scheduler.explaining.suggestions import Move, Suggestion
from scheduler.goals import GOAL_BY_ID
from scheduler.plan import Plan, travel_km
from scheduler.showing.table import Cell, Table
from scheduler.showing.units import COUNTED, shown
from scheduler.words import count

_AS_NOW = "Km: one way. {visits}: reviews this school year, with those of this schedule."
_SCHOOLS = " Sends, due: the school's reviewers in this schedule as it is, and how many it must send."


def suggested(plan: Plan, about: Asked, found: tuple[Suggestion, ...]) -> Iterator[Table | str]:
    """The best first; below 0 is better than now."""
    what = _what(plan, about)
    if not found:
        yield f"Nobody was found who could take {what} in up to three moves."
        return
    yield Table(
        key="suggestions",
        title=f"Who could take {what}: {count(len(found), 'suggestion')}",
        columns=("Rank", "Moves", *(goal.goal for goal in plan.policy.goals)),
        rows=tuple(_row(plan, about, rank, one) for rank, one in enumerate(found, 1)),
        note=_note(plan),
    )


def instead(plan: Plan, about: Asked, found: tuple[Suggestion, ...]) -> Iterator[Table | str]:
    """Those who could come without anybody else moving, the best first, with what is counted of each now."""
    what = _what(plan, about)
    if not found:
        yield f"Nobody could take {what} without anybody else moving."
        return
    of_school, visits = ((), "Led") if about.is_lead else (("Sends", "Due"), "Visits")
    counts, goals = _Counts(plan, about), [GOAL_BY_ID[goal.goal].heading for goal in plan.policy.goals]
    yield Table(
        key="instead",
        title=f"Who could take {what}, the best first",
        columns=("Person", *(() if about.is_lead else ("School",)), "Km", visits, *of_school, *goals),
        rows=tuple(
            (*counts.of(one.moves[0].person), *(shown(goal, change) for goal, change in one.effect.goals.items()))
            for one in found
        ),
        note=f"{_AS_NOW.format(visits=visits)}{'' if about.is_lead else _SCHOOLS} {_note(plan)}",
    )


def _what(plan: Plan, about: Asked) -> str:
    host = plan.instance.school_by_id[about.review.host].name
    what = "the lead" if about.is_lead else "a vacant seat" if about.of is None else f"the seat of {about.of}"
    return f"{what} at {host} ({about.review.id})"


def _note(plan: Plan) -> str:
    goals = "; ".join(f"{goal.goal}: {COUNTED[goal.goal]}" for goal in plan.policy.goals)
    return f"By how much each goal changes ({goals}); below 0 is better. Every suggestion passes the checks."


class _Counts:
    """What is counted of people now, beside their names."""

    def __init__(self, plan: Plan, about: Asked) -> None:
        self._instance, self._host = plan.instance, plan.instance.school_by_id[about.review.host]
        self._last = max(plan.instance.terms, key=lambda term: term.number)
        self._sends = Counter(seat.home.id for seat in plan.seats)
        before = (one.person for one in plan.instance.visits if one.school_year == plan.instance.school_year)
        leads = (held.lead.id for held in plan.held if held.lead is not None)
        self._visits = Counter([*before, *leads, *(seat.reviewer.id for seat in plan.seats)])

    def of(self, person: str) -> tuple[Cell, ...]:
        """Who; of a reviewer the school; km and visits; of a reviewer what the school sends, and what is due."""
        instance = self._instance
        if person in instance.lead_by_id:
            return person, travel_km(instance, instance.lead_by_id[person], self._host), self._visits[person]
        home = instance.school_by_id[instance.reviewer_by_id[person].school]
        sends, due = self._sends[home.id], instance.due(home.id, self._last)
        return person, home.name, travel_km(instance, home, self._host), self._visits[person], sends, due


def _row(plan: Plan, about: Asked, rank: int, one: Suggestion) -> tuple[Cell, ...]:
    moves = tuple(_said(plan, about, move) for move in one.moves)
    return rank, moves, *(shown(goal, change) for goal, change in one.effect.goals.items())


def _said(plan: Plan, about: Asked, move: Move) -> str:
    does = "leads at" if about.is_lead else "goes to"
    leaves = "" if move.leaves is None else f" instead of {_host(plan, move.leaves)}"
    return f"{move.person} {does} {_host(plan, move.to)}{leaves}"


def _host(plan: Plan, review: str) -> str:
    return plan.instance.school_by_id[plan.instance.review_by_id[review].host].name
