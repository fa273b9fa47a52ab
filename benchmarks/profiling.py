"""Where the time of a run goes, by what it said it was doing."""

import re
from collections import defaultdict
from math import inf

from benchmarks.runs import Run

_STARTING = "starting, reading, building all columns and rows"


def profile(run: Run, until: float = inf) -> dict[str, float]:
    """Seconds by step and goal, longest first.

    The time from one word to the next belongs to what was said first, for a step is announced when it begins (one of
    many parts with 0 of so many); after a goal is decided it belongs to what is said next.
    """
    end = min(until, run.end_seconds)
    spent: dict[str, float] = defaultdict(float)
    before, doing = 0.0, _STARTING
    for moment in run.moments:
        if moment.seconds > end:
            break
        name = _name(moment.step, moment.goal)
        spent[name if doing.startswith("decided") else doing] += moment.seconds - before
        before, doing = moment.seconds, name
    spent[doing] += max(0.0, end - before)
    return dict(sorted(spent.items(), key=lambda item: -item[1]))


def profile_table(run: Run, until: float = inf) -> str:
    """The same in Markdown, without what took no time."""
    spent = profile(run, until)
    whole = sum(spent.values())
    rows = [f"| {name} | {seconds:.1f} | {seconds / whole:.0%} |" for name, seconds in spent.items() if seconds >= 0.05]
    return "\n".join(["| doing | seconds | share |", "|---|---|---|", *rows])


def _name(step: str, goal: str | None) -> str:
    """The step without its numbers, so that rounds of one kind add up."""
    plain = re.sub(r" over [\d,]+ columns| \d+ of \d+", "", step)
    return plain if goal is None else f"{plain}, {goal}"
