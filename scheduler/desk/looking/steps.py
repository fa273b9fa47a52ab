"""What needs attention in a plan, and which step is next: each with the place where it is done."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from models.planned import State
from scheduler.desk.letters.news import news
from scheduler.desk.looking.wanted import VACANT
from scheduler.plan import Plan
from scheduler.showing.figures import vacant_at
from scheduler.showing.reports import judge
from scheduler.showing.summary import broken
from scheduler.showing.table import Cell, Slot, Table
from scheduler.showing.views import by_date
from scheduler.words import count

CALENDAR, LETTERS, SOLVE, CHANGES, FILES = "calendar", "letters", "solve", "changes", "files"


@dataclass(frozen=True)
class Step:
    """What is to be done. place: of the page, where it is; asked: what is looked for there.

    command: that does it or shows it; CHANGE... and DAY stand for what only its caller can say.
    """

    words: str
    do: str
    place: str
    command: str
    asked: dict[str, str] = field(default_factory=dict)


def offers(plan: Plan) -> Table:
    """Who was offered a place and has not answered, by date."""
    rows = tuple(_offers(plan))
    return Table(
        key="offers",
        title="Offers without an answer" if rows else "Every offer is answered.",
        columns=("Review", "Host", "Slot", "Offered to", "As"),
        rows=rows,
    )


def _offers(plan: Plan) -> Iterator[tuple[Cell, ...]]:
    known = {states.review: states for states in plan.schedule.states}
    for held in by_date(plan):
        states = known.get(held.review.id)
        if states is None:
            continue
        about = held.review.id, held.host.name, Slot(held.slot)
        if states.slot == State.OFFERED:
            yield *about, held.host.id, "host"
        if held.lead is not None and states.lead == State.OFFERED:
            yield *about, held.lead.id, "lead"
        for person in held.present:
            if states.of_seat(person.id) == State.OFFERED:
                yield *about, person.id, "reviewer"


def steps(plan: Plan, edits: int = 0) -> tuple[Step, ...]:
    """What to do next, the most pressing first. edits: typed into the plan's workbook that lies beside it."""
    return tuple(_steps(plan, edits))


def _steps(plan: Plan, edits: int) -> Iterator[Step]:
    breaches = sum(len(table.rows) for table in broken(plan))
    if breaches:
        said = f"{count(breaches, 'breach', 'breaches')} of rules in force"
        yield Step(f"There {'is' if breaches == 1 else 'are'} {said}.", "Repair it", CHANGES, "reschedule CHANGE...")
    if edits:
        said = (
            f"{count(edits, 'edit')} typed into the plan's workbook {'waits' if edits == 1 else 'wait'} for an answer."
        )
        yield Step(said, "Answer the edits", FILES, "repair")
    yield from _missing(plan)
    waiting, state = len(offers(plan).rows), State.OFFERED.value
    if waiting:
        said = f"{count(waiting, 'offer')} {'has' if waiting == 1 else 'have'} no answer yet."
        yield Step(said, "See whom to ask", CALENDAR, f"show --by week --state {state}", {"state": state})
    yield from _letters(plan)
    if not _is_proven(plan):
        yield Step("That no better schedule exists is not proven.", "Solve on", SOLVE, "solve")


def _is_proven(plan: Plan) -> bool:
    """Whether it is proven of this very schedule, and among all there could be, that none is better."""
    judgement = judge(plan.instance, plan.schedule)
    certificate = judgement.certificate
    return certificate is not None and judgement.proves and certificate.is_agreed and not certificate.among


def _missing(plan: Plan) -> Iterator[Step]:
    """Reviews that are not held, and seats that are vacant at those that are."""
    unheld = {review.id for review in plan.not_held}
    vacant = sum(seats for review, seats in vacant_at(plan).items() if review not in unheld)
    if unheld:
        said = f"{count(len(unheld), 'review')} {'is' if len(unheld) == 1 else 'are'} not held."
        yield Step(said, "See which, and why", CALENDAR, "show --by week --state vacant", {"state": VACANT})
    if vacant:
        said = f"{count(vacant, 'seat')} {'is' if vacant == 1 else 'are'} vacant at reviews that are held."
        yield Step(said, "See where, and who could come", CALENDAR, "show --by week --state vacant", {"state": VACANT})


def _letters(plan: Plan) -> Iterator[Step]:
    found = news(plan)
    people, hosts = len(found.people), len(found.hosts)
    if people or hosts:
        said = f"{count(people, 'person', 'people')} and {count(hosts, 'host')} have something new to be told."
        yield Step(said, "Write the letters", LETTERS, "publish" if plan.schedule.changes else "publish --on DAY")
