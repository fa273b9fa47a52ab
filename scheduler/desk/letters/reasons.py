"""Why something changes for somebody: in full for the coordinator, and in a letter without naming anybody else."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.change import Change
from models.planned import PlannedReview
from models.told import Role
from scheduler.changes.kinds import kind_of, reason
from scheduler.changes.reasons import NOTHING_NEARER, Reasons
from scheduler.desk.letters.lines import Line, Recipient, lines_of
from scheduler.desk.letters.news import Event
from scheduler.plan import Plan

_TO_ANYBODY = {
    "cancel-review": "a review was cancelled",
    "drop-out": "somebody cannot come",
    "decline-offer": "somebody has declined",
    "close-schools": "schools are closed on some days",
    "other-slot": "a school asked for other days",
    "reviewer-joins": "a reviewer has joined",
    "lead-joins": "a Lead Reviewer has joined",
    "school-joins": "a school has joined",
    "person-leaves": "somebody has left",
    "school-leaves": "a school has left",
    "leave-review": "somebody left a review that had begun",
    "end-review": "a review ended early",
    "waive-rule": "an exception was agreed",
    "change-number": "a rule was changed",
    "change-team-sizes": "team sizes were changed",
}
_TO_THEMSELVES = {
    "drop-out": "you cannot come",
    "decline-offer": "you have declined",
    "person-leaves": "you have left",
    "cancel-review": "your review was cancelled",
    "other-slot": "you asked for other days",
}


@dataclass(frozen=True)
class Why:
    """Why an event changes. in_full: with everybody's ids, for the coordinator. to_them: for the letter."""

    in_full: str = ""
    to_them: str = ""


class Causes:
    """The changes that led the last repair to what it makes different. What something else changed has no reason."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._before = plan.instance.before
        self._reasons = None if self._before is None else Reasons(plan.instance, plan.schedule)

    def why(self, to: Recipient, event: Event) -> Why:
        """Nothing, where it is not the last repair that made the difference."""
        review = event.line.review
        if self._reasons is None or not event.is_news or not self._is_different(to, review):
            return Why()
        causes = self._reasons.causes(to.who, [review])
        return Why(_joined(map(reason, causes)), _joined(self._to_them(to, review, change) for change in causes))

    def _is_different(self, to: Recipient, review: str) -> bool:
        assert self._before is not None
        was = self._before.planned_by_review.get(review, PlannedReview(review=review))
        return self._line(to, was) != self._line(to, self._plan.planned(review))

    def _line(self, to: Recipient, planned: PlannedReview) -> Line | None:
        return dict(lines_of(self._plan, planned)).get(to)

    def _to_them(self, to: Recipient, review: str, change: Change) -> str:
        kind = kind_of(change)
        who = {review} if to.role == Role.HOST else {to.who}
        own = who & {*kind.named(self._plan.instance, change)}
        return (_TO_THEMSELVES if own else {}).get(kind.id) or _TO_ANYBODY[kind.id]


def _joined(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(words)) or NOTHING_NEARER
