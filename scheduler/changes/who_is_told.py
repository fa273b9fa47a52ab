"""Who must be told something new by a repair: people, and hosts whose date changes; what, and why."""

from collections import defaultdict
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
    """What one person, or a host, must be told.

    counts: in goal change-kept-small; hosts count nothing there, nor who is sent home as a review ends early: no repair
    could spare them.
    """

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
    return (
        *sorted(_people(effective, schedule, reasons), key=lambda one: one.who),
        *_hosts(effective, schedule, reasons),
    )


def people_told(told: Sequence[News]) -> int:
    """How many people must be told; hosts do not count."""
    return sum(1 for one in told if one.role != "host")


def _people(effective: Instance, schedule: Schedule, reasons: Reasons) -> Iterator[News]:
    ended = _sent_home(effective, schedule)
    for finding in recount(Plan(effective, schedule)):
        person, *reviews = finding.about
        what, over = finding.message.partition(": ")[2].removesuffix("."), ended.pop(person, [])
        said = [what, *map(_ends_early, over)]
        yield _to_person(effective, person, said, [*reviews, *over], reasons, finding.amount)
    for person, over in ended.items():
        yield _to_person(effective, person, [*map(_ends_early, over)], over, reasons, 0)


def _to_person(
    effective: Instance, person: str, what: Sequence[str], reviews: Sequence[str], reasons: Reasons, counts: int
) -> News:
    role = "lead" if person in effective.lead_by_id else "reviewer"
    return News(person, role, "; ".join(what), reasons.why(person, reviews), counts)


def _sent_home(effective: Instance, schedule: Schedule) -> dict[str, list[str]]:
    """Of each person who is at a review that ends early, without having left it themselves: which."""
    before, found = effective.before, defaultdict[str, list[str]](list)
    assert before is not None
    for planned in schedule.reviews:
        if planned.review in before.ended:
            for person in planned.people:
                if person not in before.gave_up.get(planned.review, ()):
                    found[person].append(planned.review)
    return found


def _ends_early(review: str) -> str:
    return f"{review} ends early"


def _hosts(effective: Instance, schedule: Schedule, reasons: Reasons) -> Iterator[News]:
    assert effective.before is not None
    for one in by_review(effective.before.reviews, schedule.reviews):
        host = effective.review_by_id[one.review].host
        if one.before.slot != one.after.slot:
            when = "is not held" if one.after.slot is None else f"is held on {one.after.slot}"
            was = "" if one.before.slot is None else f", no longer on {one.before.slot}"
            yield News(host, "host", f"{one.review} {when}{was}", reasons.why(host, [one.review]), 0)
        elif one.review in effective.before.ended:
            yield News(host, "host", _ends_early(one.review), reasons.why(host, [one.review]), 0)
