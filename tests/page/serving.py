"""The page behind its real server, in a thread of the test, and words to it as they go over the line."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from httpx2 import Client

from scheduler.page.app import make_app
from scheduler.page.server.safety import ENTER
from scheduler.page.server.serving import listening_at, server_of


@dataclass(frozen=True)
class Serving:
    """A server at work. client: of one who has entered."""

    app: FastAPI
    port: int
    client: Client

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())

    def stranger(self) -> Client:
        """Somebody who has no session."""
        return Client(base_url=self.address, headers=_own(self.address))

    def opened(self) -> socket.socket:
        """A bare connection."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=10)


@contextmanager
def serving(folder: Path, *, body_seconds: float = 30.0) -> Iterator[Serving]:
    """The page of a folder, served; at the end it must end by itself."""
    with listening_at(0) as listening:
        port = listening.getsockname()[1]
        app = make_app(folder, port, body_seconds)
        server = server_of(app)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        address = f"http://127.0.0.1:{port}"
        try:
            with Client(base_url=address, headers=_own(address), follow_redirects=True) as client:
                client.get(ENTER, params={"token": app.state.page.keys.token()})
                yield Serving(app, port, client)
        finally:
            server.should_exit = True
            thread.join(20)
        assert not thread.is_alive()


def _own(address: str) -> dict[str, str]:
    return {"sec-fetch-site": "same-origin", "origin": address}
