"""When a solve reaches what: seconds from the start of the process to each milestone, and the peak of memory.

    python -m benchmarks.milestones noe-2018-autumn noe-2018-autumn-as-reported --seconds 120 --runs 3

Prints one table in Markdown and, with `--output`, writes it there with machine and versions. Each run is one search in
a child process, exactly as `qa-scheduler solve` makes it.
"""

import os
import platform
import resource
import statistics
import sys
import time
from importlib.metadata import version
from pathlib import Path

import click

from models.instance import Instance
from scheduler.columns import Columns
from scheduler.facts import Facts
from scheduler.outcome import Options, Progress
from scheduler.rules import RULES
from scheduler.storage import load_instance
from scheduler.supervising import solve_in_child

MILESTONES = (
    "table of all columns built",
    "first schedule",
    "goals 1-3 decided",
    "quality decided",
    "quality's gap, % of km travelled",
    "fairness' gap, % of its value",
    "end",
    "peak of the child, MB",
)


def measured(instance: Instance, seconds: float, seed: int) -> dict[str, float]:
    """The figures of one run."""
    rules = tuple(rule for rule in RULES if instance.policy.is_on(rule.id))
    before = time.monotonic()
    Columns(Facts(instance), rules)
    found = {"table of all columns built": time.monotonic() - before}

    def hear(progress: Progress) -> None:
        if progress.schedule is not None:
            found.setdefault("first schedule", progress.seconds)
        if progress.step == "decided" and progress.goal == "commitments-met":
            found["goals 1-3 decided"] = progress.seconds
        if progress.step == "decided" and progress.goal == "quality":
            found["quality decided"] = progress.seconds
            found["quality's gap, % of km travelled"] = 100 * (progress.gap or 0.0)
        if progress.step == "decided" and progress.goal == "fairness":
            found["fairness' gap, % of its value"] = 100 * (progress.gap or 0.0)

    options = Options(time_limit_seconds=seconds, seed=seed)
    solve_in_child(instance, options, hear)
    found["end"] = time.monotonic() - options.started
    found["peak of the child, MB"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return found


def table(names: tuple[str, ...], seconds: float, runs: int) -> str:
    """A row a milestone, a column an instance; medians, with the range where there is more than one run."""
    columns = {}
    for name in names:
        instance = load_instance(name)
        columns[name] = [measured(instance, seconds, seed) for seed in range(runs)]
        click.echo(f"measured {name}", err=True)
    lines = [f"| | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    for milestone in MILESTONES:
        cells = [_cell([run[milestone] for run in columns[name] if milestone in run]) for name in names]
        lines.append(f"| {milestone} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(figures: list[float]) -> str:
    if not figures:
        return "not reached"
    middle = f"{statistics.median(figures):.2f}"
    return middle if len(figures) == 1 else f"{middle} ({min(figures):.2f} - {max(figures):.2f})"


@click.command()
@click.argument("instances", nargs=-1, required=True)
@click.option("--seconds", default=120.0, show_default=True, help="Time limit of each run.")
@click.option("--runs", default=1, show_default=True, help="Runs of each instance, with seeds 0, 1, ...")
@click.option("--output", type=click.Path(path_type=Path), help="Also write the table to this file.")
def main(instances: tuple[str, ...], seconds: float, runs: int, output: Path | None) -> None:
    """Measure when a solve of each of the INSTANCES reaches what."""
    solvers = ", ".join(f"{name} {version(name)}" for name in ("ortools", "highspy", "numpy"))
    head = (
        f"Seconds unless the row says otherwise; medians of {runs} run(s), limit {seconds:.0f} s.\n"
        f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}, {solvers}.\n"
        f"Made with: python -m benchmarks.milestones {' '.join(sys.argv[1:])}\n"
    )
    text = f"{head}\n{table(instances, seconds, runs)}\n"
    click.echo(text)
    if output is not None:
        output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
