"""Serving the page on this machine alone."""

import asyncio
import socket
import threading
import webbrowser
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from uvicorn.protocols.http.h11_impl import H11Protocol

from models.problem import InvalidInput, Problem
from scheduler.page.app import make_app
from scheduler.page.server.safety import ENTER

_ADDRESS = "127.0.0.1"
_MOST_CONNECTIONS = 200
_IDLE_SECONDS = 15.0
_END_SECONDS = 1


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
    with listening_at(port) as listening:
        app = make_app(folder, listening.getsockname()[1])
        page = app.state.page
        address = f"{page.address}{ENTER}?token={page.keys.token()}"
        say(address)
        if open_browser:  # one that runs in the terminal would hold us up
            threading.Thread(target=webbrowser.open, args=(address,), daemon=True).start()
        server_of(app).run(sockets=[listening])


def listening_at(port: int) -> socket.socket:
    """A socket that listens; whoever comes before it is served waits.

    Raises:
        InvalidInput: the port is taken.
    """
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((_ADDRESS, port))
        listening.listen(_MOST_CONNECTIONS)
    except OSError as error:
        listening.close()
        remedy = "Close what uses it, or leave --port out: then one that is free is taken."
        value = f"port {port}: {error.strerror}"
        raise InvalidInput([Problem(where="--port", value=value, expected="a free port", remedy=remedy)]) from None
    return listening


def server_of(app: FastAPI) -> uvicorn.Server:
    """What serves the page: it believes no header about who asks, and says nothing but its own faults."""
    config = uvicorn.Config(
        app,
        http=_Impatient,
        ws="none",
        log_level="error",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=_MOST_CONNECTIONS,
        timeout_graceful_shutdown=_END_SECONDS,
    )
    return _Server(config)


class _Server(uvicorn.Server):
    """Ends what runs at once: a request that waits for it can then be answered, and ends too."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        app: Any = self.config.app
        await asyncio.gather(asyncio.to_thread(app.state.page.close), super().shutdown(sockets))


class _Impatient(H11Protocol):
    """A connection that is closed where it asks for nothing, or not to the end, for so long."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > 2 * _MOST_CONNECTIONS:
            transport.abort()
        self._look(before=False)

    def _look(self, before: Any) -> None:
        """before: the last request at the last look; if it is still the last, and answered, nothing has come since."""
        if self.transport.is_closing():
            return
        if self.cycle is before and (before is None or before.response_complete):
            self.transport.abort()
            return
        self.loop.call_later(_IDLE_SECONDS, self._look, self.cycle)
