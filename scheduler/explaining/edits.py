"""Keeping as many edits of a schedule as can be kept, and repairing the rest around them.

Which edits can be kept together is asked of the solvers. Sets of edits that cannot be are found one after the other,
each as small as it gets; as many edits as it takes to break all of them up must go, and no fewer: a smallest hitting
set (Reiter, A theory of diagnosis from first principles, 1987; as in MaxHS, Davies and Bacchus, 2011). When the others
can be kept together, that is the most.

Example. Four edits; 1 and 2 clash, 2 and 3 clash. To let 2 go breaks up both; 1, 3 and 4 can be kept, so three are the
most. Had 1 and 3 clashed, too, two would have to go.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations

import numpy as np

from models.change import WaiveRule
from models.digest import instance_sha256
from models.finding import Finding
from models.instance import Fixed, Instance
from models.schedule import Schedule, Status
from scheduler.changes.edits import Edit, Edited, typed
from scheduler.changes.kinds.type_over import LEAD, SEAT, SLOT
from scheduler.checking import breaches
from scheduler.explaining.clashing import Clash, clash_of
from scheduler.explaining.questions import NotTold, Question, as_planned, smallest
from scheduler.explaining.standing import made_to_stand
from scheduler.model import Model
from scheduler.repairs.circles import repair
from scheduler.repairs.rescheduling import stamped
from scheduler.rules import CURED_BY_PEOPLE
from scheduler.solvers.options import Options, Outcome, Progress
from scheduler.solving import Report
from scheduler.tables.arrays import Bools
from scheduler.words import count


@dataclass(frozen=True)
class Dropped:
    """An edit that is not kept, and the clash that it would be part of."""

    edit: Edit
    clash: Clash


@dataclass(frozen=True)
class Kept:
    """What came of edits. kept: as many as can be; is_most: whether that is proven. dropped: the others, with why.

    edited: the kept ones, with the changes that they bring along. schedule: the repair; None where none was found.
    """

    kept: tuple[Edit, ...]
    dropped: tuple[Dropped, ...]
    is_most: bool
    edited: Edited
    status: Status
    schedule: Schedule | None
    notices: tuple[str, ...] = ()


def keep_edits(edited: Edited, options: Options, report: Report = lambda _: None) -> Kept:
    """As many of the edits as can be kept, and the repair around them that disturbs the fewest people besides."""
    report(Progress(0.0, "which edits can be kept"))
    kept, dropped, is_most = _most(edited, options)
    chosen = edited.only(kept)
    outcome = _repaired(chosen, kept, options, report)
    lent = [waiver for waiver in edited.waivers if waiver not in chosen.waivers]
    if outcome.status == Status.INFEASIBLE and lent:  # a kept edit leans on what a dropped one brought
        chosen = edited.only(kept, lent)
        outcome = _repaired(chosen, kept, options, report)
        if outcome.schedule is not None:
            chosen = _with_fewest_waivers(edited, kept, lent, outcome.schedule)
    found = outcome.schedule
    if found is not None:
        found = _certified(stamped(found, edited.schedule, chosen.changes, chosen.instance), chosen, len(kept))
    return Kept(kept, dropped, is_most, chosen, outcome.status, found, outcome.notices)


def _with_fewest_waivers(edited: Edited, kept: Sequence[Edit], lent: Sequence[WaiveRule], found: Schedule) -> Edited:
    """The kept edits with no waiver more than the repair needs.

    It is the best with all of them, and keeps the rules with these: so it is the best with these, too.
    """
    for waiver in lent:
        fewer = [one for one in lent if one != waiver]
        if not breaches(edited.only(kept, fewer).instance, found):
            lent = fewer
    return edited.only(kept, lent)


def _repaired(chosen: Edited, kept: Sequence[Edit], options: Options, report: Report) -> Outcome:
    """The repair in which these edits stand."""
    instance = pinned(chosen, kept)
    model = Model(instance)
    start = made_to_stand(instance, typed(chosen.schedule, kept))
    if start is not None and not all(_is_kept(start, edit) for edit in kept):
        start = None
    return repair(model.only(_not_replaced(model, kept)), options, start, report)


def _not_replaced(model: Model, kept: Sequence[Edit]) -> Bools:
    """(column): all but the places of those who were typed over, also where no rule of the policy keeps them away."""
    columns, facts = model.columns, model.facts
    usable = np.ones(len(model), dtype=bool)
    for edit in kept:
        if edit.what == SLOT or edit.was is None:
            continue
        is_lead = edit.what == LEAD
        block, key = (columns.leads, "lead") if is_lead else (columns.seats, "reviewer")
        person = (facts.leads if is_lead else facts.reviewers)[str(edit.was)]
        there = facts.dates.review[block.keys["date"]] == facts.reviews[edit.review]
        usable[block.columns[there & (block.keys[key] == person)]] = False
    return usable


def _is_kept(schedule: Schedule, edit: Edit) -> bool:
    """Whether a schedule has what was typed."""
    planned = next(one for one in schedule.reviews if one.review == edit.review)
    if edit.what == SEAT:
        return edit.was not in planned.reviewers and (edit.now is None or edit.now in planned.reviewers)
    return edit.now is None or edit.now == (planned.slot if edit.what == SLOT else planned.lead)


def _certified(found: Schedule, chosen: Edited, kept: int) -> Schedule:
    """The repair whose certificate speaks of the instance without pins, and says among which repairs it is the best."""
    if found.certificate is None:
        return found
    among = f"repairs that keep {count(kept, 'edit')}" if kept else ""
    said = {"among": among, "instance_sha256": instance_sha256(chosen.instance)}
    return found.model_copy(update={"certificate": found.certificate.model_copy(update=said)})


def _most(edited: Edited, options: Options) -> tuple[tuple[Edit, ...], tuple[Dropped, ...], bool]:
    """The edits that are kept; the others, each with a clash; and whether it is proven that no more can be."""
    together = _Together(edited, options)
    clashes: list[tuple[frozenset[Edit], Clash]] = []
    while True:
        gone = _hitting(edited.edits, [part for part, _ in clashes])
        kept = tuple(edit for edit in edited.edits if edit not in gone)
        if together.can_keep(kept):
            break
        part = frozenset(smallest(together.suspects(kept), together.can_keep))
        clashes.append((part, together.clash(part)))
    why = {edit: clash for part, clash in reversed(clashes) for edit in part}
    return kept, tuple(Dropped(edit, why[edit]) for edit in edited.edits if edit in gone), together.is_proven


class _Together:
    """Can these edits be kept together? The rules' own checks tell most of it; what they leave open, the solvers do.

    A breach that the edits show by themselves, and that more people cannot cure, is proof that they cannot. A schedule
    of the reviews concerned without a breach is proof that they can: where nothing is typed, a review can stay unheld.
    is_proven: whether each "no" is either shown by the checks or said by HiGHS and CP-SAT both.
    """

    def __init__(self, edited: Edited, options: Options) -> None:
        self._edited, self._options = edited, options
        self.is_proven = True
        self._standing = frozenset(self._shown(()))

    def can_keep(self, edits: Sequence[Edit]) -> bool:
        if self._broken(edits):
            return False
        return self._has_witness(edits) or self._question(edits)

    def suspects(self, edits: Sequence[Edit]) -> Sequence[Edit]:
        """Edits among which a clash is: those of the first breach that is shown, else all."""
        for finding in self._broken(edits):
            named = [edit for edit in edits if set(finding.about) & {edit.review, *edit.people}]
            if self._broken(named):
                return named
        return edits

    def clash(self, edits: frozenset[Edit]) -> Clash:
        """Why these cannot be kept together, in the words of the rules' checks where they show it."""
        part = [edit for edit in self._edited.edits if edit in edits]
        broken = self._broken(part)
        decisions = tuple(edit.words for edit in part)
        if broken:
            rules = tuple(dict.fromkeys(finding.rule for finding in broken))
            return Clash(decisions, rules, tuple(finding.message for finding in broken), ())
        question = self._asked(part)
        try:
            self.is_proven = question.clash(list(question.demands)) and self.is_proven
            found = clash_of(question.asked, list(question.demands), self._options)
        except NotTold:
            self.is_proven, found = False, Clash((), (), (), ())
        return replace(found, decisions=decisions)

    def _broken(self, edits: Sequence[Edit]) -> tuple[Finding, ...]:
        """What the edits break by themselves, whoever else comes."""
        return tuple(finding for finding in self._shown(edits) if finding not in self._standing)

    def _shown(self, edits: Sequence[Edit]) -> Iterator[Finding]:
        """Breaches of the edits, and of what is fixed, that more people cannot cure."""
        instance = pinned(self._edited, edits)
        for finding in breaches(instance, as_planned(instance)):
            if finding.rule not in CURED_BY_PEOPLE:
                yield finding
        for edit in edits:
            yield from self._edited.has_passed(edit)
            if edit.review in instance.begun:
                edited = typed(self._edited.schedule, [edit])
                yield from (one for one in breaches(self._edited.instance, edited) if one.rule == "fixed")

    def _has_witness(self, edits: Sequence[Edit]) -> bool:
        """Whether the reviews concerned can stand as they were typed, without whoever is in the way."""
        instance = pinned(self._edited, edits)
        reviews = [one for one in typed(self._edited.schedule, edits).reviews if one.review in instance.fixed_by_review]
        return (
            made_to_stand(instance, Schedule(instance=instance.name, reviews=tuple(reviews)), self._standing)
            is not None
        )

    def _question(self, edits: Sequence[Edit]) -> bool:
        question = self._asked(edits)
        try:
            return question.can_keep(list(question.demands))
        except NotTold:
            self.is_proven = False
            return False

    def _asked(self, edits: Sequence[Edit]) -> Question:
        return Question(pinned(self._edited, edits), None, self._options)


def _hitting(edits: Sequence[Edit], parts: Sequence[frozenset[Edit]]) -> frozenset[Edit]:
    """A smallest set of edits with one of each part; of several, the one that lets later edits go."""
    concerned = [edit for edit in reversed(edits) if any(edit in part for part in parts)]
    for size in range(len(concerned) + 1):
        for some in combinations(concerned, size):
            if all(part & set(some) for part in parts):
                return frozenset(some)
    raise AssertionError("every part has an edit")


def _stays(edited: Edited, review: str) -> date | None:
    """The slot of a review whose date nobody typed over."""
    if any(edit.review == review and edit.what == SLOT for edit in (*edited.edits, *edited.dropped)):
        return None
    return next((planned.slot for planned in edited.schedule.reviews if planned.review == review), None)


def pinned(edited: Edited, edits: Sequence[Edit]) -> Instance:
    """The instance in which these edits stand: who was typed in comes, and who was typed over does not."""
    instance = edited.instance
    fixed, reviews = dict(instance.fixed_by_review), dict(instance.review_by_id)
    for edit in (each for each in edits if each.review not in instance.begun):
        entry = fixed.get(edit.review) or Fixed(review=edit.review, reason="typed into the plan")
        review, change = reviews[edit.review], dict[str, object]()
        slot = edit.now if edit.what == SLOT else _stays(edited, edit.review)
        if slot is not None:
            change["slot"] = slot
            review = review.model_copy(update={"possible": (slot,)})
        if edit.what == LEAD and edit.now is not None:
            change["lead"] = edit.now
        elif edit.what == SEAT and edit.now is not None:
            change["reviewers"] = tuple(dict.fromkeys((*entry.reviewers, str(edit.now))))
        if edit.what != SLOT and edit.was is not None:
            declined = tuple(dict.fromkeys((*review.declined_by, str(edit.was))))
            review = review.model_copy(update={"declined_by": declined})
        fixed[edit.review], reviews[edit.review] = entry.model_copy(update=change), review
    return instance.model_copy(update={"fixed": tuple(fixed.values()), "reviews": tuple(reviews.values())})
