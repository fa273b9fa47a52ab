"""Draw the cases again, or repair the plan in each of them.

    python -m benchmarks.frozen draw        # set/cases.json, byte for byte what is there
    python -m benchmarks.frozen solve       # set/answers.json and results/frozen.md: a quarter of an hour

What is proven in set/answers.json already is not sought, unless --again, and no answer gives way to a worse one:
interrupt it, and start it again to go on.
"""

import click

from benchmarks.frozen import drawing
from benchmarks.frozen.answers import page, solved, stored, written
from benchmarks.frozen.files import CASES, FOLDER
from benchmarks.machine import ROOT


@click.group()
def main() -> None:
    """Our own frozen set of repairs."""


@main.command()
def draw() -> None:
    """Draw the cases from their seed."""
    (FOLDER / CASES).write_text(drawing.text(), encoding="utf-8", newline="\n")


@main.command()
@click.option("--seconds", default=120.0, show_default=True, help="Time limit of each repair.")
@click.option("--again", is_flag=True, help="Also what is proven already.")
def solve(seconds: float, *, again: bool) -> None:
    """Repair the plan in every case, and write answers and page."""
    answers = {each.case: each for each in stored()}
    for name, change in drawing.cases():
        known = answers.get(name)
        if again or known is None or not known.is_proven:
            found = solved(name, change, seconds)
            click.echo(str(found), err=True)
            answers[name] = found if known is None else min(found, known, key=lambda each: each.rank)
            written(answers.values())
    written(answers.values())
    (ROOT / "benchmarks" / "results" / "frozen.md").write_text(page(answers.values()), encoding="utf-8")


if __name__ == "__main__":
    main()
