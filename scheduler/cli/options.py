"""Arguments and options that several commands take."""

from collections.abc import Callable
from functools import wraps
from math import isfinite
from pathlib import Path
from typing import Any

import click
from click.decorators import FC
from click.shell_completion import CompletionItem

from scheduler.cli.folder import FolderArgument, FolderOption, plan_if_there


def finite(_: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    """Refuses infinity and NaN, which a range of numbers lets through."""
    if value is not None and not isfinite(value):
        raise click.BadParameter("expected a finite number", param=parameter)
    return value


def printable(_: click.Context, parameter: click.Parameter, value: str) -> str:
    """Refuse what would garble the terminal of whoever reads it."""
    from scheduler.storage.parsing import unprintable

    if odd := unprintable(value):
        raise click.BadParameter(f"found the character {odd}; expected printable text. Remove it.", param=parameter)
    return value


def _instances(_: click.Context, __: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """What the shell offers for INSTANCE: bundled ones by their names, and files."""
    from scheduler.storage import bundled_names
    from scheduler.storage.instances import bundled_programmes

    bundled = (*bundled_names(), *bundled_programmes())
    names = [CompletionItem(name) for name in bundled if name.startswith(incomplete)]
    return [CompletionItem(incomplete, type="file"), *names]


def repair_time_option(each: str = "") -> Callable[[FC], FC]:
    """The time of one repair, or of each of several: of each scenario, say."""
    stop = f"For each {each}: stop" if each else "Stop"
    return click.option(
        "--time-limit-seconds",
        type=click.FloatRange(min=0, min_open=True),
        metavar="SECONDS",
        default=60.0,
        callback=finite,
        help=f"{stop} after so long and keep the best.  [default: 60]",
    )


instance_argument = click.argument(
    "instance",
    cls=FolderArgument,
    says=lambda known: known.instance,
    metavar="INSTANCE",
    shell_complete=_instances,
)
schedule_argument = click.argument(
    "schedule",
    cls=FolderArgument,
    says=lambda known: known.plan,
    type=click.Path(path_type=Path),
    metavar="SCHEDULE",
)
plan_argument = click.argument(
    "schedule",
    cls=FolderArgument,
    says=plan_if_there,
    type=click.Path(path_type=Path),
    metavar="[SCHEDULE]",
    required=False,
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON, for machines.")
contacts_option = click.option(
    "--contacts",
    type=click.Path(path_type=Path),
    metavar="FILE",
    cls=FolderOption,
    says=lambda known: known.contacts,
    help="A CSV with id, name, email and telephone.  [default: as in the workbook, where INSTANCE is one]",
)
on_option = click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The day on which it became known.  [default: the notice of the last change]",
)
plan_option = click.option(
    "--plan", type=click.Path(path_type=Path), metavar="PLAN", help="The plan of a workbook.  [default: beside it]"
)
by_option = click.option(
    "--by",
    cls=FolderOption,
    says=lambda known: known.by,
    default="",
    metavar="NAME",
    callback=printable,
    help="Who does it, and who sets rules aside where a reason does.  [default: nobody is named]",
)
force_option = click.option("--force", is_flag=True, help="Write over the file that is there.")
time_limit_option = click.option(
    "--time-limit-seconds",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    callback=finite,
    help="Stop after so long and keep the best.  [default: 120 for a term, 300 for a year, 900 beyond]",
)
repair_deterministic_option = click.option(
    "--deterministic", is_flag=True, help="Same input, same repairs: one worker, limits that count work."
)
workers_option = click.option(
    "--workers", metavar="N", type=click.IntRange(1, 256), help="Parallel workers.  [default: one a core, at most 8]"
)
beside_option = click.option(
    "--beside",
    nargs=2,
    type=(str, click.Path(path_type=Path)),
    multiple=True,
    metavar="INSTANCE PLAN",
    help="Another term or programme with its plan: nobody is asked for two things in one week (repeatable).",
)
without_option = click.option(
    "--without", multiple=True, metavar="RULE", help="Switch a rule off (repeatable); its breaches are still listed."
)


def cluster_option(command: Callable[..., None]) -> Callable[..., None]:
    """Where what a command fans out is done: the command is given it as its `means`."""
    return _with_means(_cluster(command))


def means_options(command: Callable[..., None]) -> Callable[..., None]:
    """The same, and whether what is done is kept."""
    return _with_means(_cluster(_resume(command)))


_cluster = click.option(
    "--cluster",
    metavar="ADDRESS",
    default="",
    envvar="QA_SCHEDULER_CLUSTER",
    show_envvar=True,
    help="Work on the machines of this Dask scheduler, such as tcp://10.0.0.1:8786.  [default: this machine]",
)
_resume = click.option(
    "--resume",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Keep what is done in FOLDER, and go on from what is there.  [default: it is not kept]",
)


def _with_means(command: Callable[..., None]) -> Callable[..., None]:
    @wraps(command)
    def with_means(*words: Any, cluster: str, resume: Path | None = None, **others: Any) -> None:
        from scheduler.processes.means import means_for

        command(*words, means=means_for(cluster, resume), **others)

    return with_means
