"""Who must be told something new by a repair: people, and hosts whose date changes; what, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.instance import Instance
from models.schedule import Schedule
from scheduler.changes.differences import by_review
from scheduler.changes.reasons import Reasons
from scheduler.goals.change_kept_small import recount
from scheduler.plan import Plan


@dataclass(frozen=True)
class News:
    """What one person, or a host, must be told. counts: in goal change-kept-small; hosts count nothing there."""

    who: str
    role: str
    what: str
    why: str
    counts: int


def news(effective: Instance, schedule: Schedule) -> tuple[News, ...]:
    """Everybody who must be told, people first, by id; empty where the schedule repairs none.

    effective: the instance by which the schedule is judged.
    """
    before = effective.before
    if before is None:
        return ()
    reasons = Reasons(effective, schedule)
    return (*_people(effective, schedule, reasons), *_hosts(effective, schedule, reasons))


def people_told(told: Sequence[News]) -> int:
    """How many people must be told; hosts do not count."""
    return sum(1 for one in told if one.role != "host")


def _people(effective: Instance, schedule: Schedule, reasons: Reasons) -> Iterator[News]:
    for finding in recount(Plan(effective, schedule)):
        person, *reviews = finding.about
        role = "lead" if person in effective.lead_by_id else "reviewer"
        what = finding.message.partition(": ")[2].removesuffix(".")
        yield News(person, role, what, reasons.why(person, reviews), finding.amount)


def _hosts(effective: Instance, schedule: Schedule, reasons: Reasons) -> Iterator[News]:
    assert effective.before is not None
    for one in by_review(effective.before.reviews, schedule.reviews):
        if one.before.slot == one.after.slot:
            continue
        host = effective.review_by_id[one.review].host
        when = "is not held" if one.after.slot is None else f"is held on {one.after.slot}"
        was = "" if one.before.slot is None else f", no longer on {one.before.slot}"
        yield News(host, "host", f"{one.review} {when}{was}", reasons.why(host, [one.review]), 0)
