"""Do the engine's own rows and search reach what is known of the sets of others?

    python -m benchmarks.sets ../shared/data/external

Prints a page in Markdown, and ends with exit code 1 if a known value is not reached and proven, or one that was never
published is not proven.
"""

from pathlib import Path

import click

from benchmarks.machine import this_machine
from benchmarks.sets import papers, referees
from benchmarks.sets.answer import Answer, Unreadable, Wrong, written
from benchmarks.sets.solving import NothingFound

NEVER = "never published"
KNOWN = {
    "referees": ("7269", "14738", "16", "163", "16960"),
    "papers": ("201.8849", "150.0431", "0.9448", "201.7687"),
}
"""What is known of handball_2022.json and midl_*.npy, in the order in which the questions are asked, as printed."""


def page(answers: list[tuple[str, Answer]], known: list[str]) -> list[str]:
    """The page: when and where it was made, and the table."""
    machine = this_machine()
    head = [
        "# Known instances of others",
        "",
        f"Made by `python -m benchmarks.sets FOLDER` ({machine.cores} cores, {machine.date}); seconds are of the",
        "search of each question.",
        "",
    ]
    return head + rows(answers, known)


def rows(answers: list[tuple[str, Answer]], known: list[str]) -> list[str]:
    """A row of the table for each answer."""
    head = ["| set | question | found | known | bound | proven by | seconds |", "|---|---|---|---|---|---|---|"]
    return head + [
        f"| {name} | {each.question} | {each.shown(each.found)} | {value} | {each.shown(each.bound)} "
        f"| {each.proven_by if each.proven else 'not proven'} | {each.seconds:.1f} |"
        for (name, each), value in zip(answers, known, strict=True)
    ]


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--seconds", default=60.0, show_default=True, help="Time limit of each step of each question.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="A file for the page.")
@click.option("--published", is_flag=True, help="Only the questions whose answers are published.")
def sets(folder: Path, seconds: float, output: Path | None, *, published: bool) -> None:
    """Answer the questions whose answers are known, and one more, on the sets of others in FOLDER.

    They are handball_2022.json, of referees, and midl_scores.npy with its three companions, of papers.
    """
    try:
        matches = referees.load(folder / "handball_2022.json")
        asked = [("referees", each) for each in referees.answers(matches, seconds)]
        known = [*KNOWN["referees"]]
        if not published:
            asked.append(("referees", referees.rescheduled(matches, seconds)))
            known.append(NEVER)
        asked += [("papers", each) for each in papers.answers(papers.load(folder), seconds)]
        known += KNOWN["papers"]
    except (Unreadable, NothingFound, Wrong) as error:
        raise click.ClickException(str(error)) from error
    written("\n".join(page(asked, known)), output)
    missed = [
        each.question
        for (_, each), value in zip(asked, known, strict=True)
        if not (each.proven if value == NEVER else each.reaches(value))
    ]
    if missed:
        raise click.ClickException(f"not reached or not proven: {'; '.join(missed)}")


if __name__ == "__main__":
    sets()
