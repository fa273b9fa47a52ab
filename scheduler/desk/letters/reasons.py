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


@dataclass(frozen=True)
class Why:
    """Why an event changes. in_full: with everybody's ids, for the coordinator. to_them: for the letter."""

    in_full: str = ""
    to_them: str = ""


class Causes:
    """The changes that led the last repair to what it makes different. What something else changed has no reason."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._before = before = plan.instance.before
        happened = before is not None and plan.schedule.changes[before.changes :]  # nothing, where it was typed over
        self._reasons = Reasons(plan.instance, plan.schedule) if happened else None

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
        named = {*kind.named(self._plan.instance, change)}
        own = named == {review} if to.role == Role.HOST else to.who in named
        return (kind.to_themselves if own else "") or kind.to_anybody


def _joined(words: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(words)) or NOTHING_NEARER
