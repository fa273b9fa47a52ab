"""The page of a suite's results: what was asked and what was measured, method beside method, and where time goes."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from math import inf
from pathlib import Path
from textwrap import shorten

from benchmarks.growth import exponent, points
from benchmarks.peers import METHODS
from benchmarks.pictures import GAPS, SIZES, draw
from benchmarks.profiling import profile_table
from benchmarks.runs import DISTURBING_CORES, Run, stored
from benchmarks.standing import seconds_to_first
from benchmarks.verdicts import AT_SECONDS, verdicts
from benchmarks.wording import standing_words
from scheduler.storage import save

NOTES = "notes.md"
"""What was tried where a figure is missed: written by hand, kept when the page is made again."""

_SAID = 80  # letters of what a method says of its end; the stored run has it all


def write(folder: Path) -> Path:
    """Tables and pictures of the runs in a folder."""
    runs = stored(folder)
    pictures = draw(runs, folder)
    page = folder / "report.md"
    save(page, "\n\n".join(_parts(runs, pictures, folder)) + "\n")
    return page


def _parts(runs: tuple[Run, ...], pictures: tuple[str, ...], folder: Path) -> Iterator[str]:
    yield f"# Results: {folder.name}"
    yield "How it was measured: [the protocol](../../README.md)."
    yield "\n".join(sorted({_made_with(run) for run in runs}))
    disturbed = [run for run in runs if run.was_disturbed]
    if disturbed:
        most = max(run.others_cores for run in disturbed)
        share = f"more than {DISTURBING_CORES} of the cores, up to {most:.1f}"
        count = f"{len(disturbed)} of {len(runs)} runs"
        yield f"**{count} were disturbed**: other work took {share}. Their times are too long."
    asked = list(verdicts(runs))
    if asked:
        yield "## What must hold, and what is aimed for"
        rows = [(each.family, each.figure, each.measured, each.must, each.aim) for each in asked]
        yield _table(("instances", "figure", "measured: median (range)", "must", "aim"), rows)
    yield "## Method beside method"
    yield (
        "Quality's gap is (value - bound) / km travelled, against the best bound over all columns known for the "
        "instance. A schedule whose goals 1-3 are worse than ours has no gap; it is said how much worse they are."
    )
    yield _compared(runs)
    if GAPS in pictures:
        yield f"![Quality's gap over time, for each method]({GAPS}.svg)"
    if SIZES in pictures:
        yield "## Growth"
        yield _growth(runs)
        yield f"![Seconds to a gap of 1 % against schools]({SIZES}.svg)"
    yield "## Where the time goes"
    for family, group in groupby(_ours(runs), key=lambda run: run.family):
        run = next(iter(group))
        yield f"{family}: {run.instance}, {run.end_seconds:.0f} s, at most {run.peak_mb:,} MB."
        yield profile_table(run)
    if (folder / NOTES).exists():
        yield (folder / NOTES).read_text("utf-8").strip()


def _made_with(run: Run) -> str:
    machine = run.machine
    versions = ", ".join(f"{name} {number}" for name, number in machine.versions.items())
    return (
        f"- {machine.cores} cores ({machine.processor}), {machine.memory_gb:g} GB, {machine.system}; {versions}; "
        f"revision {machine.revision} of {machine.date}"
    )


def _ours(runs: tuple[Run, ...]) -> list[Run]:
    of_ours = [run for run in runs if run.method == "ours"]
    return sorted(of_ours, key=lambda run: (run.family, run.schools, run.instance))


def _compared(runs: tuple[Run, ...]) -> str:
    """A row an instance and method: the first schedule, and how it stood after some seconds and at the end."""
    order = list(METHODS)
    rows = []
    for instance, group in groupby(sorted(runs, key=lambda run: run.instance), key=lambda run: run.instance):
        here = sorted(group, key=lambda run: (order.index(run.method), run.seed))
        for run in here:
            first = seconds_to_first(run)
            at = [standing_words(run, here, after) for after in (*AT_SECONDS, inf)]
            seconds = f"{first:.1f} s" if first < inf else "none"
            ended = f"{run.end_seconds:.0f} s", shorten(run.ending, _SAID)
            rows.append((instance, METHODS[run.method], seconds, *at, *ended))
    ends = [f"after {seconds} s" for seconds in AT_SECONDS]
    return _table(("instance", "method", "first schedule", *ends, "at the end", "ended", "said"), rows)


def _growth(runs: tuple[Run, ...]) -> str:
    fitted = exponent(runs)
    rows = [
        (f"{schools:,}", f"{seconds:.1f}" if seconds < inf else f"not in {limit:.0f}")
        for schools, seconds, limit in points(runs)
    ]
    words = "" if fitted is None else f"\n\nFitted exponent: {fitted.slope:.2f}."
    return _table(("schools", "seconds to 1 %"), rows) + words


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
