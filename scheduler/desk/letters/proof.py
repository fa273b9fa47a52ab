"""Whether fewer could have been told: what the certificate of a repair says of the letters, and no more."""

from models.policy import CHANGE_GOAL
from models.programmes.groups import GroupsCertificate
from models.schedule import Certificate
from models.told import Role
from scheduler.changes.who_is_told import news as told_by_repair
from scheduler.desk.letters.news import News
from scheduler.plan import Plan
from scheduler.words import count, listed


def fewest_told(plan: Plan, news: News) -> str:
    """What is proven of the number of people told, in a sentence; nothing where the schedule repairs none.

    The proof speaks of one repair, beside the schedule before it. It holds of letters that tell just this repair; those
    who gave up their place themselves know, and are no part of it.
    """
    before = plan.instance.before
    if before is None or not news.people:
        return ""
    by_repair = told_by_repair(plan.instance, plan.schedule)
    counts = {one.who: one.counts for one in by_repair if one.role != Role.HOST}
    gave_up = {person for people in before.gave_up.values() for person in people}
    places = {letter.to.who for letter in news.people if letter.is_of_a_place}
    if places - gave_up != counts.keys() - gave_up or not counts.keys() <= places:
        return "These letters tell other things than the last repair alone, so nothing is claimed about the fewest."
    told = f"The repair tells {count(len(counts), 'person', 'people')}"
    amount = sum(counts.values())
    as_policy = f", which the policy counts as {amount:,} (leads, short notice and booked travel count more)"
    return f"{told}{as_policy if amount != len(counts) else ''}. {none_fewer(plan.schedule.certificate, amount)}"


def none_fewer(certificate: Certificate | GroupsCertificate | None, amount: int) -> str:
    """Whether it is proven that no repair could have told fewer than so many."""
    goals = {result.goal: result for result in certificate.goals} if certificate is not None else {}
    goal = goals.get(CHANGE_GOAL)
    if certificate is None or goal is None or not certificate.proves(CHANGE_GOAL) or goal.bound != amount:
        return "That no repair could tell fewer is not proven."
    names = list(goals)
    kind = f"of the {certificate.among}, none" if certificate.among else "no repair"
    first = [name.replace("-", " ") for name in names[: names.index(CHANGE_GOAL)]]
    as_well = f" that does as well by {listed(first)}" if first else ""
    return f"Proven: {kind}{as_well} could have told fewer, as the policy counts."
