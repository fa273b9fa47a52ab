"""Repairs side by side, who must be told of one, and what differs between two schedules."""

from collections.abc import Iterator, Sequence

from models.history import Entry, Proposal
from models.instance import Instance
from models.policy import CHANGE_GOAL, QUALITY_GOAL
from models.schedule import GoalResult, Schedule, Status
from models.slot import SlotLength
from scheduler.changes.differences import SAME, PersonDifference, ReviewDifference
from scheduler.changes.who_is_told import news, people_told
from scheduler.goals import GOAL_BY_ID, ONLY_LOSSES
from scheduler.plan import Plan
from scheduler.showing.figures import meeting_commitment, vacant_at
from scheduler.showing.reports import one_word
from scheduler.showing.table import Cell, Share, Slot, Table
from scheduler.words import count

_NONE = {
    Status.INFEASIBLE: "no repair of this kind keeps all rules and holds what was held",
    Status.UNKNOWN: "none was found in the time",
    Status.MODEL_INVALID: "the solver refused the model: please report it",
}


_FIGURES = (
    "Kind", "People told", "Counted", *(GOAL_BY_ID[goal].heading for goal in ONLY_LOSSES), "Km", "Quality",
    "Teams complete", "Schools meeting their commitment", "What is known",
)  # fmt: skip


def listed_options(effective: Instance, repairs: Sequence[Proposal]) -> Table:
    """The repairs, one a row, numbered as --apply takes them."""
    rows = tuple((n, *_option(effective, repair)) for n, repair in enumerate(repairs, 1))
    return Table("repairs", "Repairs", ("Repair", *_FIGURES), rows)


def side_by_side(effective: Instance, repairs: Sequence[Proposal]) -> Table:
    """The repairs, one a column, numbered as --apply takes them."""
    figures = zip(_FIGURES, *(_option(effective, repair) for repair in repairs), strict=True)
    return Table(
        key="repairs",
        title="Repairs: the first disturbs least, the others are the best of their kind",
        columns=("Repair", *(str(n) for n in range(1, len(repairs) + 1))),
        rows=tuple((name, *(_said(cell) for cell in cells)) for name, *cells in figures),
        note=(
            "Counted: people told, with leads, short notice and booked travel counted more. Not held, emptier seats, "
            "shorter: what is worse than before, review by review and school by school. Km: of all journeys."
        ),
    )


def _said(cell: Cell) -> str:
    return "" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell)


def _option(effective: Instance, repair: Proposal) -> tuple[Cell, ...]:
    if repair.schedule is None:
        return (repair.kind, *([None] * 9), none_found(repair.status))
    plan = Plan(effective, repair.schedule)
    told = news(effective, repair.schedule)
    certificate = repair.schedule.certificate
    final = {result.goal: result.final for result in certificate.goals} if certificate else {}
    vacant = vacant_at(plan)
    complete = Share(sum(1 for seats in vacant.values() if not seats), len(vacant))
    return (
        repair.kind,
        people_told(told),
        final.get(CHANGE_GOAL),
        *(final.get(goal) for goal in ONLY_LOSSES),
        plan.km,
        final.get(QUALITY_GOAL),
        complete,
        meeting_commitment(plan),
        proof(repair.schedule),
    )


def none_found(status: Status) -> str:
    """Why there is no repair, in words."""
    return _NONE.get(status, str(status))


def proof(repair: Schedule) -> str:
    """What is proven of a repair, in words."""
    certificate = repair.certificate
    if certificate is None or not certificate.goals:
        return "nothing is known"
    among = " among its kind" if certificate.among else ""
    open_ = [result for result in certificate.goals if not result.is_agreed]
    if not open_:
        return f"proven: every goal{among}"
    bounds = ", ".join(_open(result) for result in open_) + ("; interrupted" if certificate.interrupted else "")
    if all(result.goal != CHANGE_GOAL for result in certificate.goals):
        return f"not proven; {bounds}"
    least = "people told proven" if certificate.proves(CHANGE_GOAL) else "people told not proven"
    return f"{least}{among}; {bounds}"


def _open(result: GoalResult) -> str:
    if result.value == result.bound:
        return f"{result.goal} {result.value}, where {one_word(result)}"
    return f"{result.goal} at least {result.bound}"


def who_to_tell(effective: Instance, schedule: Schedule) -> Table:
    """Who must be told what, and why."""
    told = news(effective, schedule)
    people = people_told(told)
    return Table(
        key="told",
        title=f"Who must be told: {count(people, 'person', 'people')}" if told else "Nobody must be told anything new.",
        columns=("Who", "Role", "What", "Why", "Counts"),
        rows=tuple((one.who, one.role, one.what, one.why, one.counts or None) for one in told),
        note="Counts: in goal change-kept-small. Hosts are told of a new date, and do not count." if told else "",
    )


def differing(
    reviews: Sequence[ReviewDifference], people: Sequence[PersonDifference], length: SlotLength | None
) -> Iterator[Table | str]:
    """What differs by review and by person; what is the same is only counted. length: of slots, where it is known."""
    other = [one for one in reviews if one.what != (SAME,)]
    others = [one for one in people if one.what != (SAME,)]
    yield Table(
        key="reviews",
        title=f"Reviews: {count(len(other), 'difference')}, {len(reviews) - len(other):,} the same",
        columns=("Review", "What", "Slot before", "Slot after", "People before only", "People after only"),
        rows=tuple(
            (
                one.review,
                one.what,
                Slot(one.before.slot, length) if one.before.slot else None,
                Slot(one.after.slot, length) if one.after.slot else None,
                tuple(person for person in one.before.people if person not in one.after.people),
                tuple(person for person in one.after.people if person not in one.before.people),
            )
            for one in other
        ),
    )
    yield Table(
        key="people",
        title=f"People: {count(len(others), 'difference')}, {len(people) - len(others):,} the same",
        columns=("Person", "What", "Before", "After"),
        rows=tuple(
            (
                one.person,
                one.what,
                tuple(f"{review} {slot}" for slot, review in one.before),
                tuple(f"{review} {slot}" for slot, review in one.after),
            )
            for one in others
        ),
    )


def steps(entries: Sequence[Entry]) -> Table:
    """A schedule's history."""
    return Table(
        key="history",
        title="History" if entries else "Nothing was applied to this schedule yet.",
        columns=("Step", "Notice", "By", "What", "Why"),
        rows=tuple((entry.number, entry.notice, entry.by, entry.what, entry.why) for entry in entries),
    )
