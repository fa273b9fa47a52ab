"""What is said of a schedule in several places says the same, and its accounts balance."""

import json
from datetime import date, timedelta

from models.instance import Instance
from models.schedule import Schedule
from scheduler.changes.carry_over import carry_over
from scheduler.changes.ledger import closing, forfeited
from scheduler.changes.who_is_told import news
from scheduler.plan import Plan
from tests.in_process import Desk
from tests.moving import expected


def assert_exports_agree(desk: Desk) -> None:
    """All views, and who is to be told, say the same as the file."""
    facts, made = desk.judged
    plan = Plan(facts, made)
    host = {held.review.id: held.host.name for held in plan.held}
    seats = {(str(held.slot), host[held.review.id], one.id) for held in plan.held for one in held.reviewers}
    left = {(str(held.slot), host[held.review.id], one.id) for held in plan.held for one in held.left}
    leads = {(str(held.slot), host[held.review.id], held.lead.id if held.lead else "") for held in plan.held}
    weeks = desk.data("show", "--by", "week")["weeks"]
    assert {(one["slot"], one["host"], person) for one in weeks for person in one["team"]} == seats - left
    assert {(one["slot"], one["host"], one["lead"]) for one in weeks} == leads
    by_reviewer = desk.data("show", "--by", "reviewer")["reviewers"]
    assert {(one["slot"], one["host"], one["reviewer"]) for one in by_reviewer} == seats
    by_lead = desk.data("show", "--by", "lead")["leads"]
    assert {(one["slot"], one["host"], one["lead"]) for one in by_lead} == leads
    assert sum(one["sends"] for one in desk.data("show", "--by", "school")["schools"]) == len(seats)
    marks = desk.data("mark")["states"]
    assert {(one["slot"], one["host"]) for one in marks} == {(slot, host) for slot, host, _ in leads}
    told = desk.data("tell")["told"]
    csv = desk.run("tell", "--csv").stdout.splitlines()[1:]
    assert (
        [one["who"] for one in told] == [line.split(",")[0] for line in csv] == [one.who for one in news(facts, made)]
    )
    assert desk.run("check").exit_code == 0


def assert_differences_agree(desk: Desk, old: str) -> None:
    """What `diff` says of an older version and this one is what differs."""
    path = desk.folder / "older.json"
    path.write_text(old)
    said = json.loads(desk.of_plan("diff", str(path), "--json").stdout)
    path.unlink()
    after, before = desk.schedule, desk.read(old)
    reviews = {one.review: one for one in after.reviews} | {one.review: one for one in before.reviews}
    other = {one for one in reviews if _of_review(one, before) != _of_review(one, after)}
    assert {one["review"] for one in said["reviews"]} == other
    people = {person for person, *_ in {*expected(before), *expected(after)}}
    others = {one for one in people if _of_person(one, before) != _of_person(one, after)}
    assert {one["person"] for one in said["people"]} == others


def _of_review(review: str, schedule: Schedule) -> tuple[object, ...]:
    of = next((one for one in schedule.reviews if one.review == review and one.slot is not None), None)
    return () if of is None else (of.slot, of.lead, set(of.reviewers))


def _of_person(person: str, schedule: Schedule) -> set[tuple[str, date | None]]:
    return {(review, slot) for who, review, slot in expected(schedule) if who == person}


def assert_accounts_balance(facts: Instance, made: Schedule) -> None:
    """Per school, and what is sent and received over all of them."""
    plan, entries, before = Plan(facts, made), closing(facts, made), facts.ledger_by_school
    for entry in entries:
        assert entry.received + entry.debt_brought_in == entry.sent + entry.credited + entry.owed, entry
    assert sum(one.sent for one in entries) - sum(one.sent for one in before.values()) == len(plan.seats)
    sizes = [held.size for held in plan.held] + [
        facts.size(facts.review_by_id[review]) for review in forfeited(facts, made)
    ]
    assert sum(one.received for one in entries) - sum(one.received for one in before.values()) == sum(sizes)


def assert_carried(facts: Instance, made: Schedule) -> None:
    """The next term's accounts begin where this term's end."""
    ended = {entry.school: entry for entry in closing(facts, made)}
    begun = carry_over(facts, made, following(facts)).ledger_by_school
    assert {school: entry.owed for school, entry in begun.items()} == {school: ended[school].owed for school in begun}


def following(facts: Instance) -> Instance:
    """The same network a term later, in which nothing has happened yet."""
    later = timedelta(weeks=10)
    last = max(facts.terms, key=lambda term: term.number)
    term = last.model_copy(
        update={
            "id": "next",
            "number": last.number + 1,
            "first_day": last.first_day + later,
            "last_day": last.last_day + later,
        }
    )
    reviews = tuple(
        review.model_copy(update={"term": term.id, "slots": (term.first_day,), "possible": None, "declined_by": ()})
        for review in facts.reviews
    )
    empty: dict[str, object] = {"visits": (), "ledger": (), "fixed": (), "waivers": ()}
    return facts.model_copy(update={"name": "next", "terms": (term,), "reviews": reviews, **empty})
