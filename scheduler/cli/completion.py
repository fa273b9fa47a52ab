"""Commands, options and instances completed by the shell: completion."""

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.showing.printing import print_data, print_json

_PROGRAM, _VARIABLE = "qa-scheduler", "_QA_SCHEDULER_COMPLETE"
_INSTRUCTIONS = {
    "bash": 'Put into ~/.bashrc: eval "$(qa-scheduler completion bash)"',
    "zsh": 'Put into ~/.zshrc, after compinit: eval "$(qa-scheduler completion zsh)"',
    "fish": "Once: qa-scheduler completion fish > ~/.config/fish/completions/qa-scheduler.fish",
}


@click.command("completion", short_help="Let the shell complete commands and names.", epilog=EXIT_CODES)
@click.argument("shell", type=click.Choice(list(_INSTRUCTIONS)))
@click.option("--json", "as_json", is_flag=True, help="Print the script as JSON, for machines.")
@click.pass_context
def completion(ctx: click.Context, shell: str, as_json: bool) -> None:
    """Print a script by which SHELL completes commands, options, files and the names of bundled instances with Tab.

    The script says in its first line where it goes.

    \b
    Examples:
      eval "$(qa-scheduler completion bash)"
      qa-scheduler completion fish > ~/.config/fish/completions/qa-scheduler.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None
    script = kind(ctx.find_root().command, {}, _PROGRAM, _VARIABLE).source()
    if as_json:
        print_json({"shell": shell, "instructions": _INSTRUCTIONS[shell], "script": script})
    else:
        print_data(f"# {_INSTRUCTIONS[shell]}\n{script}")
