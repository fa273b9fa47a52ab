"""dates: each participant shadows the coach for a day, and the group meets its coach twice a term, on days offered."""

from collections import Counter
from collections.abc import Iterator

from models.finding import Finding
from models.programmes.getting_ahead_london import Coach, GettingAheadLondon, GettingAheadLondonPolicy
from models.programmes.groups import Group, Meeting
from scheduler.programmes.getting_ahead_london.columns import Columns
from scheduler.programmes.getting_ahead_london.facts import MEETING, SHADOW_DAY, term_of
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows
from scheduler.words import count, day_said


def sentence(policy: GettingAheadLondonPolicy) -> str:
    return (
        "Each participant shadows the coach for one day, alone, and the group meets its coach "
        f"{count(policy.dates.meetings_a_term, 'time')} a term at most: at the coach's school, on days that the coach "
        "offers for it, one thing a day."
    )


def check(joined: Joined[GettingAheadLondon]) -> Iterator[Finding]:
    for group in joined.groups:
        coach = joined.instance.coach_by_id.get(group.place or "")
        name = f"The group of {joined.where(group)}"
        for one in group.meetings:
            if not _is_possible(joined.instance, group, coach, one):
                yield _finding(group, 1, f"{name} has on {day_said(one.day)} a {one.kind} that is not as it must be.")
        yield from _too_many(joined, group, name)


def _is_possible(instance: GettingAheadLondon, group: Group, coach: Coach | None, one: Meeting) -> bool:
    """Whether one day, looked at alone, is with the coach, of the right people, and offered."""
    if coach is None or one.at != coach.school or one.led_by != coach.id:
        return False
    if one.kind == SHADOW_DAY:
        return len(one.who) == 1 and one.who[0] in group.members and one.day in coach.shadow_days
    is_offered = one.day in coach.meeting_days and term_of(instance, one.day) is not None
    return one.kind == MEETING and not one.who and is_offered


def _too_many(joined: Joined[GettingAheadLondon], group: Group, name: str) -> Iterator[Finding]:
    shadowing = Counter(who for one in group.meetings if one.kind == SHADOW_DAY for who in one.who)
    for who, often in shadowing.items():
        if often > 1:
            yield _finding(group, often - 1, f"{joined.name(who)} has {count(often, 'shadow day')}, 1 at most.")
    most = joined.instance.policy.dates.meetings_a_term
    met = Counter(term_of(joined.instance, one.day) for one in group.meetings if one.kind == MEETING)
    for term, often in met.items():
        if term is not None and often > most:
            message = f"{name} has {count(often, 'meeting')} in {joined.instance.terms[term].id}, {most} at most."
            yield _finding(group, often - most, message)
    for day, often in Counter(one.day for one in group.meetings).items():
        if often > 1:
            yield _finding(group, often - 1, f"{name} has {often} things on {day_said(day)}, 1 at most.")


def _finding(group: Group, amount: int, message: str) -> Finding:
    return Finding(rule="dates", about=(group.id,), amount=amount, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    runs, shadow, meeting = columns.runs, columns.shadow, columns.meeting
    yield shadow.sum_by("coach", "participant") <= columns.joins.sum_by("coach", "participant")
    yield meeting.sum_by("coach", "term") <= columns.instance.policy.dates.meetings_a_term * runs.sum_by("coach")
    yield shadow.sum_by("coach", "day") + meeting.sum_by("coach", "day") <= runs.sum_by("coach")


RULE = ProgrammeRule(id="dates", sentence=sentence, check=check, rows=rows, always_on=True)
