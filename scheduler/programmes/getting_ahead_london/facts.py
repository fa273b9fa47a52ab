"""What columns and checks of Getting Ahead London both call by name: the kinds of its days, and which are offered."""

from datetime import date

from models.programmes.getting_ahead_london import GettingAheadLondon

SHADOW_DAY, MEETING = "shadow-day", "meeting"


def offered(instance: GettingAheadLondon) -> tuple[list[tuple[int, date]], list[tuple[int, int, date]]]:
    """(coach, day) to be shadowed on, and (coach, term, day) to meet on; each once, coaches and terms by number."""
    shadowed = [(k, day) for k, coach in enumerate(instance.coaches) for day in dict.fromkeys(coach.shadow_days)]
    met = [
        (k, term, day)
        for k, coach in enumerate(instance.coaches)
        for day in dict.fromkeys(coach.meeting_days)
        if (term := term_of(instance, day)) is not None
    ]
    return shadowed, met


def term_of(instance: GettingAheadLondon, day: date) -> int | None:
    """The number of the term in which a day lies, None for none."""
    return next((k for k, term in enumerate(instance.terms) if day in term), None)
