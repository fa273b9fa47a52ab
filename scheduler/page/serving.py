"""Serving the page on this machine alone."""

import socket
import webbrowser
from collections.abc import Callable
from pathlib import Path

import uvicorn

from models.problem import InvalidInput, Problem
from scheduler.page.app import make_app
from scheduler.page.safety import ENTER

_ADDRESS = "127.0.0.1"
_MOST_CONNECTIONS = 200
_END_SECONDS = 3


def serve(folder: Path, port: int, say: Callable[[str], None], *, open_browser: bool) -> None:
    """Serve the page of a folder until an interrupt. say: hears of the address, which opens once.

    port: 0 for any that is free.

    Raises:
        InvalidInput: the port is taken, or the folder is none.
    """
    if not folder.is_dir():
        problem = Problem(
            where=str(folder), value="no folder", expected="a folder", remedy="Make one: qa-scheduler init."
        )
        raise InvalidInput([problem])
    with _listening(port) as listening:
        port = listening.getsockname()[1]
        app = make_app(folder, port)
        page = app.state.page
        address = f"{page.address}{ENTER}?token={page.keys.token()}"
        say(address)
        if open_browser:
            webbrowser.open(address)
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            limit_concurrency=_MOST_CONNECTIONS,
            timeout_graceful_shutdown=_END_SECONDS,
        )
        uvicorn.Server(config).run(sockets=[listening])


def _listening(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_ADDRESS, port))
    except OSError as error:
        listening.close()
        remedy = "Close what uses it, or leave --port out: then one that is free is taken."
        value = f"port {port}: {error.strerror}"
        raise InvalidInput([Problem(where="--port", value=value, expected="a free port", remedy=remedy)]) from None
    return listening
