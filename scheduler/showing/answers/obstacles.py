"""Why not this person here, in sentences and tables."""

from collections import Counter
from collections.abc import Iterator

from models.instance import Instance
from scheduler.changes.places import Asked, Opening
from scheduler.explaining.obstacles import ALWAYS_ON, Answer, why_nobody, why_not
from scheduler.plan import Plan, travel_km
from scheduler.rules import RULES
from scheduler.showing.table import Cell, Slot, Table
from scheduler.words import count, listed


def place(plan: Plan, opening: Opening) -> str:
    """An opening in words; the slot is said where the review has none yet."""
    held = plan.planned(opening.review).slot is not None
    where = "in a vacant seat" if opening.leaves is None else f"in the seat of {opening.leaves}"
    return f"{'as lead' if opening.is_lead else where}{'' if held else f', {Slot(opening.slot, plan.policy.slot)}'}"


def who_at(plan: Plan, about: Asked, who: str | None) -> Iterator[Table | str]:
    """Why one person is not in a place, or of everybody whether they could be."""
    if who is not None:
        return one_person(plan, about, why_not(plan, about, who))
    people = plan.instance.lead_by_id if about.is_lead else plan.instance.reviewer_by_id
    return everybody(plan, about, list(why_nobody(plan, about, people)))


def one_person(plan: Plan, about: Asked, answers: tuple[Answer, ...]) -> Iterator[Table | str]:
    """Every rule that forbids one person each opening, with its numbers and whether it could be waived."""
    host = plan.instance.school_by_id[about.review.host].name
    for answer in answers:
        where = f"{answer.person} at {host} ({about.review.id}) {place(plan, answer.opening)}"
        yield f"{where}: {_verdict(answer)}"
    rows = tuple(
        (
            place(plan, answer.opening),
            each.finding.rule,
            each.finding.amount,
            _waivable(each.finding.rule, each.waivable),
            each.finding.message,
        )
        for answer in answers
        for each in answer.obstacles
    )
    if rows:
        columns = "Place", "Rule", "Over by", "Could be waived", "What"
        yield Table("obstacles", "What forbids it", columns, rows, grouped=True)


def _verdict(answer: Answer) -> str:
    if answer.is_free:
        return "no rule forbids it."
    forbid = f"{listed(answer.rules)} {'forbids' if len(answer.rules) == 1 else 'forbid'} it"
    waivers = "a waiver" if len(answer.rules) == 1 else "waivers"
    return f"{forbid}; with {waivers} it could be." if answer.needs_only_waivers else f"{forbid}."


def _waivable(rule: str, waivable: bool) -> str:
    if waivable:
        return "yes"
    return "no" if rule in ALWAYS_ON else "not by one for them"


def everybody(plan: Plan, about: Asked, answers: list[Answer]) -> Iterator[Table | str]:
    """All reviewers, or all leads, with the rules that forbid each; those whom none forbids first, nearest first."""
    host = plan.instance.school_by_id[about.review.host]
    kind = "lead" if about.is_lead else "reviewer"
    free = sum(answer.is_free for answer in answers)
    yield f"{host.name} ({about.review.id}): of {count(len(answers), kind)} not there yet, no rule forbids {free:,}."
    bars = Counter(rule for answer in answers for rule in answer.rules)
    yield Table(
        key="rules",
        title="Rules that forbid others",
        columns=("Rule", "Forbids", "By itself", "Sentence"),
        rows=tuple(
            (
                rule.id,
                bars[rule.id],
                sum(answer.rules == (rule.id,) for answer in answers),
                rule.sentence(plan.policy),
            )
            for rule in RULES
            if bars[rule.id]
        ),
        note="By itself: so many would be free without this rule.",
    )
    yield Table(
        key="people",
        title=f"Every {kind}",
        columns=("Person", "School", "Km", "Place", "Forbidden by", "Waivers would do"),
        rows=tuple(sorted((_row(plan, host.id, answer) for answer in answers), key=_order)),
        note="Place: where the fewest rules forbid it. Km: great circle, one way.",
    )


def _row(plan: Plan, host: str, answer: Answer) -> tuple[Cell, ...]:
    instance = plan.instance
    enough = None if answer.is_free else "yes" if answer.needs_only_waivers else "no"
    where = place(plan, answer.opening)
    school, km = _home(instance, answer.person, host)
    return answer.person, school, km, where, answer.rules, enough


def _home(instance: Instance, person: str, host: str) -> tuple[str | None, int]:
    there = instance.school_by_id[host]
    if person in instance.lead_by_id:
        return None, travel_km(instance, instance.lead_by_id[person], there)
    home = instance.school_by_id[instance.reviewer_by_id[person].school]
    return home.name, travel_km(instance, home, there)


def _order(row: tuple[Cell, ...]) -> tuple[int, int, str]:
    rules, km = row[4], row[2]
    assert isinstance(rules, tuple) and isinstance(km, int)
    return len(rules), km, str(row[0])
