"""The planner's page: page."""

from importlib.util import find_spec
from pathlib import Path

import click

from scheduler.cli.exits import EXIT_CODES
from scheduler.cli.options import json_option
from scheduler.showing.printing import print_json, print_message

_NEEDED = ("fastapi", "uvicorn", "python_multipart", "sse_starlette")
_WITHOUT = "The page needs the extra `page`: pip install 'qa-scheduler[page]'. Everything else works without it."


@click.command("page", short_help="Start the planner's page for a term's folder.", epilog=EXIT_CODES)
@click.argument("folder", type=click.Path(path_type=Path), default=Path())
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Where it listens.  [default: any free port]")
@click.option("--no-browser", is_flag=True, help="Print the address, and open no browser.")
@json_option
def page(folder: Path, port: int, no_browser: bool, as_json: bool) -> None:
    """Start a local web page for FOLDER (by default this one) and open it in the browser.

    It answers on this machine only. The address it prints opens once; Ctrl-C ends it.

    \b
    Examples:
      qa-scheduler page
      qa-scheduler page autumn-2018 --port 8000 --no-browser
    """
    if any(find_spec(name) is None for name in _NEEDED):
        raise click.UsageError(_WITHOUT)
    from scheduler.page.server.serving import serve

    def say(address: str) -> None:
        if as_json:
            print_json({"address": address})
            return
        print_message(f"The page of {folder.resolve().name or folder} is at {address}")
        print_message("It answers on this machine only, and this address opens once. Ctrl-C ends it.")

    serve(folder, port, say, open_browser=not no_browser)
