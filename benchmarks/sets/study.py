"""How many thesis defences can be held, of all instances that the public study publishes, beside what it found.

    python -m benchmarks.sets.study FOLDER

FOLDER is the study's folder `data`: its instances are `generated/instances_scalability/inst_C1_N1_*.json`, and what it
found stands in `results/table_C1.csv` under N and g, -1 where its run came to no end. Prints a page in Markdown; ends
with exit code 1 if a number is not proven, or the study holds more.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from benchmarks.machine import this_machine
from benchmarks.sets.answer import Answer, Unreadable, Wrong, written
from benchmarks.sets.defences import defences_held, load
from benchmarks.sets.solving import NothingFound

_NAME = re.compile(r"inst_(?P<family>C\d)_N(?P<number>\d+)_\w")
Published = dict[int, int | None]
"""What the study found of each instance, by number; None where its run came to no end."""


def instances(folder: Path, families: Iterable[str]) -> Iterator[tuple[str, int, Path]]:
    """Family, number and file of each instance, by number."""
    found = [(_NAME.match(path.name), path) for path in (folder / "generated" / "instances_scalability").glob("*.json")]
    named = [(name["family"], int(name["number"]), path) for name, path in found if name]
    yield from sorted((each for each in named if each[0] in families), key=lambda each: each[1])


def published(folder: Path, family: str) -> Published:
    """What the study's table says of a family. Raises Unreadable."""
    path = folder / "results" / f"table_{family}.csv"
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = [(int(row["N"]), int(row["g"])) for row in csv.DictReader(file)]
    except (OSError, KeyError, ValueError) as error:
        raise Unreadable(path, repr(error), "a table with whole numbers under N and g") from error
    return {number: held if held >= 0 else None for number, held in rows}


def row(family: str, number: int, due: int, each: Answer, known: int | None) -> str:
    """A row of the table."""
    said = "-" if known is None else str(known)
    proven_by = each.proven_by if each.proven else "not proven"
    return f"| {family} | {number} | {due} | {each.found:.0f} | {each.bound:.0f} | {said} | {proven_by} |"


def summary(answers: Iterable[tuple[Answer, int | None]]) -> str:
    """In one sentence how ours stand beside the study's."""
    every = list(answers)
    both = [(each.found, known) for each, known in every if known is not None]
    return (
        f"{sum(each.proven for each, _ in every)} of {len(every)} proven. The study published {len(both)}: "
        f"{sum(found == known for found, known in both)} are the same, {sum(found > known for found, known in both)} "
        f"of ours are higher and {sum(found < known for found, known in both)} lower."
    )


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--family", "families", multiple=True, default=("C1", "C2"), show_default=True, help="Which instances.")
@click.option("--seconds", default=120.0, show_default=True, help="Time limit of each step of each instance.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file for the page.")
def study(folder: Path, families: tuple[str, ...], seconds: float, output: Path | None) -> None:
    """Say how many thesis defences can be held, of each instance of the study's folder `data`."""
    machine, rows, answers = this_machine(), list[str](), list[tuple[Answer, int | None]]()
    try:
        known = {family: published(folder, family) for family in families}
        for family, number, path in instances(folder, families):
            given = load(path)
            answer = defences_held(path.name, given, seconds)
            answers.append((answer, known[family].get(number)))
            rows.append(row(family, number, given.n.defences, *answers[-1]))
            click.echo(rows[-1], err=True)
    except (Unreadable, NothingFound, Wrong) as error:
        raise click.ClickException(str(error)) from error
    head = [
        "# Thesis defences",
        "",
        f"Made by `python -m benchmarks.sets.study FOLDER` ({machine.cores} cores, {machine.date}).",
        "",
        summary(answers),
        "",
        "| family | instance | defences | held | bound | the study's | proven by |",
        "|---|---|---|---|---|---|---|",
    ]
    written("\n".join(head + rows), output)
    if not all(each.proven and each.found >= (best or 0) for each, best in answers):
        raise click.ClickException("not all are proven, or the study holds more")


if __name__ == "__main__":
    study()
