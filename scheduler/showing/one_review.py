"""One review: when it is, who leads it and who comes, how far each of that has got, and what is known of it."""

from collections.abc import Iterator

from models.instance import Review
from models.planned import ReviewStates
from scheduler.changes.kinds import in_words, kind_of
from scheduler.changes.marking import SLOT
from scheduler.changes.places import LEAD
from scheduler.plan import Held, Plan
from scheduler.showing.figures import waivers
from scheduler.showing.happened import ABSENT, REPLACED
from scheduler.showing.table import Cell, Slot, Table
from scheduler.words import count

Row = tuple[Cell, ...]


def one_review(plan: Plan, review: Review) -> Iterator[Table | str]:
    """A sentence, its date, lead and seats, the facts, and the changes and waivers that are about it."""
    yield how_it_stands(plan, review)
    yield its_places(plan, review)
    yield its_facts(plan, review)
    yield from what_is_known(plan, review)


def how_it_stands(plan: Plan, review: Review) -> str:
    """Whether it is held, when, and what is missing."""
    host, planned = plan.instance.school_by_id[review.host].name, plan.planned(review.id)
    if planned.slot is None:
        return f"{host} ({review.id}) is not held."
    vacant = _empty_seats(plan, review)
    lead = "a Lead Reviewer" if planned.lead else "no Lead Reviewer"
    team = count(vacant, "vacant seat") if vacant else "a complete team"
    return f"{host} ({review.id}), {Slot(planned.slot, plan.policy.slot)} {planned.slot.year}, has {lead} and {team}."


def _empty_seats(plan: Plan, review: Review) -> int:
    """Of a review that has a date: it may still have no lead."""
    return max(0, plan.instance.size(review) - len(plan.planned(review.id).reviewers))


def place_names(plan: Plan, review: Review) -> tuple[str, ...]:
    """What the rows of `its_places` stand for, as `mark` calls it after REVIEW/; empty for what is vacant."""
    planned = plan.planned(review.id)
    if planned.slot is None:
        return ()
    lead = "" if planned.lead is None else LEAD
    return SLOT, lead, *plan.team(review.id), *[""] * _empty_seats(plan, review)


def its_places(plan: Plan, review: Review) -> Table:
    """Its date, its lead and each seat: who, from where, how far it has got, what is pinned, booked and happened."""
    held = next((one for one in plan.held if one.review.id == review.id), None)
    known = {states.review: states for states in plan.schedule.states}
    states = known.get(review.id) or ReviewStates(review=review.id)
    return Table(
        key="places",
        title="Date, lead and team" if held else "It has no date, no lead and no team.",
        columns=("Place", "Who", "School", "Hub", "Phase", "Km", "State", "Pinned", "Travel booked", "Happened"),
        rows=() if held is None else tuple(_places(plan, held, states)),
        note="Km: as journeys count, one way, from home to host.",
    )


def _places(plan: Plan, held: Held, states: ReviewStates) -> Iterator[Row]:
    pinned = "pinned" if SLOT in states.pins else None
    yield "date", Slot(held.slot, held.length), None, None, None, None, states.slot, pinned, None, None
    if held.lead is None:
        yield "lead", "no lead", *[None] * 8
    else:
        pinned = "pinned" if LEAD in states.pins else None
        of = held.lead.id
        yield "lead", of, None, None, None, held.lead_km, states.lead, pinned, *_happened(of, states)
    km = {seat.reviewer.id: seat for seat in plan.seats if seat.held.review.id == held.review.id}
    for person in held.reviewers:
        seat, pinned = km[person.id], "pinned" if person.id in states.pins else None
        hub, state = plan.instance.hub_by_id[seat.home.hub].name, states.of_seat(person.id)
        what = "seat, left" if person in held.left else "seat"
        from_where = seat.home.name, hub, seat.home.phase.value, seat.km
        yield what, person.id, *from_where, state, pinned, *_happened(person.id, states)
    for _ in range(_empty_seats(plan, held.review)):
        yield "seat", "vacant", *[None] * 8


def _happened(person: str, states: ReviewStates) -> tuple[str | None, str | None]:
    """Whether they have booked travel, and whether they were absent."""
    booked = "booked" if person in states.booked else None
    if person not in states.absent:
        return booked, None
    instead = states.absent[person]
    return booked, ABSENT if instead is None else f"{REPLACED} by {instead}"


def its_facts(plan: Plan, review: Review) -> Table:
    """The host, the days, the slots it could have, and what its journeys come to."""
    return Table("review", "What it is", ("Fact", "Is"), tuple(_facts(plan, review)))


def _facts(plan: Plan, review: Review) -> Iterator[Row]:
    instance, planned = plan.instance, plan.planned(review.id)
    host = instance.school_by_id[review.host]
    yield "Host", host.name
    yield "Hub", instance.hub_by_id[host.hub].name
    yield "Phase", host.phase.value
    yield "Pupils", "not known" if host.pupils is None else host.pupils
    if host.sites:
        yield "Its schools", tuple(site.name for site in host.sites)
    yield "Term", review.term
    yield "Team size", instance.size(review)
    if planned.slot is not None:
        open_on = [day for day in instance.policy.slot.days_of(planned.slot) if instance.is_school_day(host, day)]
        yield "School days", tuple(f"{day:%a} {day.day} {day:%b %Y}" for day in open_on)
        rank = review.rank(planned.slot)
        yield "The host's wish", "its first slot" if rank == 0 else f"{count(rank, 'rank')} below its first slot"
        km = [seat.km for seat in plan.seats if seat.held.review.id == review.id]
        lead_km = next(held.lead_km for held in plan.held if held.review.id == review.id)
        yield "Km of its journeys", f"{sum(km) + lead_km:,} one way: {sum(km):,} of the team, {lead_km:,} of the lead"
    yield "Slots it can have", tuple(str(Slot(slot, instance.policy.slot)) for slot in review.possible_slots)
    if review.declined_by:
        yield "Declined by", review.declined_by
    if host.strong_in:
        yield "Strong in", host.strong_in


def what_is_known(plan: Plan, review: Review) -> Iterator[Table]:
    """The changes since the schedule was published that name it or its host, and waivers for it."""
    instance, about = plan.instance, {review.id, review.host}
    named = [one for one in plan.schedule.changes if about & {*kind_of(one).named(instance, one)}]
    if named:
        rows = tuple((one.notice, in_words(one), one.why or None) for one in named)
        yield Table("changes", "Changes about it", ("Notice", "Change", "Why"), rows)
    mine = tuple(waiver for waiver in instance.waivers if waiver.review == review.id)
    if mine:
        yield from waivers(instance.model_copy(update={"waivers": mine}))
