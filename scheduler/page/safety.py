"""Who may ask: this machine's own browser, with a key from an address that opens once, from our own pages alone.

Four checks, each against one attack: the Host header (DNS rebinding), Fetch Metadata and Origin (cross-site requests),
a session cookie given for a one-time token (other users and programs of the machine), and limits on the body's size and
time (floods). Every answer carries a content security policy by which nothing but our own files runs.
"""

import asyncio
import secrets
from collections.abc import Iterable
from http import HTTPStatus
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 20_000_000
BODY_SECONDS = 30.0
ENTER = "/enter"

_MOST_BODIES = 4  # read at once
_METHODS = ("GET", "HEAD", "POST")
_POLICY = "; ".join(
    ("default-src 'self'", "img-src 'self' data:", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'")
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Keys:
    """The tokens that still open the page, once each, and the sessions that they have opened."""

    def __init__(self) -> None:
        self._tokens: set[str] = set()
        self._sessions: set[str] = set()

    def token(self) -> str:
        """A new token. Whoever shows it first gets a session, and nobody after."""
        token = secrets.token_urlsafe(24)
        self._tokens.add(token)
        return token

    def session(self, token: str) -> str | None:
        """The session that a token opens; None if it opens none."""
        if token not in self._tokens:
            return None
        self._tokens.remove(token)
        session = secrets.token_urlsafe(24)
        self._sessions.add(session)
        return session

    def knows(self, session: str) -> bool:
        """Whether a session was opened here."""
        return session in self._sessions


class Guard:
    """Refuses what may not ask, before anything else sees it, and gives every answer its headers.

    hosts: by which names the page is asked for, with the port. cookie: the name of the session's cookie.
    """

    def __init__(self, app: ASGIApp, *, hosts: Iterable[str], keys: Keys, cookie: str) -> None:
        self._app, self._hosts, self._keys, self._cookie = app, frozenset(hosts), keys, cookie
        self._bodies = asyncio.Semaphore(_MOST_BODIES)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # we have no web sockets
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        answer = self._refusal(scope, headers) or self._entrance(scope, headers)
        if answer is not None:
            await answer(scope, receive, _with_headers(send))
            return
        if scope["method"] == "POST":
            async with self._bodies:
                body = await _body(headers, receive)
            if isinstance(body, Response):
                await body(scope, receive, _with_headers(send))
                return
            receive = _again(body, receive)
        await self._app(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope, headers: Headers) -> Response | None:
        """What is said to who may not ask at all."""
        if headers.get("host", "") not in self._hosts:
            return _refused(
                HTTPStatus.BAD_REQUEST, "This page answers on this machine only, at the address it printed."
            )
        if scope["method"] not in _METHODS:
            return _refused(HTTPStatus.METHOD_NOT_ALLOWED, "The page is asked by GET and POST.")
        if not self._is_our_own(scope, headers):
            return _refused(HTTPStatus.FORBIDDEN, "Another site asked for this. Ask from the page itself.")
        return None

    def _is_our_own(self, scope: Scope, headers: Headers) -> bool:
        """Whether one of our own pages asks, or, to look only, the user by the address bar or a link."""
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if scope["method"] in ("GET", "HEAD"):
            return site in (None, "same-origin", "none") or headers.get("sec-fetch-mode") == "navigate"
        if site is not None and site not in ("same-origin", "none"):
            return False
        if origin is not None:
            return origin.removeprefix("http://") in self._hosts
        return site is not None

    def _entrance(self, scope: Scope, headers: Headers) -> Response | None:
        """The way in by a token; or what is said to who has no session."""
        if scope["path"] == ENTER:
            token = parse_qs(scope["query_string"].decode("latin-1")).get("token", [""])[0]
            session = self._keys.session(token)
            if session is not None:
                answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
                answer.set_cookie(self._cookie, session, httponly=True, samesite="strict")
                return answer
        if self._keys.knows(cookie_parser(headers.get("cookie", "")).get(self._cookie, "")):
            return RedirectResponse("/", HTTPStatus.SEE_OTHER) if scope["path"] == ENTER else None
        said = (
            "This address opens the page once, and it has been used, or it is not the one that was printed. "
            "Start `qa-scheduler page` again, or take a new address from the page that is open (Plans, at the end)."
        )
        return _refused(HTTPStatus.FORBIDDEN, said)


def _refused(status: HTTPStatus, said: str) -> Response:
    return PlainTextResponse(f"{said}\n", status)


async def _body(headers: Headers, receive: Receive) -> bytes | Response:
    """The whole body; or what is said of one that is too large, or too slow."""
    length = headers.get("content-length", "0")
    too_large = _refused(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {MOST_BYTES // 1_000_000} MB can be sent. Send a smaller file."
    )
    if not length.isascii() or not length.isdigit() or int(length) > MOST_BYTES:
        return too_large
    body = bytearray()
    try:
        async with asyncio.timeout(BODY_SECONDS):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return _refused(HTTPStatus.BAD_REQUEST, "The request ended before its body did.")
                body += message.get("body", b"")
                if len(body) > MOST_BYTES:
                    return too_large
                if not message.get("more_body", False):
                    return bytes(body)
    except TimeoutError:
        return _refused(HTTPStatus.REQUEST_TIMEOUT, f"The body took longer than {BODY_SECONDS:.0f} s. Send it again.")


def _again(body: bytes, receive: Receive) -> Receive:
    """A body that was read, to be read by whoever comes next."""
    rest: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def read() -> Message:
        return rest.pop() if rest else await receive()

    return read


def _with_headers(send: Send) -> Send:
    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers.setdefault("Cache-Control", "no-store")
        await send(message)

    return sent
