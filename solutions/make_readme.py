"""Write the index of the stored schedules: `python -m solutions.make_readme > solutions/README.md`."""

import sys
from pathlib import Path

from models.schedule import GoalResult, Schedule
from scheduler.plan import Plan
from scheduler.showing.reports import goals_table
from scheduler.showing.units import COUNTED, shown
from scheduler.storage import bundled_names, load_instance, load_schedule
from solutions.proofs import CLOSERS, certificate_of, results_of

PAGE = """# Solutions

The best known schedule of each bundled instance, with its certificate, under the instance's name. The tests check every
one again: all rules, all goals, and that it belongs to the instance as it is now.

- See one: `qa-scheduler show NAME solutions/NAME.json`. Check one: `qa-scheduler check NAME solutions/NAME.json`.
- Improve one, in a checkout: `python -m solutions NAME` searches on from the stored schedule, `python -m solutions NAME
  FILE` takes one that `qa-scheduler solve NAME -o FILE` has made. Stored is only what passes every check and is better:
  in what was decided, goal by goal in their order, then in what is known of it. All else is refused, with the reason.
- This page is made from the files: after every improvement, or by
  `python -m solutions.make_readme > solutions/README.md`.

## What is known

The value at which each goal was decided; fewer is better. Behind it who has shown, each alone, that no schedule is
better: R the relaxation, C CP-SAT, H HiGHS; C or H alone proves nothing. With a bound behind it, a goal is open. The
last two columns say which goals either solver has not closed itself; where the relaxation's bound already met the
value, nobody asked them.

{known}

## What is open

{left}

## How they were made

Made again by `qa-scheduler solve NAME --deterministic` with the same versions, one that is called deterministic has the
same bytes, unless it took over proofs of an earlier one. What others find in their time differs from run to run.

{made}
"""


def page(folder: Path, new: Schedule | None = None) -> str:
    """The page of a folder's schedules, the new one in its place among them."""
    solved = list(_solutions(folder, new))
    goals = tuple(goal for goal in COUNTED if goal != "change-kept-small")  # stored schedules repair none
    heads = (*(f"{goal}, {COUNTED[goal]}" for goal in goals), "not closed by CP-SAT", "not closed by HiGHS")
    known = [[plan.instance.name, _held(plan), *_known(plan.schedule, goals)] for plan in solved]
    made = [[plan.instance.name, *_made(plan.schedule)] for plan in solved]
    return PAGE.format(
        known=_markdown(("instance", "reviews", *heads), known),
        left=_open(solved),
        made=_markdown(("instance", "made", "seed", "possible decisions", "versions"), made),
    )


def _solutions(folder: Path, new: Schedule | None) -> list[Plan]:
    plans = []
    for name in bundled_names():
        file = folder / f"{name}.json"
        if new is not None and new.instance == name:
            plans.append(Plan(load_instance(name), new))
        elif file.exists():
            instance = load_instance(name)
            plans.append(Plan(instance, load_schedule(file, instance)))
    return plans


def _held(plan: Plan) -> str:
    return f"{len(plan.held):,} of {len(plan.schedule.reviews):,}"


def _known(schedule: Schedule, goals: tuple[str, ...]) -> list[str]:
    results = results_of(schedule)
    cells = [_value(results[goal]) if goal in results else "" for goal in goals]
    return [*cells, *(_not_closed(schedule, solver) for solver in ("CP-SAT", "HiGHS"))]


def _value(result: GoalResult) -> str:
    number = f"{shown(result.goal, result.value):,}"
    if not result.proven and not result.alone:
        return f"{number}, bound {shown(result.goal, result.bound):,}"
    return f"{number} {''.join(name[0].upper() for name in CLOSERS if name in result.closed_by)}".strip()


def _not_closed(schedule: Schedule, solver: str) -> str:
    results = results_of(schedule)
    left = [goal for goal, result in results.items() if solver not in result.closed_by]
    return "all goals" if len(left) == len(results) else ", ".join(left) or "none"


def _open(solved: list[Plan]) -> str:
    rows = [
        [plan.instance.name, str(goal), str(known)]
        for plan in solved
        for goal, *_, known in goals_table(plan, certificate_of(plan.schedule)).rows
        if not results_of(plan.schedule)[str(goal)].is_agreed
    ]
    return _markdown(("instance", "goal", "what is known"), rows) if rows else "Nothing."


def _made(schedule: Schedule) -> list[str]:
    certificate = certificate_of(schedule)
    how = "deterministic" if certificate.deterministic else f"in {certificate.seconds or 0:,.0f} s"
    versions = ", ".join(f"{name} {version}" for name, version in certificate.versions.items())
    return [how, str(certificate.seed), f"{certificate.columns:,}", versions]


def _markdown(heads: tuple[str, ...], rows: list[list[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in [[*heads], ["---"] * len(heads), *rows])


if __name__ == "__main__":
    sys.stdout.write(page(Path(__file__).parent))
