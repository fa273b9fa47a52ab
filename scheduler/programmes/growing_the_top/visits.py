"""visits: each school of a trio is visited once by the others, and a school has one visit at most in two weeks."""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import numpy as np

from models.calendar import week_of
from models.finding import Finding
from models.programmes.groups import Group
from models.programmes.growing_the_top import GrowingTheTop, GrowingTheTopPolicy
from scheduler.programmes.growing_the_top.columns import KIND, Columns
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows
from scheduler.words import count, day_said


def sentence(policy: GrowingTheTopPolicy) -> str:
    weeks = policy.visits.weeks
    span = "a week" if weeks == 1 else f"any {weeks} weeks on end"
    return (
        "Each school of a trio is visited once by the others, with a facilitator, on a day that the facilitator "
        f"offers; a school takes part in one visit at most in {span}."
    )


def check(joined: Joined[GrowingTheTop]) -> Iterator[Finding]:
    for group in joined.groups:
        yield from _each(joined, group)
        for school, often in Counter(visit.at for visit in group.meetings).items():
            if often > 1:
                message = f"{joined.name(school)} is visited {often} times, once at most."
                yield _finding((group.id, school), often - 1, message)
        yield from _too_near(joined, group)


def _each(joined: Joined[GrowingTheTop], group: Group) -> Iterator[Finding]:
    """What is wrong with single visits."""
    for visit in group.meetings:
        what = f"The visit to {joined.name(visit.at)} on {day_said(visit.day)}"
        if visit.at not in group.members:
            yield _finding((group.id, visit.at), 1, f"{what} is to a school outside the trio of {joined.where(group)}.")
        if visit.kind != KIND or visit.who:
            yield _finding((group.id, visit.at), 1, f"{what} is not one of the whole trio.")
        if visit.day not in joined.instance.days_of.get(visit.led_by or "", ()):
            lead = (
                "no facilitator" if visit.led_by is None else f"{joined.name(visit.led_by)}, who does not offer the day"
            )
            yield _finding((group.id, visit.at), 1, f"{what} is led by {lead}.")


def _too_near(joined: Joined[GrowingTheTop], group: Group) -> Iterator[Finding]:
    """Visits of a trio that are too soon after one another."""
    least = joined.instance.policy.visits.weeks
    for one, other in combinations(sorted(group.meetings, key=lambda visit: visit.day), 2):
        weeks = (week_of(other.day) - week_of(one.day)).days // 7
        if weeks < least:
            message = (
                f"{joined.where(group)} have visits on {day_said(one.day)} and {day_said(other.day)}, "
                f"{count(weeks, 'week')} apart: {least} at least."
            )
            yield _finding((group.id,), least - weeks, message)


def _finding(about: tuple[str, ...], amount: int, message: str) -> Finding:
    return Finding(rule="visits", about=about, amount=amount, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    """At most two of three: one school of a pair is visited in those weeks, the other is, and they are together.

    Without the pair the row says nothing, so that a solver that is given few trios is given few rows.
    """
    yield columns.visits.sum_by("school") <= columns.members.sum_by("school")
    near, pairs, weeks = columns.near, columns.pair, columns.n["week"]
    yield columns.in_weeks.sum_by("school", "week") - near.sum_by("school", "week") <= 0
    pair, week = np.divmod(np.arange(len(pairs) * weeks), max(1, weeks))
    one, other = (near.where(pairs.keys[end][pair] * weeks + week) for end in ("one", "other"))
    sums = [
        block.with_key("pair", pair, columns.n["pair"]).with_key("week", week, weeks).sum_by("pair", "week")
        for block in (one, other, pairs.where(pair))
    ]
    yield sums[0] + sums[1] + sums[2] <= 2


RULE = ProgrammeRule(id="visits", sentence=sentence, check=check, rows=rows, always_on=True)
