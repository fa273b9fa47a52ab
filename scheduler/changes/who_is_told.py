"""Who must be told something new by a repair: people, and hosts whose date changes; what, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.change import CancelReview, Change, ChangeNumber, ChangeTeamSizes, CloseSchools, OtherSlot
from models.instance import Instance
from models.schedule import Schedule
from scheduler.changes.differences import by_review
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
    changes = schedule.changes[before.changes :]
    return (*_people(effective, schedule, changes), *_hosts(effective, schedule, changes))


def people_told(told: Sequence[News]) -> int:
    """How many people must be told; hosts do not count."""
    return sum(1 for one in told if one.role != "host")


def _people(effective: Instance, schedule: Schedule, changes: tuple[Change, ...]) -> Iterator[News]:
    for finding in recount(Plan(effective, schedule)):
        person, *reviews = finding.about
        role = "lead" if person in effective.lead_by_id else "reviewer"
        what = finding.message.partition(": ")[2].removesuffix(".")
        yield News(person, role, what, _why(effective, changes, person, reviews), finding.amount)


def _hosts(effective: Instance, schedule: Schedule, changes: tuple[Change, ...]) -> Iterator[News]:
    assert effective.before is not None
    for one in by_review(effective.before.reviews, schedule.reviews):
        if one.before.slot == one.after.slot:
            continue
        host = effective.review_by_id[one.review].host
        when = "is not held" if one.after.slot is None else f"is held on {one.after.slot}"
        was = "" if one.before.slot is None else f", no longer on {one.before.slot}"
        yield News(host, "host", f"{one.review} {when}{was}", _why(effective, changes, host, [one.review]), 0)


def _why(effective: Instance, changes: tuple[Change, ...], who: str, reviews: list[str]) -> str:
    """The changes that name the person or one of the reviews; if none does, the repair as a whole."""
    naming = [change for change in changes if _names(effective, change) & {who, *reviews}]
    return "; ".join(dict.fromkeys(reason(change) for change in naming)) or "to make room for others"


def _names(effective: Instance, change: Change) -> set[str]:
    named = {getattr(change, field) for field in ("person", "review", "school") if hasattr(change, field)}
    if isinstance(change, CloseSchools):
        closed = {school.id for school in effective.schools if school.hub in change.hubs} | set(change.schools)
        named |= closed | {person.id for person in effective.reviewers if person.school in closed}
    if isinstance(change, ChangeTeamSizes):
        named |= effective.review_by_id.keys() - set(change.but)
    return {name for name in named if isinstance(name, str)}


def reason(change: Change) -> str:
    """A change in a few words, with why."""
    return f"{in_words(change)}: {change.why}" if change.why else in_words(change)


def in_words(change: Change) -> str:
    """A change in a few words."""
    if isinstance(change, CancelReview):
        return f"{change.review} cancelled ({change.reason})"
    if isinstance(change, OtherSlot):
        return f"{change.review} asked for another slot"
    if isinstance(change, CloseSchools):
        return f"schools closed {change.days}"
    if isinstance(change, ChangeNumber):
        value = str(change.value).lower() if isinstance(change.value, bool) else change.value
        return f"{change.rule} {change.number} {value}"
    if isinstance(change, ChangeTeamSizes):
        return f"teams {abs(change.by)} {'larger' if change.by > 0 else 'smaller'}"
    words = change.kind.replace("-", " ")
    about = next((getattr(change, field) for field in _ABOUT if hasattr(change, field)), None)
    named = about if isinstance(about, str) else getattr(about, "id", "")
    return f"{words} {named}".strip()


_ABOUT = ("person", "school", "reviewer", "lead")
