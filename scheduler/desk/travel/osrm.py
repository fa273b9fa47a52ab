"""Journeys from a server of one's own that speaks OSRM's table service: asked in parts, each kept once answered.

The service: GET /table/v1/driving/LON,LAT;...?sources=0;1&destinations=2;3&annotations=duration,distance. It answers
with seconds and metres, null where there is no road. See https://project-osrm.org/docs.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

from models.base import MOST_KM
from models.network import School
from models.people import Lead
from models.problem import InvalidInput
from scheduler.desk.travel.matrix_file import Journey, Measured
from scheduler.desk.workbook.files.limits import refusal
from scheduler.storage.files import cannot_write, save
from scheduler.words import count

AT_ONCE = 50  # homes, and hosts, in one question: servers take 100 places in all unless told otherwise
_MOST_BYTES = 20_000_000
_KEPT = "What was answered is kept: run it again to go on."

Place = School | Lead


@dataclass(frozen=True)
class Stand:
    """One place of whose id it is: a school or lead has one, a trust one for each of its schools."""

    id: str
    latitude: float
    longitude: float


Part = tuple[Sequence[Stand], Sequence[Stand]]
Answer = list[list[Measured]]


@dataclass(frozen=True)
class Server:
    """A server. cache: the folder that keeps its answers. timeout_seconds: of one question."""

    url: str
    cache: Path
    at_once: int = AT_ONCE
    timeout_seconds: float = 60

    def measured(self, homes: Sequence[Place], hosts: Sequence[Place]) -> dict[Journey, Measured]:
        """Every journey from a home to a host, from the nearest of their places; of those without a road nothing.

        Raises:
            InvalidInput: the server does not answer, or answers something else.
        """
        if urlsplit(self.url).scheme not in ("http", "https") or not urlsplit(self.url).netloc:
            raise refusal(Path("--osrm"), repr(self.url), "an address such as http://localhost:5000", "Correct it.")
        found: dict[Journey, Measured] = {}
        parts = list(self._parts(_stands(homes), _stands(hosts)))
        for n, (some, others) in enumerate(parts):
            answer = self._answer(some, others, f"{n} of {count(len(parts), 'part')} answered so far. {_KEPT}")
            for home, row in zip(some, answer, strict=True):
                for host, value in zip(others, row, strict=True):
                    if value != (None, None):
                        found[home.id, host.id] = _least(found.get((home.id, host.id), value), value)
        return found

    def _parts(self, homes: Sequence[Stand], hosts: Sequence[Stand]) -> Iterator[Part]:
        for at in range(0, len(homes), self.at_once):
            for to in range(0, len(hosts), self.at_once):
                yield homes[at : at + self.at_once], hosts[to : to + self.at_once]

    def _answer(self, homes: Sequence[Stand], hosts: Sequence[Stand], so_far: str) -> Answer:
        """The answer to a part, from the cache where it was given before."""
        question = _question(self.url, homes, hosts)
        kept = self.cache / f"{hashlib.sha256(question.encode()).hexdigest()}.json"
        shape = len(homes), len(hosts)
        try:
            return _table(json.loads(kept.read_text("utf-8")), shape)
        except (OSError, ValueError):  # not asked before, or damaged
            pass
        raw = self._ask(question, so_far)
        try:
            table = _table(raw, shape)
        except ValueError as error:
            raise self._refusal(f"an answer that is no table ({error})", so_far) from None
        self._keep(kept, raw)
        return table

    def _ask(self, question: str, so_far: str) -> Any:
        try:
            with urlopen(question, timeout=self.timeout_seconds) as reply:
                return json.loads(reply.read(_MOST_BYTES))
        except HTTPError as error:
            raise self._refusal(_reason(error), so_far) from None
        except (OSError, HTTPException) as error:  # no network, no server, a timeout
            raise self._refusal(f"no answer ({getattr(error, 'reason', None) or error})", so_far) from None
        except ValueError:
            raise self._refusal("an answer that is no JSON", so_far) from None

    def _keep(self, kept: Path, raw: Any) -> None:
        try:
            self.cache.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(self.cache, error) from None
        save(kept, json.dumps({name: raw[name] for name in ("code", "durations", "distances") if name in raw}))

    def _refusal(self, found: str, so_far: str) -> InvalidInput:
        remedy = f"Look whether it runs, and whether its map holds these places. {so_far}"
        return refusal(Path(self.url), found, "an OSRM server with its table service", remedy)


def _stands(places: Sequence[Place]) -> list[Stand]:
    return [Stand(place.id, *at) for place in places for at in place.places]


def _least(one: Measured, other: Measured) -> Measured:
    """The shorter of two journeys, in minutes and in km."""
    minutes, km = (
        min((each for each in pair if each is not None), default=None) for pair in zip(one, other, strict=True)
    )
    return minutes, km


def _question(url: str, homes: Sequence[Stand], hosts: Sequence[Stand]) -> str:
    places = ";".join(f"{place.longitude:.5f},{place.latitude:.5f}" for place in (*homes, *hosts))
    sources = ";".join(map(str, range(len(homes))))
    destinations = ";".join(map(str, range(len(homes), len(homes) + len(hosts))))
    asked = f"sources={sources}&destinations={destinations}&annotations=duration,distance"
    return f"{url.rstrip('/')}/table/v1/driving/{places}?{asked}"


def _table(raw: Any, shape: tuple[int, int]) -> Answer:
    """Whole minutes and km of each journey.

    Raises:
        ValueError: it is no such answer.
    """
    if not isinstance(raw, dict) or raw.get("code") != "Ok":
        raise ValueError(f"its code is {raw.get('code')!r}" if isinstance(raw, dict) else "no object")
    nothing = [[None] * shape[1]] * shape[0]
    seconds, metres = raw.get("durations") or nothing, raw.get("distances") or nothing
    for rows in (seconds, metres):
        if (
            not isinstance(rows, list)
            or [len(row) if isinstance(row, list) else -1 for row in rows] != [shape[1]] * shape[0]
        ):
            raise ValueError("its rows are not those asked for")
    return [
        [(_whole(s, 60), _whole(m, 1000)) for s, m in zip(*pair, strict=True)]
        for pair in zip(seconds, metres, strict=True)
    ]


def _whole(value: Any, of: int) -> int | None:
    """So many of the larger unit, half up; None where there is no road.

    Raises:
        ValueError: it is no such number.
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= MOST_KM * of:
        raise ValueError(f"{value!r} is no length of a journey")
    return int(value / of + 0.5)


def _reason(error: HTTPError) -> str:
    """What the server says of a question that it refuses."""
    try:
        said = json.loads(error.read(10_000))
        text = f"{said['code']}: {said.get('message', '')}"
    except (OSError, ValueError, KeyError, TypeError):
        text = str(error.reason)
    more = "; ask for fewer at once with --at-once" if "TooBig" in text else ""
    return f"a refusal ({error.code}, {text.strip()[:200]}){more}"
