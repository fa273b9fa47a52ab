"""What needs attention in a plan, and which step is next: each with the place where it is done."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from models.planned import State
from scheduler.desk.doing.typing_over import Waiting
from scheduler.desk.letters.news import news
from scheduler.desk.looking.wanted import VACANT
from scheduler.plan import Plan
from scheduler.showing.figures import vacant_at
from scheduler.showing.summary import broken, judged
from scheduler.showing.table import Cell, Slot, Table
from scheduler.showing.views import by_date
from scheduler.words import count

NOTHING = Waiting()
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
        about = held.review.id, held.host.name, Slot(held.slot, held.length)
        if states.slot == State.OFFERED:
            yield *about, held.host.id, "host"
        if held.lead is not None and states.lead == State.OFFERED:
            yield *about, held.lead.id, "lead"
        for person in held.present:
            if states.of_seat(person.id) == State.OFFERED:
                yield *about, person.id, "reviewer"


def steps(plan: Plan, typed: Waiting = NOTHING) -> tuple[Step, ...]:
    """What to do next, the most pressing first. typed: into the plan's workbook that lies beside it."""
    return tuple(_steps(plan, typed))


def _steps(plan: Plan, typed: Waiting) -> Iterator[Step]:
    breaches = sum(len(table.rows) for table in broken(plan))
    if breaches:
        said = f"{count(breaches, 'breach', 'breaches')} of rules in force"
        yield Step(f"There {'is' if breaches == 1 else 'are'} {said}.", "Repair it", CHANGES, "reschedule CHANGE...")
    yield from _typed(typed)
    yield from _missing(plan)
    waiting, state = len(offers(plan).rows), State.OFFERED.value
    if waiting:
        said = f"{count(waiting, 'offer')} {'has' if waiting == 1 else 'have'} no answer yet."
        yield Step(said, "See whom to ask", CALENDAR, f"show --by week --state {state}", {"state": state})
    yield from _letters(plan)
    if not _is_proven(plan):
        yield Step("That no better schedule exists is not proven.", "Solve on", SOLVE, "solve")


def _typed(typed: Waiting) -> Iterator[Step]:
    """What waits in the plan's workbook; one that cannot be read may hold anything."""
    if typed.wrong:
        more = f" And {count(len(typed.wrong) - 1, 'problem')} more." if len(typed.wrong) > 1 else ""
        said = f"The plan's workbook cannot be read, so what is typed there is not known: {typed.wrong[0]}{more}"
        yield Step(said, "See what is wrong", FILES, "check")
    if typed.edits:
        waits = f"{count(typed.edits, 'edit')} typed into the plan's workbook {'waits' if typed.edits == 1 else 'wait'}"
        broken = f"{typed.breaking or 'none'} of them {'break' if typed.breaking > 1 else 'breaks'} a rule"
        if typed.edits == 1:
            broken = f"it breaks {'a' if typed.breaking else 'no'} rule"
        yield Step(f"{waits} for an answer; {broken}.", "See the verdicts", FILES, "repair")


def _is_proven(plan: Plan) -> bool:
    """Whether it is proven of this very schedule, and among all there could be, that none is better."""
    certificate = plan.schedule.certificate
    if certificate is None or certificate.among or set(certificate.rules_off) - set(plan.policy.without):
        return False
    return certificate.is_agreed and judged(plan).proves


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
