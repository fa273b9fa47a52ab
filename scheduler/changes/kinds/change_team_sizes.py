"""change-team-sizes: all teams that have not begun become larger, or smaller; schools owe as many more, or fewer."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal

from models.change import ChangeTeamSizes, WaiveRule
from models.instance import Instance, LedgerEntry, Review, Waiver
from models.problem import Problem
from scheduler.changes.kind import ChangeKind
from scheduler.changes.wrong import problem

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation

COMMITMENT: Literal["commitment"] = "commitment"


def replayed(instance: Instance, change: ChangeTeamSizes) -> Instance:
    """Of the bands, of reviews that state a size, and in the ledger: schools receive and owe as many as then come."""
    sizes = instance.policy.team_size
    fewest = max(1, sizes.fewest_reviewers)

    def changed(seats: int) -> int:
        return max(min(seats, fewest), seats + change.by)

    new = sizes.model_copy(
        update={
            "bands": tuple(band.model_copy(update={"seats": changed(band.seats)}) for band in sizes.bands),
            "seats_above": changed(sizes.seats_above),
            "seats_unknown": changed(sizes.seats_unknown),
        }
    )
    over = _hosts_reviewed(instance, change)
    accounts = [*instance.ledger, *(LedgerEntry(school=one) for one in sorted(over - instance.ledger_by_school.keys()))]

    def size_of(review: Review) -> int | None:
        if review.id in change.but:
            return instance.size(review)
        return None if review.size is None else changed(review.size)

    def planned_size_of(entry: LedgerEntry) -> int | None:
        if entry.school in over:
            return instance.planned_size(entry.school)
        return None if entry.planned_size is None else changed(entry.planned_size)

    return instance.model_copy(
        update={
            "policy": instance.policy.model_copy(update={"team_size": new}),
            "reviews": tuple(one.model_copy(update={"size": size_of(one)}) for one in instance.reviews),
            "ledger": tuple(entry.model_copy(update={"planned_size": planned_size_of(entry)}) for entry in accounts),
        }
    )


def _hosts_reviewed(instance: Instance, change: ChangeTeamSizes) -> set[str]:
    """The schools whose review this year has begun or is over: here, or in a term before this instance."""
    begun = {instance.review_by_id[review].host for review in change.but}
    to_come = {review.host for review in instance.reviews if review.id not in change.but}
    earlier = {entry.school for entry in instance.ledger if entry.received > 0}
    earlier |= {visit.host for visit in instance.visits if visit.school_year == instance.school_year}
    return (begun | earlier) - to_come


def filled_in(situation: "Situation", change: ChangeTeamSizes) -> ChangeTeamSizes:
    begun = (one.review for one in situation.reviews if situation.has_begun(one, change.notice))
    return change.model_copy(update={"but": tuple(begun)})


def entails(situation: "Situation", change: ChangeTeamSizes) -> Iterator[WaiveRule]:
    """Waivers for visits that have begun, beyond what their schools may send once teams are smaller."""
    then, sent = replayed(situation.world, change), Counter[str]()
    begun = [planned for planned in situation.reviews if planned.slot is not None and planned.review in change.but]
    for planned in sorted(begun, key=lambda planned: str(planned.slot)):
        review = then.review_by_id[planned.review]
        term = then.term_by_id[review.term]
        for person in (*planned.reviewers, *review.left_by):
            home = then.reviewer_by_id[person].school
            if (COMMITMENT, person, planned.review) in then.waived:
                continue
            if sent[home] < then.most(home, term):
                sent[home] += 1
                continue
            waiver = Waiver(
                rule=COMMITMENT,
                person=person,
                review=planned.review,
                allowed_by=change.kind,
                reason="already begun",
            )
            yield WaiveRule(notice=change.notice, why=change.why, waiver=waiver)


def refused(_: Instance, __: "Situation", change: ChangeTeamSizes, where: str) -> Iterator[Problem]:
    if change.by == 0:
        yield problem(f"{where}.by", 0, "by how many seats teams change, such as -1", "Leave the change out.")


def named(instance: Instance, change: ChangeTeamSizes) -> Iterable[str]:
    return instance.review_by_id.keys() - set(change.but)


KIND = ChangeKind(
    of=ChangeTeamSizes,
    words=lambda change: f"teams {abs(change.by)} {'larger' if change.by > 0 else 'smaller'}",
    to_anybody="team sizes were changed",
    refused=refused,
    replayed=replayed,
    named=named,
    filled_in=filled_in,
    entails=entails,
    of_policy=True,
)
