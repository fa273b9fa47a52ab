"""Edits of a schedule as somebody types them: likely ones, and such as no rule allows."""

from datetime import date, timedelta
from random import Random

from models.instance import Instance
from models.schedule import PlannedReview, Schedule
from scheduler.changes.edits import Edit
from scheduler.changes.kinds.type_over import LEAD, SEAT, SLOT


def draw_edits(rng: Random, instance: Instance, schedule: Schedule, most: int) -> tuple[Edit, ...]:
    """One to `most` edits, each of another place."""
    places: dict[tuple[str, str, object], Edit] = {}
    for _ in range(rng.randint(1, most)):
        edit = _edit(rng, instance, rng.choice(schedule.reviews))
        if edit is not None and edit.was != edit.now:
            places.setdefault((edit.review, edit.what, edit.was), edit)
    return tuple(places.values())


def _edit(rng: Random, instance: Instance, planned: PlannedReview) -> Edit | None:
    what = rng.choice((SLOT, SLOT, LEAD, SEAT, SEAT, SEAT))
    because = "agreed on the phone" if rng.random() < 0.2 else ""
    if what == SLOT:
        return Edit(planned.review, "slot", planned.slot, _slot(rng, instance, planned))
    if planned.slot is None:
        return None
    if what == LEAD:
        return Edit(planned.review, "lead", planned.lead, rng.choice([one.id for one in instance.leads]), because)
    was = rng.choice((None, *planned.reviewers, *planned.reviewers))
    others = [one.id for one in instance.reviewers if one.id not in planned.reviewers]
    if not others:
        return None
    now = None if was is not None and rng.random() < 0.2 else rng.choice(others)
    return Edit(planned.review, "seat", was, now, because)


def _slot(rng: Random, instance: Instance, planned: PlannedReview) -> date:
    review = instance.review_by_id[planned.review]
    if rng.random() < 0.6:
        return rng.choice(review.possible_slots)
    day = rng.choice(review.slots) + timedelta(days=rng.choice((-7, -1, 1, 7)))
    return (
        day
        if instance.policy.slot.begins_on(day) and day in instance.term_by_id[review.term]
        else rng.choice(review.slots)
    )
