"""Places by name or address from a Nominatim server: at most one question a second, and each asked only once."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from geopy.exc import GeocoderServiceError, GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim

from scheduler.desk.places.degrees import Place
from scheduler.desk.workbook.files.limits import refusal
from scheduler.storage.files import cannot_write, save

SERVER = "https://nominatim.openstreetmap.org"
LICENCE = "Places found online are from OpenStreetMap (c) its contributors, Open Database Licence."
_COUNTRIES = ("gb", "im", "je", "gg")
_TIMEOUT_SECONDS = 10
_LONGEST = 120


@dataclass(frozen=True)
class Match:
    """A place, and what stands there in the server's words. place: None where it knows nothing of the kind."""

    place: Place | None
    address: str = ""


@dataclass(frozen=True)
class Service:
    """A Nominatim server with what it has answered before.

    cache: the file that keeps its answers. pause_seconds: between two questions, as the public server asks for.
    """

    cache: Path
    server: str = SERVER
    pause_seconds: float = 1.0
    retries: int = 1

    def ask(self, questions: Iterable[str]) -> tuple[dict[str, Match], str]:
        """The answers by question; and why there are not more, in a sentence that is empty where all were answered.

        Raises:
            InvalidInput: the cache is no such file, or cannot be written.
        """
        known = _read(self.cache)
        wanted = list(dict.fromkeys(questions))
        left = [question for question in wanted if self._key(question) not in known]
        why = self._ask(left, known)
        return {one: _match(known[self._key(one)]) for one in wanted if self._key(one) in known}, why

    def _key(self, question: str) -> str:
        return f"{self.server} {question}"

    def _ask(self, left: list[str], known: dict[str, Any]) -> str:
        """Ask what is not known yet, and keep each answer at once."""
        parts = urlsplit(self.server)
        if parts.scheme not in ("http", "https") or not parts.netloc:
            expected = "an address such as https://nominatim.example.org"
            raise refusal(Path("--server"), repr(self.server), expected, "Correct it.")
        server = Nominatim(
            user_agent="qa-scheduler",
            scheme=parts.scheme,
            domain=f"{parts.netloc}{parts.path}".rstrip("/"),
            timeout=_TIMEOUT_SECONDS,
        )
        ask = RateLimiter(
            server.geocode,
            min_delay_seconds=self.pause_seconds,
            max_retries=self.retries,
            error_wait_seconds=max(self.pause_seconds, 2 * self.pause_seconds),
            swallow_exceptions=False,
        )
        for n, question in enumerate(left):
            try:
                found = ask(question, country_codes=_COUNTRIES)
            except (GeopyError, ValueError) as error:
                return self._in_words(error, len(left) - n)
            known[self._key(question)] = _kept(found)
            _write(self.cache, known)
        return ""

    def _in_words(self, error: Exception, left: int) -> str:
        kind = "does not answer" if isinstance(error, GeocoderServiceError) else "answers something else"
        return (
            f"{self.server} {kind} ({type(error).__name__}): {left} of the rows left were not looked up. Go online and "
            "run it again (what was answered is kept), or type latitude and longitude."
        )


def _kept(found: Any) -> dict[str, Any] | None:
    if found is None:
        return None
    place = {"latitude": round(float(found.latitude), 5), "longitude": round(float(found.longitude), 5)}
    return {**place, "address": str(found.address)[:_LONGEST]}


def _match(kept: Any) -> Match:
    return Match(None) if kept is None else Match(Place(kept["latitude"], kept["longitude"]), kept["address"])


def _read(cache: Path) -> dict[str, Any]:
    """What the file holds; nothing where there is none.

    Raises:
        InvalidInput: it is another file.
    """
    try:
        known = json.loads(cache.read_text("utf-8"))
        for kept in known.values():
            _match(kept)
    except FileNotFoundError:
        return {}
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        raise refusal(cache, "a file of another kind", "answers kept earlier", "Remove it, or name another.") from None
    return dict(known)


def _write(cache: Path, known: dict[str, Any]) -> None:
    try:
        cache.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(cache, error) from None
    save(cache, json.dumps(known, ensure_ascii=False, indent=1))
