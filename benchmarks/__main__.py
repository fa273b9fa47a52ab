"""The benchmarks' command line: `python -m benchmarks --help`. Thin; README.md is the protocol."""

from itertools import chain
from pathlib import Path

import click

from benchmarks.suite import SUITES
from scheduler.cli.options import cluster_option
from scheduler.processes.means import Means

RESULTS = Path(__file__).parent / "results"
_folder = click.Path(exists=True, file_okay=False, path_type=Path)


@click.group()
def main() -> None:
    """Compare methods, measure the engine, and say whether it got worse."""


@main.command("run")
@click.option("--quick", "suite", flag_value="quick", default="quick", help="20 minutes at most.  [default]")
@click.option("--targets", "suite", flag_value="targets", help="The first part of --full, ours alone: an hour.")
@click.option("--full", "suite", flag_value="full", help="Everything, some hours; goes on where it was stopped.")
@click.option("--gate", "suite", flag_value="gate", help="20 frozen instances, 5 seeds each, for `compare`.")
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Folder of the results.")
@click.option(
    "--schools",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A national file of schools: sizes are taken from it instead of drawn, up to all of it.",
)
@cluster_option
def run(suite: str, output: Path | None, schools: Path | None, means: Means) -> None:
    """Run a suite, and write tables and pictures.

    Runs that the folder holds already are kept: interrupt it, and start it again to go on.
    """
    from benchmarks import report, running

    folder = output or RESULTS / ("full" if suite == "targets" else suite)
    folder.mkdir(parents=True, exist_ok=True)
    for made in running.run(SUITES[suite](schools), folder, means=means, tell=_tell):
        click.echo(running.sentence(made), err=True)
    click.echo(f"Written to {report.write(folder)}.")


def _tell(name: str, reason: str) -> None:
    click.echo(f"{name}: {reason}", err=True)


@main.command("report")
@click.argument("folder", type=_folder)
def again(folder: Path) -> None:
    """Make tables and pictures again from the runs in FOLDER."""
    from benchmarks import report

    click.echo(f"Written to {report.write(folder)}.")


@main.command("compare")
@click.argument("old", type=_folder)
@click.argument("new", type=_folder)
def compare(old: Path, new: Path) -> None:
    """Say how the results in NEW differ from those in OLD; exit code 1 if they are worse beyond noise."""
    from benchmarks.comparing import changes, losses, not_measured, pairs_of
    from benchmarks.runs import stored

    before, after = stored(old), stored(new)
    pairs = pairs_of(before, after)
    if not pairs:
        raise click.UsageError("No run of ours in NEW has the same instance, seed and limit as one in OLD.")
    found = list(changes(pairs))
    disturbed = sum(one.was_disturbed or other.was_disturbed for one, other in pairs)
    if disturbed:
        click.echo(f"Times of {disturbed} of {len(pairs)} pairs are not compared: other work disturbed a run.")
    for change in found:
        click.echo(change.sentence)
    worse = [
        *not_measured(before, after),
        *losses(pairs),
        *(change.sentence for change in found if change.is_regression),
    ]
    for sentence in worse:
        click.echo(f"Worse: {sentence}")
    click.echo(f"{len(pairs)} pairs compared: {len(worse) or 'no'} regression{'' if len(worse) == 1 else 's'}.")
    raise click.exceptions.Exit(1 if worse else 0)


@main.command("repairs")
def repairs() -> None:
    """Repair what is drawn on the stored schedules, and say how soon it is proven: ten minutes."""
    from benchmarks.repairs import measured, report

    found = []
    for name, one in measured():
        click.echo(f"{name}: {one}", err=True)
        found.append((name, one))
    (RESULTS / "repairs.md").write_text(report(found), "utf-8")
    click.echo(f"Written to {RESULTS / 'repairs.md'}.")


@main.command("cluster")
@click.option("--instance", default="noe-2018-autumn", show_default=True, help="A stored schedule's.")
@click.option("--kills", default=20, show_default=True, help="How many runs in which a worker is killed.")
@click.option("--schools", default=2000, show_default=True, help="Of the network that is planned in districts.")
@click.option("--seconds", default=300.0, show_default=True, help="For that network, each time.")
def cluster(instance: str, kills: int, schools: int, seconds: float) -> None:
    """Begin workers on this machine, and say what two are worth and what faults cost: three quarters of an hour."""
    from benchmarks.cluster import faster, gap, killed

    for said in chain(killed(kills), faster(instance), gap(schools, seconds)):
        click.echo(said)


@main.command("edits")
@click.option("--sets", default=20, show_default=True, help="How many drawn sets of edits.")
def edits(sets: int) -> None:
    """Type over the real term's plan, and say how soon it is judged and repaired: some minutes."""
    from benchmarks.edits import measured

    for kept in measured(sets):
        click.echo(kept)


@main.command("front")
@click.option("--cancellations", default=40, show_default=True, help="How many drawn cancellations.")
@click.option("--limit", default=30.0, show_default=True, help="Seconds for each front.")
def front(cancellations: int, limit: float) -> None:
    """Cancel reviews of the real term, and say how soon the price of one more call is proven: some ten minutes."""
    from benchmarks.front import in_all, measured

    drawn = []
    for fronted in measured(cancellations, limit):
        click.echo(fronted)
        drawn.append(fronted)
    click.echo(in_all(drawn, limit))


@main.command("workbooks")
def workbooks() -> None:
    """Read the largest workbooks, and say how long it takes and how much memory: two minutes."""
    from benchmarks.workbooks import measured

    for reading in measured():
        click.echo(str(reading))


@main.command("page")
@click.option("--solves", default=200, show_default=True, help="How many solves in a row.")
def page(solves: int) -> None:
    """Put load on the planner's page, and say how soon it answers and what it leaves behind: ten minutes."""
    from benchmarks.page import measured

    for said in measured(solves):
        click.echo(said)


@main.command("tabs")
@click.option("--minutes", default=60.0, show_default=True, help="How long they stay open.")
def tabs(minutes: float) -> None:
    """Keep twenty tabs open on the planner's page, and say what they saw and what the server holds: an hour."""
    from benchmarks.tabs import measured

    for said in measured(minutes):
        click.echo(said)


@main.command("slots")
@click.option("--count", default=100, show_default=True, help="How many drawn reviews and slots.")
@click.option("--forced/--alone", default=True, show_default=True, help="Hold each against a forced repair.")
@click.option("--whole", default=10, show_default=True, help="How many reviews of which all slots are sought.")
def slots(count: int, forced: bool, whole: int) -> None:
    """Ask where reviews of the real term could move, and say how soon it is known: an hour, --alone five minutes."""
    from benchmarks.slots import in_all, measured, measured_whole

    drawn = []
    for one in measured(count, forced=forced):
        click.echo(one)
        drawn.append(one)
    for sentence in in_all(drawn):
        click.echo(sentence)
    for review in measured_whole(whole):
        click.echo(review)


@main.command("profile")
@click.argument("instance")
@click.option("--seconds", default=120.0, show_default=True, help="Time limit.")
def profile(instance: str, seconds: float) -> None:
    """Solve INSTANCE once, a file or a bundled name, and say where the time went."""
    from benchmarks import running
    from benchmarks.profiling import profile_table
    from benchmarks.suite import Case, Task
    from scheduler.storage import load_instance

    facts = load_instance(instance)
    case = Case(facts.name, facts.name, lambda: facts)
    made = running.measure(Task("ours", case, seconds))
    click.echo(running.sentence(made))
    click.echo(profile_table(made))


if __name__ == "__main__":
    main()
