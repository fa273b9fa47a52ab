"""The kinds of repair: which one a repair is, and the model of all repairs of one kind."""

from enum import StrEnum

import numpy as np

from models.instance import Instance
from models.schedule import Schedule
from scheduler.model import Model
from scheduler.plan import Plan
from scheduler.tables.facts import Bools
from scheduler.tables.rows import Ints, Sum


class Kind(StrEnum):
    """What a repair does."""

    NOTHING = "nothing to change"
    RELEASE = "let people go"
    MOVE = "move a date"
    SWAP = "swap people"
    VACANT = "leave a seat vacant"
    RESERVE = "use a reserve"
    ANEW = "plan anew"


def kind_of(instance: Instance, schedule: Schedule) -> Kind:
    """What a repair does: who else comes says more than when, and a reserve more than others."""
    before = instance.before
    assert before is not None
    pairs = {(person, planned.review) for planned in before.reviews for person in planned.people}
    now = {(person, planned.review) for planned in schedule.reviews for person in planned.people}
    if {planned.review: planned for planned in schedule.reviews} == dict(before.planned_by_review):
        return Kind.NOTHING
    new = {person for person, _ in now - pairs}
    reserves = {person.id for person in instance.reviewers if person.id in before.reserves}
    if new & reserves:
        return Kind.RESERVE
    if new:
        return Kind.SWAP
    plan = Plan(instance, schedule)
    emptier = any(
        len(plan.planned(review.id).reviewers) < instance.size(review) - before.empty_seats.get(review.id, 0)
        for review in instance.reviews
        if review.id not in before.not_held
    )
    if emptier:
        return Kind.VACANT
    now_at = {planned.review: planned.slot for planned in schedule.reviews}
    moved = any(now_at.get(one.review) not in (None, one.slot) for one in before.reviews)
    return Kind.MOVE if moved else Kind.RELEASE


def of_kind(model: Model, kind: Kind, best: Schedule) -> Model | None:
    """The model of repairs of one kind; None where there can be none.

    Dates that can stay do, except where dates are moved. Nobody new comes where dates move or a seat stays vacant, only
    reserves where they are used, all but them where people are swapped; a lead may change wherever people may. Every
    review is held that the best repair holds.
    """
    columns = model.columns
    reviewers, leads = columns.telling
    allowed = np.ones(len(model), dtype=bool)
    new_reviewer, new_lead = _is_new_pair(model, reviewers.key), _is_new_pair(model, leads.key)
    before = model.instance.before
    assert before is not None
    is_reserve = np.array([person.id in before.reserves for person in model.instance.reviewers], dtype=bool)
    reserve = is_reserve[columns.seats.keys["reviewer"]] if len(is_reserve) else np.zeros(0, dtype=bool)
    held = {planned.review for planned in best.reviews if planned.slot is not None}
    allowed[columns.unheld.columns] = [review.id not in held for review in model.instance.reviews]
    if kind == Kind.MOVE:
        allowed[columns.seats.columns] = ~new_reviewer
        allowed[columns.leads.columns] = ~new_lead
        allowed[columns.emptier.columns] = False
        moved = columns.dates.where(~_stays(model))
        return _asking(model, allowed, moved.columns)
    stays = _can_stay(model)
    allowed[columns.dates.columns] = stays
    allowed[columns.seats.columns] = stays[columns.seats.keys["date"]]
    allowed[columns.leads.columns] = stays[columns.leads.keys["date"]]
    if kind == Kind.VACANT:
        allowed[columns.seats.columns] &= ~new_reviewer
        return _emptier(model, allowed)
    if kind == Kind.SWAP:
        allowed[columns.seats.columns] &= ~(new_reviewer & reserve)
        wanted = [columns.seats.columns[new_reviewer & ~reserve], columns.leads.columns[new_lead]]
    else:
        allowed[columns.seats.columns] &= ~new_reviewer | reserve
        wanted = [columns.seats.columns[new_reviewer & reserve]]
    return _asking(model, allowed, np.concatenate(wanted))


def _asking(model: Model, allowed: Bools, asked: Ints) -> Model | None:
    """The model with only what is allowed, of which at least one of what is asked must be; None if none can."""
    part = model.only(allowed)
    possible = asked[part.highest[asked] > 0]
    if not len(possible):
        return None
    part.ask(possible)
    return part


def _emptier(model: Model, allowed: Bools) -> Model:
    """The model with only what is allowed, and a seat more vacant than before; nobody new fills one meanwhile."""
    part, columns = model.only(allowed), model.columns
    size = model.facts.review_size
    asked = np.concatenate([columns.vacancies.columns, columns.unheld.columns])
    each = np.concatenate([np.ones(len(columns.vacancies), dtype=np.int64), size])
    before = model.instance.before
    assert before is not None
    forfeited = sum(int(size[model.facts.reviews[review]]) for review in before.forfeited)
    were_empty = sum(seats for review, seats in before.empty_seats.items() if review not in before.forfeited)
    total = Sum(("kind",), (1,), np.zeros_like(asked), asked, each)
    part.add([("kind", total >= were_empty + forfeited + 1)])
    return part


def _is_new_pair(model: Model, key: str) -> Bools:
    """Of each column of reviewers, or of leads: whether they were not planned for that review, whenever it was."""
    before, facts = model.instance.before, model.facts
    assert before is not None
    block, number = (model.columns.seats, facts.reviewers) if key == "reviewer" else (model.columns.leads, facts.leads)
    were = np.zeros((facts.n[key], facts.n["review"]), dtype=bool)
    for planned in before.reviews:
        for person in planned.people:
            if person in number:
                were[number[person], facts.reviews[planned.review]] = True
    for person, review, _ in facts.left:
        if person in number:
            were[number[person], facts.reviews[review]] = True
    return ~were[block.keys[key], block.keys["review"]]


def _stays(model: Model) -> Bools:
    """(date): whether it is the slot that the review had."""
    before, facts = model.instance.before, model.facts
    assert before is not None
    day = np.full(facts.n["review"], -1, dtype=np.int64)
    for planned in before.reviews:
        if planned.slot is not None:
            day[facts.reviews[planned.review]] = facts.day(planned.slot)
    return np.asarray(day[facts.dates.review] == facts.dates.day)


def _can_stay(model: Model) -> Bools:
    """(date): whether it is the slot that the review had, or the review cannot have that one any more."""
    stays = _stays(model)
    kept = np.zeros(model.facts.n["review"], dtype=bool)
    possible = stays & (model.highest[model.columns.dates.columns] > 0)
    open_dates = np.zeros(len(stays), dtype=bool)
    open_dates[np.unique(model.columns.leads.keys["date"])] = True  # without a lead to be had, it cannot
    kept[model.facts.dates.review[possible & open_dates]] = True
    return np.asarray(stays | ~kept[model.facts.dates.review])
