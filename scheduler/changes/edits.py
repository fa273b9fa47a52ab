"""What somebody has typed over in a schedule: dates, leads and people, what each edit breaks, and what it costs.

An edit is judged by the rules' own checks, over plain data. One that breaks a rule which may be waived for somebody can
be kept all the same, with a reason: then it brings a waiver along.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal

from models.change import Change, TypeOver, WaiveRule
from models.finding import Finding
from models.instance import Instance, Waiver
from models.planned import PlannedReview
from models.schedule import Schedule
from scheduler.changes.effective_instance import for_repair
from scheduler.changes.kinds import in_words
from scheduler.changes.kinds.type_over import SEAT, SLOT
from scheduler.changes.situation import Situation
from scheduler.checking import breaches
from scheduler.goals import change_kept_small, quality
from scheduler.plan import Plan
from scheduler.rules import RULES

_SWITCHABLE = frozenset(rule.id for rule in RULES if not rule.always_on)


@dataclass(frozen=True)
class Edit:
    """One place of a review that was typed over. was, now: a slot, or somebody's id; None is nobody.

    because: why rules that it breaks, and that may be waived, are set aside; empty: they are not.
    """

    review: str
    what: Literal["slot", "lead", "seat"]
    was: date | str | None
    now: date | str | None
    because: str = ""

    @property
    def words(self) -> str:
        """The edit in a sentence without its full stop."""
        return in_words(self.change(date.min))

    def change(self, notice: date, *, kept: bool = True) -> TypeOver:
        """The edit as a change that became known on a day."""
        was, now = (None if value is None else str(value) for value in (self.was, self.now))
        return TypeOver(
            notice=notice, why=self.because, review=self.review, place=self.what, was=was, now=now, kept=kept
        )

    @property
    def people(self) -> frozenset[str]:
        """Whom it names."""
        return frozenset(str(who) for who in (self.was, self.now) if who is not None and self.what != SLOT)

    @property
    def comes(self) -> str | None:
        """Who comes by it."""
        return None if self.what == SLOT or self.now is None else str(self.now)


@dataclass(frozen=True)
class Verdict:
    """What an edit does. breaks: what the edited schedule breaks by it. waivable: a waiver would lift all of it.

    km: by how much all journeys become longer, and quality: by how much that goal rises, with this edit alone.
    told: who must be told something new of it. not_offered: its slot is none that the host offered; it is taken
    as one that it asks for.
    """

    edit: Edit
    breaks: tuple[Finding, ...]
    waivable: bool
    km: int
    quality: int
    told: tuple[str, ...]
    not_offered: bool = False

    @property
    def is_allowed(self) -> bool:
        return not self.breaks


def typed(schedule: Schedule, edits: Iterable[Edit]) -> Schedule:
    """The schedule as it was typed."""
    reviews = {planned.review: planned for planned in schedule.reviews}
    for edit in edits:
        planned = reviews.get(edit.review) or PlannedReview(review=edit.review)
        reviews[edit.review] = planned.model_copy(update=_update(planned, edit))
    return schedule.model_copy(update={"reviews": tuple(reviews.values()), "certificate": None})


def _update(planned: PlannedReview, edit: Edit) -> dict[str, object]:
    if edit.what != SEAT:
        return {edit.what: edit.now}
    team = [edit.now if person == edit.was else person for person in planned.reviewers]
    if edit.was not in planned.reviewers:
        team.append(edit.now)
    return {"reviewers": tuple(person for person in team if person is not None)}


class Edited:
    """An instance and its schedule, with edits that became known on a day.

    dropped: edits that do not stand; what they were typed over is free all the same. allowed_by: who sets rules aside.
    lent: waivers that edits brought which do not stand; one that does leans on them.
    changes: the edits as changes, with the waivers that they bring along.
    instance: the effective one, by which the edited schedule is judged.
    """

    def __init__(
        self,
        instance: Instance,
        schedule: Schedule,
        edits: Sequence[Edit],
        notice: date,
        allowed_by: str,
        dropped: Sequence[Edit] = (),
        lent: Sequence[WaiveRule] = (),
    ) -> None:
        self.facts, self.schedule = instance, schedule
        self.edits, self.dropped = tuple(edits), tuple(dropped)
        self.notice, self._allowed_by = notice, allowed_by
        self._situation = Situation(instance, schedule)
        typed_over = (edit.change(notice, kept=edit in self.edits) for edit in self._to_come())
        self._take(tuple(typed_over))
        self._take((*self._waivers(), *lent, *self.changes))

    def only(self, edits: Sequence[Edit], lent: Sequence[WaiveRule] = ()) -> "Edited":
        """The same with some of the edits; the others only free what they were typed over, and lend these waivers."""
        others = [edit for edit in (*self.edits, *self.dropped) if edit not in edits]
        return Edited(self.facts, self.schedule, edits, self.notice, self._allowed_by, others, lent)

    @property
    def waivers(self) -> tuple[WaiveRule, ...]:
        """The waivers that the edits bring along."""
        return tuple(change for change in self.changes if isinstance(change, WaiveRule))

    def _to_come(self) -> Iterator[Edit]:
        """The edits of reviews that have not begun: nothing in those moves."""
        return (edit for edit in (*self.edits, *self.dropped) if not self._has_begun(edit.review))

    def _take(self, changes: Sequence[Change]) -> None:
        self.changes = self._situation.entailed(changes)
        before = self._situation.before(self.changes, self.notice)
        self.instance = for_repair(self.facts, self.schedule, self.changes, before)

    @cached_property
    def not_offered(self) -> frozenset[str]:
        """Reviews whose new slot the host had not offered."""
        reviews = self._situation.world.review_by_id
        return frozenset(
            edit.review
            for edit in self.edits
            if edit.what == SLOT
            and isinstance(edit.now, date)
            and edit.now not in reviews[edit.review].possible_slots
            and not self._has_begun(edit.review)
        )

    def _has_begun(self, review: str) -> bool:
        return self._situation.has_begun(self._situation.planned(review), self.notice)

    def _waivers(self) -> Iterator[Change]:
        """Of each rule that an edit with a reason breaks, and that may be waived: a waiver for whoever comes."""
        if not any(edit.because for edit in self.edits):
            return
        said = set()
        for edit, breaks in zip(self.edits, self._by_edit(self._breaches()), strict=True):
            for finding in breaks:
                key = (finding.rule, edit.comes, edit.review)
                if edit.because and edit.comes and finding.rule in _SWITCHABLE and key not in said:
                    said.add(key)
                    waiver = Waiver.model_validate(
                        {
                            "rule": finding.rule,
                            "person": edit.comes,
                            "review": edit.review,
                            "allowed_by": self._allowed_by,
                            "reason": edit.because,
                        }
                    )
                    yield WaiveRule(notice=self.notice, why=edit.because, waiver=waiver)

    def _breaches(self) -> tuple[Finding, ...]:
        """What the schedule as it was typed breaks and did not break before."""
        now = breaches(self.instance, typed(self.schedule, self.edits))
        old = set(breaches(self.instance, self.schedule)) if now else set()
        passed = (finding for edit in self.edits for finding in self.has_passed(edit))
        return (*(one for one in now if one not in old), *passed)

    def has_passed(self, edit: Edit) -> Iterator[Finding]:
        """That a date was typed which is not to come any more; no rule that is off lets a review begin there."""
        if edit.what == SLOT and edit.now not in self.instance.review_by_id[edit.review].possible_slots:
            message = f"{edit.review} cannot begin on {edit.now}: on {self.notice} that day has passed."
            yield Finding(rule="fixed", about=(edit.review,), amount=1, message=message)

    def _by_edit(self, breaches: Iterable[Finding]) -> list[list[Finding]]:
        """The breaches of each edit: those that speak of most of what it names; a breach may be several edits'."""
        mine: list[list[Finding]] = [[] for _ in self.edits]
        there = {one.review: set(one.people) for one in typed(self.schedule, self.edits).reviews}
        for finding in breaches:
            speak = [_speaks_of(self.instance, finding, edit, there[edit.review]) for edit in self.edits]
            for n, much in enumerate(speak):
                if much and much == max(speak):
                    mine[n].append(finding)
        return mine

    def verdicts(self) -> tuple[tuple[Verdict, ...], tuple[Finding, ...]]:
        """The verdict on each edit; and breaches that belong to none."""
        breaches = self._breaches()
        by_edit = self._by_edit(breaches)
        rest = tuple(one for one in breaches if not any(one in mine for mine in by_edit))
        return tuple(self._verdict(edit, mine) for edit, mine in zip(self.edits, by_edit, strict=True)), rest

    def _verdict(self, edit: Edit, breaks: list[Finding]) -> Verdict:
        before, after = (Plan(self.instance, one) for one in (self.schedule, typed(self.schedule, [edit])))
        costs = [sum(finding.amount for finding in quality.recount(plan)) for plan in (before, after)]
        told = tuple(finding.about[0] for finding in change_kept_small.recount(after))
        waivable = bool(breaks) and edit.comes is not None and self._is_lifted(edit, breaks)
        not_offered = edit.what == SLOT and edit.review in self.not_offered
        return Verdict(edit, tuple(breaks), waivable, after.km - before.km, costs[1] - costs[0], told, not_offered)

    def _is_lifted(self, edit: Edit, breaks: Sequence[Finding]) -> bool:
        """Whether waivers for whoever comes would lift all of it, as the checks say."""
        if any(finding.rule not in _SWITCHABLE for finding in breaks):
            return False
        asked = replace(self.edits[self.edits.index(edit)], because="asked what if")
        edits = [asked if one == edit else one for one in self.edits]
        allowed_by = self._allowed_by or "nobody yet"
        others = Edited(self.facts, self.schedule, edits, self.notice, allowed_by, self.dropped)
        return not set(breaks) & set(others._breaches())


def _speaks_of(instance: Instance, finding: Finding, edit: Edit, there: set[str]) -> int:
    """How much of an edit a breach speaks of: whoever comes says more than the review, a school of theirs less.

    there: who is at the review. A date that was typed concerns all of them.
    """
    about = set(finding.about)
    of_host = instance.review_by_id[edit.review].host in about
    if edit.what == SLOT:
        return 2 * (edit.review in about) + bool(there & about) + of_host
    comes = {edit.comes} if edit.comes else set()
    school = {one.school for one in (instance.reviewer_by_id.get(who) for who in edit.people) if one is not None}
    return 4 * bool(comes & about) + 2 * (edit.review in about) + bool(school & about) + of_host
