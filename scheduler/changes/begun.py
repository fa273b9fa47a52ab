"""What has begun keeps its people, whatever a rule's number becomes: the waivers for that, or why it cannot be.

Nobody can be sent home for a rule that came later. So a change of a number also waives the rule for just those whom a
review under way would have to lose; what comes after counts in full.

Example. L01 leads two reviews that have begun, and `lead-load` becomes 1: it is waived for L01 at the later of the two.
The other one counts, so L01 leads no third.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from models.finding import Finding
from models.instance import Instance, Waiver
from models.planned import PlannedReview
from models.schedule import Schedule
from scheduler.checking import check
from scheduler.rules import RULE_BY_ID

if TYPE_CHECKING:
    from datetime import date

    from scheduler.changes.situation import Situation

Pair = tuple[str, str]
"""A person, and a review."""


def waivers_for_begun(situation: "Situation", then: Instance, notice: "date", allowed_by: str) -> Iterator[Waiver]:
    """As many as let the reviews that have begun by then stand. then: the instance after the change."""
    begun, made = _begun(situation, notice), list[Waiver]()
    people = [(person, planned.review) for planned in reversed(begun) for person in _there(then, planned)]
    while found := [one for one in _newly_broken(situation, then, begun) if not RULE_BY_ID[one.rule].always_on]:
        new = list(dict.fromkeys(each for one in found for each in _first_of(one, then, people, allowed_by)))
        if not new:
            break
        made += new
        then = then.model_copy(update={"waivers": (*then.waivers, *new)})
    yield from made


def cannot_stand(situation: "Situation", then: Instance, notice: "date") -> Iterator[Finding]:
    """What the change makes a breach of reviews that have begun, and that no waiver could lift."""
    found = _newly_broken(situation, then, _begun(situation, notice))
    return (one for one in found if RULE_BY_ID[one.rule].always_on)


def _begun(situation: "Situation", notice: "date") -> list[PlannedReview]:
    """By their dates."""
    begun = (planned for planned in situation.reviews if situation.has_begun(planned, notice))
    return sorted(begun, key=lambda planned: (str(planned.slot), planned.review))


def _there(instance: Instance, planned: PlannedReview) -> tuple[str, ...]:
    return (*planned.people, *instance.review_by_id[planned.review].left_by)


def _newly_broken(situation: "Situation", then: Instance, begun: Sequence[PlannedReview]) -> list[Finding]:
    """Breaches of what has begun by itself; dues that strictly must be met can be met by what is still to come."""
    alone = Schedule(instance=then.name, reviews=tuple(begun))
    known = {(one.rule, one.about) for one in check(_lenient(situation.world), alone).breaches}
    return [one for one in check(_lenient(then), alone).breaches if (one.rule, one.about) not in known]


def _lenient(instance: Instance) -> Instance:
    """Without what is fixed, and with dues that may be missed."""
    dues = instance.policy.commitment.model_copy(update={"strict": False})
    policy = instance.policy.model_copy(update={"commitment": dues})
    return instance.model_copy(update={"policy": policy, "fixed": ()})


def _first_of(breach: Finding, then: Instance, people: Sequence[Pair], allowed_by: str) -> Iterator[Waiver]:
    """A waiver of the broken rule for the last of those whom the breach is about; none where all have one."""
    about = set(breach.about)
    reviews = about & {review for _, review in people}
    for person, review in people:
        home = then.reviewer_by_id[person].school if person in then.reviewer_by_id else None
        named = about & {person, home} and review in (reviews or {review})
        if named and (breach.rule, person, review) not in then.waived:
            yield Waiver.model_validate(
                {
                    "rule": breach.rule,
                    "person": person,
                    "review": review,
                    "allowed_by": allowed_by,
                    "reason": "already begun",
                }
            )
            return
