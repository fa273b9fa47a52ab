"""The kinds of repair: which one a repair is, and the model of all repairs of one kind.

The kinds part all repairs: each is of exactly one, by who comes new, then by emptier seats, then by dates. The model
of a kind is the whole model with columns fixed at 0 (what the kind forbids) and one covering row (of what makes the
kind, at least one must be chosen): a disjunction taken apart into its cases, as in Balas, Disjunctive Programming
(1979). So the best of a kind is sought among all of the kind and nothing else, and where a solver finds none, there is
none.

Example. A team of two; R1 drops out, and there are a reserve RX and an ordinary RO. To send RX is RESERVE, RO is SWAP,
nobody is VACANT; for RESERVE, the column of RO is 0 and that of RX at least 1.
"""

from enum import StrEnum

import numpy as np

from models.before import Before
from models.instance import Instance
from models.schedule import Schedule
from scheduler.model import Model
from scheduler.plan import Plan
from scheduler.tables.arrays import Bools, Ints


class Kind(StrEnum):
    """What a repair does."""

    NOTHING = "nothing to change"
    END = "end a review early"
    RELEASE = "let people go"
    MOVE = "move a date"
    SWAP = "swap people"
    VACANT = "leave a seat vacant"
    RESERVE = "use a reserve"
    ANEW = "plan anew"


def kind_of(instance: Instance, schedule: Schedule) -> Kind:
    """What a repair does; every repair is of one kind.

    Who else comes says more than a vacant seat, and that more than another date: people are swapped as soon as somebody
    comes who is no reserve, a lead included; a reserve is used where reserves come and nobody else does.
    """
    before = instance.before
    assert before is not None
    pairs = {(person, planned.review) for planned in before.reviews for person in planned.people}
    now = {(person, planned.review) for planned in schedule.reviews for person in planned.people}
    if {planned.review: planned for planned in schedule.reviews} == dict(before.planned_by_review):
        return Kind.END if before.ended else Kind.NOTHING
    new = {person for person, _ in now - pairs}
    if new:
        return Kind.RESERVE if new <= _reserves(instance) else Kind.SWAP
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


def must_hold(before: Before, best: Schedule) -> frozenset[str]:
    """The reviews that a repair of another kind must hold, too: held before, and held by the best repair."""
    held = {planned.review for planned in best.reviews if planned.slot is not None}
    return frozenset(held - before.not_held)


def of_kind(model: Model, kind: Kind, best: Schedule) -> Model | None:
    """The model of all repairs that `kind_of` calls so and that hold what they must; None where there can be none.

    The kinds that are sought are four: other dates, other people, a vacant seat, a reserve. Example: a reviewer of two
    drops out and one reserve is there. To send the reserve is RESERVE, somebody else SWAP, both together SWAP, nobody
    VACANT, and the same team on another date MOVE.
    """
    columns, before = model.columns, model.instance.before
    assert before is not None
    reviewers, leads = columns.telling
    new_seats = columns.seats.columns[_is_new_pair(model, reviewers.key)]
    new_leads = columns.leads.columns[_is_new_pair(model, leads.key)]
    is_reserve = np.isin([person.id for person in model.instance.reviewers], [*_reserves(model.instance)])
    from_reserve = columns.seats.columns[is_reserve[columns.seats.keys["reviewer"]]]
    ordinary = np.concatenate([np.setdiff1d(new_seats, from_reserve), new_leads])
    must, could_be_emptier = must_hold(before, best), columns.emptied.columns[_was_held(model)]
    forbidden, asked = {
        Kind.SWAP: ((), ordinary),
        Kind.RESERVE: ((ordinary,), np.intersect1d(new_seats, from_reserve)),
        Kind.VACANT: ((new_seats, new_leads), could_be_emptier),
        Kind.MOVE: ((new_seats, new_leads, columns.emptier.columns), columns.dates.columns[~_stays(model)]),
    }[kind]
    allowed = np.ones(len(model), dtype=bool)
    allowed[columns.unheld.columns] = [review.id not in must for review in model.instance.reviews]
    for each in forbidden:
        allowed[each] = False
    return _asking(model, allowed, asked)


def _reserves(instance: Instance) -> frozenset[str]:
    """The reserves among the reviewers."""
    assert instance.before is not None
    return frozenset(instance.before.reserves) & instance.reviewer_by_id.keys()


def _was_held(model: Model) -> Bools:
    """(review): whether it is a loss if it is not held."""
    assert model.instance.before is not None
    not_held = model.instance.before.not_held
    return np.array([review.id not in not_held for review in model.instance.reviews], dtype=bool)


def _asking(model: Model, allowed: Bools, asked: Ints) -> Model | None:
    """The model with only what is allowed, of which at least one of what is asked must be; None if none can."""
    part = model.only(allowed)
    possible = asked[part.highest[asked] > 0]
    if not len(possible):
        return None
    part.ask(possible)
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
