"""How a run stands, in words."""

from collections.abc import Sequence
from math import inf

from benchmarks.runs import Run
from benchmarks.standing import EARLIER, best, bounds, gap

_COUNTED = {
    "reviews-held": "review{} not held",
    "seats-filled": "seat{} empty",
    "commitments-met": "reviewer{} missing",
}


def standing_words(run: Run, runs: Sequence[Run], seconds: float = inf) -> str:
    """How a run stood after so many seconds: its gap, or what is worse in it than in ours on the same instance.

    Nothing is said of a moment after the limit, unless the method was done by itself before.
    """
    if run.limit_seconds < seconds < inf and not run.was_done:
        return ""
    found = best(run, seconds)
    if found is None:
        broken = next((moment.breach for moment in run.moments if moment.breach), "")
        return f"only schedules that break rules: {broken}" if broken else "no schedule"
    here = [each for each in runs if each.instance == run.instance]
    reference = next((best(each) for each in here if each.method == "ours"), None) or found
    more = {goal: found.values[goal] - reference.values[goal] for goal in EARLIER}
    said = [_difference(goal, n) for goal, n in more.items() if n]
    known = bounds(here).get("quality")
    if said or known is None:
        return ", ".join(said) or f"quality {found.values['quality']:,}, no bound known"
    return f"{100 * gap(found, known):.2f} % ({found.values['quality']:,})"


def _difference(goal: str, more: int) -> str:
    what = _COUNTED[goal].format("" if abs(more) == 1 else "s")
    return f"{abs(more)} {'more' if more > 0 else 'fewer'} {what}"
