"""Whether every schedule is impossible, and if so what clashes, in words.

Without fixed decisions and `strict`, planning nothing is always possible. With them, as few as possible are broken,
first in the relaxation and, where that breaks none, in CP-SAT: what must be broken clashes.

The relaxation's prices are a proof by themselves, for they are added up again in whole numbers (`farkas`): whatever its
solver says, only what adds up is believed. Where they prove nothing, CP-SAT and HiGHS must agree, each for itself.
"""

from collections.abc import Iterator

import numpy as np

from models.schedule import PlannedReview, Schedule, Status
from scheduler.checking import check
from scheduler.model import Model
from scheduler.rules import CURED_BY_PEOPLE, RULES
from scheduler.solvers import highs
from scheduler.solvers.farkas import must_break
from scheduler.solvers.options import Options
from scheduler.solvers.relaxation import BROKEN, TOLERANCE, Relaxation
from scheduler.tables.arrays import Ints
from scheduler.words import count

_WHOLE = 20_000  # up to so many columns CP-SAT decides, beyond them the relaxation alone
_TIMELESS = frozenset(rule.id for rule in RULES if not rule.needs_dates)


def clashes(model: Model, relaxation: Relaxation, options: Options) -> tuple[str, ...]:
    """What makes every schedule impossible; empty where nothing is known to."""
    elastic = model.columns.elastic
    if not elastic.any():
        return ()
    relaxation.minimise(np.zeros(len(elastic)))
    point = relaxation.solve()
    broken = np.zeros(len(elastic))
    if point is not None and must_break(model, point.price, BROKEN):
        broken = point.values * ((elastic > 0) & (point.reduced < BROKEN))  # only what the proof makes use of
    if broken.sum() <= TOLERANCE and len(elastic) <= _WHOLE:
        broken = _fewest_broken(model, elastic, options).astype(float)
    if broken.sum() <= TOLERANCE:
        return ()
    return (*_broken(model, np.flatnonzero(broken > TOLERANCE)), *_among_themselves(model))


def _fewest_broken(model: Model, elastic: Ints, options: Options) -> Ints:
    """CP-SAT's answer; believed only if it keeps every row, and if HiGHS, too, finds no way to break fewer."""
    from scheduler.solvers import cp_sat  # half a second of a processor, which hardly any search needs here

    none = np.zeros(len(elastic), dtype=np.int64)
    broken, every = (elastic > 0).astype(np.int64), np.arange(len(elastic))
    may_break = model.up_to(np.maximum(model.highest, elastic))
    answer = cp_sat.minimise(may_break, every, broken, options, None)
    if answer.status != Status.OPTIMAL or answer.values is None or not may_break.accepts(answer.values):
        return none
    fewest = int(answer.values @ broken)
    if fewest == 0:
        return none
    second = highs.minimise(may_break, every, broken, options, None)
    confirmed = second.bound is not None and second.bound >= fewest
    return answer.values * broken if confirmed else none


def _broken(model: Model, broken: Ints) -> Iterator[str]:
    """What cannot be kept, with what is there for it."""
    columns, facts = model.columns, model.facts
    for position in np.flatnonzero(np.isin(columns.broken.columns, broken)):
        pin = facts.pins[position]
        yield f"Fixed, but impossible with the other fixed decisions and the rules: {pin.sentence}."
        yield from _funnel(model, pin.review, pin.review_id)
    for position in np.flatnonzero(np.isin(columns.shortfalls.columns, broken)):
        home = model.instance.schools[columns.shortfalls.keys["home"][position]]
        term = list(facts.terms)[columns.shortfalls.keys["term"][position]]
        due = int(facts.due.reshape(-1)[position])
        yield (
            f"commitment is strict, but {home.name} cannot send {count(due, 'reviewer')} by the end of term {term} "
            "together with all other schools."
        )


def _funnel(model: Model, review: int, name: str) -> Iterator[str]:
    columns, fewest = model.columns, model.instance.policy.team_size.fewest_reviewers
    leads = len(np.unique(columns.leads.keys["lead"][columns.leads.keys["review"] == review]))
    reviewers = len(np.unique(columns.seats.keys["reviewer"][columns.seats.keys["review"] == review]))
    if leads == 0 or reviewers < fewest:
        yield (
            f"For {name} the rules leave {count(leads, 'lead')} and {count(reviewers, 'reviewer')}; "
            f"it needs 1 lead and at least {count(fewest, 'reviewer')}."
        )


def _among_themselves(model: Model) -> Iterator[str]:
    """Which rules the fixed decisions break by themselves, nothing else planned."""
    instance = model.instance
    only_fixed = Schedule(
        instance=instance.name,
        reviews=tuple(
            PlannedReview(
                review=fixed.review,
                slot=fixed.slot or instance.review_by_id[fixed.review].slots[0],
                lead=fixed.lead,
                reviewers=fixed.reviewers,
            )
            for fixed in instance.fixed
        ),
    )
    for finding in check(instance, only_fixed).breaches:
        fixed = instance.fixed_by_review.get(finding.about[0])
        has_date = fixed is not None and fixed.slot is not None
        if finding.rule not in CURED_BY_PEOPLE and (finding.rule in _TIMELESS or has_date):
            yield f"{finding.rule}: {finding.message}"
