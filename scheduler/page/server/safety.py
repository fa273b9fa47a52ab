"""Who may ask: this machine's own browser, with a key from an address that opens once, from our own pages alone.

Four checks, each against one attack: the Host header (DNS rebinding), Fetch Metadata and Origin (cross-site requests),
a session cookie given for a one-time token (other users and programs of the machine), and limits on the body's size and
time (floods). Every answer carries a content security policy by which nothing but our own files runs.
"""

import asyncio
import secrets
from collections import OrderedDict
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

_MOST_DIGITS = len(str(MOST_BYTES))
_MOST_BODIES = 4  # read at once
_MOST_KEYS = 50  # tokens that nobody has used, and sessions; of more, the oldest is forgotten
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
        self._tokens: OrderedDict[str, None] = OrderedDict()
        self._sessions: OrderedDict[str, None] = OrderedDict()

    def token(self) -> str:
        """A new token. Whoever shows it first gets a session, and nobody after."""
        return _new(self._tokens)

    def session(self, token: str) -> str | None:
        """The session that a token opens; None if it opens none."""
        if token not in self._tokens:
            return None
        del self._tokens[token]
        return _new(self._sessions)

    def knows(self, session: str) -> bool:
        """Whether a session was opened here; one that is used is not the oldest."""
        if session not in self._sessions:
            return False
        self._sessions.move_to_end(session)
        return True


def _new(keys: OrderedDict[str, None]) -> str:
    """A key that nobody can guess, entered last."""
    key = secrets.token_urlsafe(24)
    keys[key] = None
    if len(keys) > _MOST_KEYS:
        keys.popitem(last=False)
    return key


class Guard:
    """Refuses what may not ask, before anything else sees it, and gives every answer its headers.

    hosts: by which names the page is asked for, with the port. cookie: the name of the session's cookie.
    body_seconds: how long a body may take.
    """

    def __init__(
        self, app: ASGIApp, *, hosts: Iterable[str], keys: Keys, cookie: str, body_seconds: float = BODY_SECONDS
    ) -> None:
        self._app, self._hosts, self._keys, self._cookie = app, frozenset(hosts), keys, cookie
        self._body_seconds = body_seconds
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
                body = await _body(headers, receive, self._body_seconds)
            if isinstance(body, Response):
                await body(scope, receive, _with_headers(send))
                return
            receive = _again(body, receive)
        await self._in_words(scope, receive, send)

    async def _in_words(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The page's answer; a word also where the page itself is at fault, which is raised on for the log."""
        begun = False

        async def noted(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self._app(scope, receive, _with_headers(noted))
        except Exception:
            if not begun:
                said = "Here the page itself is at fault; the terminal it was started in says where. No file is broken."
                await _refused(HTTPStatus.INTERNAL_SERVER_ERROR, said)(scope, receive, _with_headers(send))
            raise

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
        if scope["path"] == ENTER and scope["method"] == "GET":
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
            "Start `qa-scheduler page` again, or take a new address from the page that is open (Plans, at the end). "
            "If it was not you who used it, end the page with Ctrl-C: somebody else on this machine has."
        )
        return _refused(HTTPStatus.FORBIDDEN, said)


def _refused(status: HTTPStatus, said: str) -> Response:
    return PlainTextResponse(f"{said}\n", status)


async def _body(headers: Headers, receive: Receive, seconds: float) -> bytes | Response:
    """The whole body; or what is said of one that is too large, or too slow."""
    length = headers.get("content-length", "0")
    too_large = _refused(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"At most {MOST_BYTES // 1_000_000} MB can be sent. Send a smaller file."
    )
    if not length.isascii() or not length.isdigit() or len(length) > _MOST_DIGITS or int(length) > MOST_BYTES:
        return too_large
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
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
        return _refused(HTTPStatus.REQUEST_TIMEOUT, f"The body took longer than {seconds:g} s. Send it again.")


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
