"""The instance that a schedule with changes is made for and judged by: changes replayed, what does not move fixed."""

from collections.abc import Iterator, Sequence
from datetime import date

from models.before import EVERYTHING, Before
from models.change import Change
from models.instance import Fixed, Instance, Review
from models.planned import PlannedReview, ReviewStates, State
from models.policy import CHANGE_GOAL, QUALITY_GOAL, Goal, Policy
from models.schedule import Schedule
from scheduler.changes.replaying import replay
from scheduler.goals import OF_REPAIRS


def effective(instance: Instance, schedule: Schedule) -> Instance:
    """The instance by which the schedule is judged; the instance itself where nothing has changed since."""
    facts = replay(instance, schedule.changes)
    return facts if schedule.before is None else _under_repair(facts, schedule.before)


def for_repair(instance: Instance, schedule: Schedule, changes: Sequence[Change], before: Before) -> Instance:
    """The instance in which a schedule is repaired after more changes."""
    return effective(instance, schedule.model_copy(update={"changes": (*schedule.changes, *changes), "before": before}))


def keeping(instance: Instance, schedule: Schedule) -> Instance:
    """The instance in which whatever the schedule says of people and dates stays, but for drafts: for `solve`.

    What the instance itself fixes stays, too.
    """
    by_review = {states.review: states for states in schedule.states}
    kept = dict(instance.fixed_by_review)
    for planned in schedule.reviews:
        states = by_review.get(planned.review) or ReviewStates(review=planned.review)
        fixed = _not_draft(planned, states, kept.get(planned.review))
        if fixed is not None:
            kept[planned.review] = fixed
    return instance.model_copy(update={"fixed": tuple(kept.values())})


def with_states_of(kept: Schedule, found: Schedule) -> Schedule:
    """A schedule made from one that was kept: what was there has its old state, and what is new is a draft.

    What people were told of the old one stays with it.
    """
    old = {planned.review: planned for planned in kept.reviews}
    by_review = {states.review: states for states in kept.states}

    def states_of(planned: PlannedReview) -> ReviewStates:
        was = old.get(planned.review, PlannedReview(review=planned.review))
        states = by_review.get(planned.review) or ReviewStates(review=planned.review)
        return states.model_copy(
            update={
                "slot": states.slot if planned.slot == was.slot else State.DRAFT,
                "lead": states.lead if planned.lead == was.lead else State.DRAFT,
                "reviewers": {
                    person: states.of_seat(person) if person in was.reviewers else State.DRAFT
                    for person in planned.reviewers
                },
                "absent": states.absent_of(planned.people) if planned.slot == was.slot else {},
            }
        )

    states = tuple(states_of(planned) for planned in found.reviews if planned.slot is not None)
    return found.model_copy(update={"states": states, "told": kept.told})


def _not_draft(planned: PlannedReview, states: ReviewStates, by_hand: Fixed | None) -> Fixed | None:
    by_hand = by_hand or Fixed(review=planned.review, reason="published")
    told = tuple(
        person for person in planned.reviewers if states.of_seat(person) != State.DRAFT or person in states.pins
    )
    slot = planned.slot if states.slot != State.DRAFT or "slot" in states.pins else None
    lead = planned.lead if states.lead != State.DRAFT or "lead" in states.pins else None
    fixed = by_hand.model_copy(
        update={
            "slot": by_hand.slot or slot,
            "lead": by_hand.lead or lead,
            "reviewers": tuple(dict.fromkeys((*by_hand.reviewers, *told))),
        }
    )
    return fixed if fixed.slot or fixed.lead or fixed.reviewers else None


def _under_repair(facts: Instance, before: Before) -> Instance:
    """Reserves may come, nothing moves into what has passed, and what is done, begun or pinned stays."""
    fixed = tuple(_fixed(facts, before))
    begun = {one.review for one in fixed if one.slot is not None and one.slot <= before.notice}
    return facts.model_copy(
        update={
            "reviewers": tuple(
                person.model_copy(update={"reserve": False}) if person.reserve else person for person in facts.reviewers
            ),
            "reviews": tuple(
                review if review.id in begun else _still_to_come(review, before.notice) for review in facts.reviews
            ),
            "fixed": fixed,
            "policy": facts.policy.model_copy(update={"goals": repair_goals(facts.policy)}),
        }
    ).repairing(before)


def _still_to_come(review: Review, notice: date) -> Review:
    slots = tuple(slot for slot in review.possible_slots if slot > notice)
    return review if slots == review.possible_slots else review.model_copy(update={"possible": slots})


def repair_goals(policy: Policy) -> tuple[Goal, ...]:
    """The policy's goals as a repair pursues them: change kept small before quality, and fairness left to `solve`."""
    goals = [goal for goal in policy.goals if goal.goal in OF_REPAIRS]
    if not any(goal.goal == CHANGE_GOAL for goal in goals):
        at = next((n for n, goal in enumerate(goals) if goal.goal == QUALITY_GOAL), len(goals))
        goals.insert(at, Goal(goal=CHANGE_GOAL))
    return tuple(goals)


# What does not move


def _fixed(facts: Instance, before: Before) -> Iterator[Fixed]:
    for planned in before.reviews:
        if planned.slot is None or planned.review not in facts.review_by_id:
            continue
        kept = _kept(facts, before, planned)
        if kept is not None:
            yield kept


def _kept(facts: Instance, before: Before, planned: PlannedReview) -> Fixed | None:
    """What must stay of a review: all if it is done or has begun, else what is pinned; what a change names is free."""
    states, free = before.states_of(planned.review), before.free.get(planned.review, ())
    if EVERYTHING in free:
        return None
    if planned.review in before.begun:
        return _standing(facts, planned)
    by_hand = facts.fixed_by_review.get(planned.review) or Fixed(review=planned.review, reason="not fixed")
    moves = facts.policy.fixed.published_moves
    begun = before.has_begun(planned)

    def stays(place: str, state: State, pinned: bool) -> bool:
        fast = begun or state == State.DONE or pinned or place in states.pins
        return place not in free and (fast or (not moves and state != State.DRAFT))

    slot = planned.slot if stays("slot", states.slot, planned.slot == by_hand.slot) else None
    lead = planned.lead if planned.lead and stays("lead", states.lead, planned.lead == by_hand.lead) else None
    if lead is not None and lead in free:
        lead = None
    reviewers = tuple(
        person for person in planned.reviewers if stays(person, states.of_seat(person), person in by_hand.reviewers)
    )
    if slot is None and lead is None and not reviewers:
        return None
    reason = "done or begun" if begun else by_hand.reason if by_hand.reason != "not fixed" else "pinned"
    complete = not free and (by_hand.complete or before.is_over(planned, facts.policy.slot))
    return Fixed(review=planned.review, slot=slot, lead=lead, reviewers=reviewers, complete=complete, reason=reason)


def _standing(facts: Instance, planned: PlannedReview) -> Fixed:
    """All of a review that has begun: nobody new joins, and who left is counted with the team that it began with."""
    team = dict.fromkeys((*planned.reviewers, *facts.review_by_id[planned.review].left_by))
    return Fixed(
        review=planned.review,
        slot=planned.slot,
        lead=planned.lead,
        reviewers=tuple(team),
        complete=True,
        reason="done or begun",
    )
