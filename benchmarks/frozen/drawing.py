"""The cases: what happens to the frozen plan, drawn from a seed so that the same bytes come out everywhere."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from hashlib import sha256
from math import cos, radians
from random import Random
from statistics import fmean
from typing import TypeVar

from benchmarks.frozen.files import INSTANCE, PLAN, instance, instance_text, plan, plan_text
from models.calendar import Days, week_of
from models.change import CancelReview, CloseSchools
from models.instance import Instance
from models.schedule import Schedule

SET, SEED = "repairs-noe-2018-autumn-1", 2018
CANCELLATIONS, SNOW_WEEKS = 40, 8
NOTICE_DAYS = (1, 3, 7, 14, 28, 42)
MOST_HUBS = 3

Drawn = TypeVar("Drawn")


def cases(seed: int = SEED) -> Iterator[tuple[str, CancelReview | CloseSchools]]:
    """Each case with its name: reviews cancelled after an inspection, then weeks in which hubs are snowed in."""
    rng, facts, known = Random(seed), instance(), plan()
    yield from ((f"cancelled-{n + 1:02}", change) for n, change in enumerate(_cancellations(rng, known)))
    yield from ((f"snow-{n + 1}", change) for n, change in enumerate(_snow_weeks(rng, facts, known)))


def text(seed: int = SEED) -> str:
    """The file of the cases."""
    head = {
        "set": SET,
        "seed": seed,
        "instance": {"file": INSTANCE, "sha256": sha256(instance_text().encode()).hexdigest()},
        "plan": {"file": PLAN, "sha256": sha256(plan_text().encode()).hexdigest()},
    }
    lines = [json.dumps({"case": name, "change": stated(change)}) for name, change in cases(seed)]
    return json.dumps(head, indent=1)[:-2] + ',\n "cases": [\n  ' + ",\n  ".join(lines) + "\n ]\n}\n"


def stated(change: CancelReview | CloseSchools) -> dict[str, object]:
    """A change as the file of the cases says it."""
    return {"kind": change.kind, **change.model_dump(mode="json", exclude_defaults=True)}


def _one_of(rng: Random, pool: Sequence[Drawn]) -> Drawn:
    """`Random.choice` may change from one Python to the next, `Random.random` does not."""
    return pool[int(rng.random() * len(pool))]


def _cancellations(rng: Random, known: Schedule) -> Iterator[CancelReview]:
    """No review at one notice twice."""
    slots = {planned.review: planned.slot for planned in known.reviews if planned.slot is not None}
    every, seen = sorted(slots), set[tuple[str, int]]()
    while len(seen) < CANCELLATIONS:
        one = _one_of(rng, every), _one_of(rng, NOTICE_DAYS)
        if one not in seen:
            seen.add(one)
            review, days = one
            yield CancelReview(notice=slots[review] - timedelta(days=days), review=review, reason="ofsted")


def _snow_weeks(rng: Random, facts: Instance, known: Schedule) -> Iterator[CloseSchools]:
    """From Monday to Friday, known on the Friday before: a hub that hosts a review then, and up to two beside it."""
    hosting = sorted(
        (week_of(planned.slot), facts.school_by_id[facts.review_by_id[planned.review].host].hub)
        for planned in known.reviews
        if planned.slot is not None
    )
    seen = set[tuple[date, str]]()
    while len(seen) < SNOW_WEEKS:
        one, many = _one_of(rng, hosting), 1 + int(rng.random() * MOST_HUBS)
        if one not in seen:
            seen.add(one)
            monday, hub = one
            days = Days(first=monday, last=monday + timedelta(days=4))
            hubs = tuple(sorted(_nearest(facts, hub)[:many]))
            yield CloseSchools(notice=monday - timedelta(days=3), hubs=hubs, days=days)


def _nearest(facts: Instance, hub: str) -> list[str]:
    """All hubs, the nearest to this one first: by the middles of their schools, on the map's flat page."""
    middles = {each.id: _middle(facts, each.id) for each in facts.hubs}
    north, east = middles[hub]

    def away(other: str) -> tuple[float, str]:
        upward, sideward = middles[other][0] - north, (middles[other][1] - east) * cos(radians(north))
        return upward**2 + sideward**2, other

    return sorted(middles, key=away)


def _middle(facts: Instance, hub: str) -> tuple[float, float]:
    mine = [school for school in facts.schools if school.hub == hub]
    return fmean(school.latitude for school in mine), fmean(school.longitude for school in mine)
