"""Why a review can have no date at all, whoever would come: none is left, or its host is closed on each."""

from models.instance import Instance, Review
from scheduler.words import listed


def no_date(instance: Instance, review: Review) -> str:
    """In a sentence, why no date can be had; empty where one can.

    Example: Ash offers Monday to Wednesday of the half-term week only. Nobody is missing: Ash School itself is closed.
    """
    host = instance.school_by_id[review.host]
    if not review.possible_slots:
        return f"{host.name} ({review.id}) has no date left: it was cancelled for good, or all its dates are past."
    slots = map(instance.policy.slot.days_of, review.possible_slots)
    days = [[day for day in slot if not instance.is_school_day(host, day)] for slot in slots]
    if not instance.policy.is_on("availability") or not all(days):
        return ""
    closed = sorted({str(day) for each in days for day in each})
    return f"{host.name} itself is closed on {listed(closed)}: that is in every slot which {review.id} can have."
