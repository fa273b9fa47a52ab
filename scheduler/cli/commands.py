"""The command `qa-scheduler`: all commands, in the order in which they are used."""

import sys
from typing import Any

import click

from scheduler import __version__
from scheduler.cli.broker import broker
from scheduler.cli.calendar import calendar
from scheduler.cli.carry import carry
from scheduler.cli.certify import certify
from scheduler.cli.check import check
from scheduler.cli.completion import completion
from scheduler.cli.diff import diff
from scheduler.cli.directory import directory
from scheduler.cli.draw import draw
from scheduler.cli.exits import EXIT_CODES, refusals_in_words
from scheduler.cli.explain import explain
from scheduler.cli.export import export
from scheduler.cli.folder import with_folder
from scheduler.cli.generate import generate
from scheduler.cli.geocode import geocode
from scheduler.cli.history import history
from scheduler.cli.import_ import import_
from scheduler.cli.init import init
from scheduler.cli.mark import mark
from scheduler.cli.page import page
from scheduler.cli.publish import publish
from scheduler.cli.register import register
from scheduler.cli.repair import repair
from scheduler.cli.report import report
from scheduler.cli.reschedule import reschedule
from scheduler.cli.rules import rules
from scheduler.cli.schema import schema
from scheduler.cli.show import show
from scheduler.cli.solve import solve
from scheduler.cli.stress import stress
from scheduler.cli.suggest import suggest
from scheduler.cli.tell import tell
from scheduler.cli.template import template
from scheduler.cli.travel import travel
from scheduler.cli.undo import undo
from scheduler.cli.verify import verify
from scheduler.cli.whatif import whatif
from scheduler.showing.printing import PIPED_WIDTH

_IN_ORDER = (
    init,
    template,
    register,
    geocode,
    travel,
    import_,
    solve,
    check,
    certify,
    verify,
    export,
    repair,
    show,
    report,
    page,
    mark,
    reschedule,
    undo,
    history,
    tell,
    publish,
    calendar,
    carry,
    whatif,
    stress,
    diff,
    explain,
    suggest,
    directory,
    broker,
    draw,
    rules,
    generate,
    schema,
    completion,
)


class _Commands(click.Group):
    """Commands whose refusals are messages, never tracebacks, listed in the order in which they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)

    def make_context(self, *names: Any, **settings: Any) -> click.Context:
        with refusals_in_words():  # it prints help and version
            return super().make_context(*names, **settings)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name, command, rest = super().resolve_command(ctx, args)
        return name, command, rest if command is None or ctx.resilient_parsing else with_folder(command, rest)

    def invoke(self, ctx: click.Context) -> Any:
        with refusals_in_words():
            return super().invoke(ctx)


@click.group(cls=_Commands, epilog=EXIT_CODES, context_settings={"max_content_width": PIPED_WIDTH})
@click.version_option(__version__, prog_name="qa-scheduler")
def main() -> None:
    """Schedule QA peer reviews of schools: a date, a Lead Reviewer and a team for every review, with proof.

    INSTANCE is a workbook, a JSON file, or the name of a bundled instance such as noe-2018-autumn. Data goes to
    standard output, progress and messages to standard error.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a terminal that lacks a letter shows "?" and goes on


for _command in _IN_ORDER:
    main.add_command(_command)
