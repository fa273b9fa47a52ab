"""Inputs changed at random are read whole or refused in words: no traceback, and nothing accepted is ignored.

Each begins from a valid file. What is accepted says, written out again, all that the file said; and what is then asked
of it (checks, tables, what changes entail) is answered. Histories are tried in `storage/test_histories.py`.
"""

import json
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pytest

from models.change import Change
from models.instance import Instance
from models.problem import InvalidInput
from models.schedule import Schedule
from scheduler.changes.effective_instance import effective
from scheduler.changes.refusals import problems
from scheduler.changes.situation import Situation
from scheduler.desk.letters.news import news
from scheduler.desk.letters.posting import Post
from scheduler.explaining.shortages import shortages
from scheduler.generating.reading import read_schools
from scheduler.plan import Plan
from scheduler.showing.changed.repairs import who_to_tell
from scheduler.showing.reports import judge
from scheduler.showing.summary import overview
from scheduler.showing.views import VIEWS
from scheduler.storage import dumps, load_changes, load_instance, load_schedule, parse_instance, parse_schedule

FEW, MANY = 60, 2_000
ROOT = Path(__file__).parents[1]
ODD: tuple[Any, ...] = (
    *(
        None,
        "",
        " ",
        "x",
        "x" * 300,
        "1536537600",
        "2018-13-01",
        "2018-09-10",
        "2018-09-10/2018-09-01",
        "#REF!",
        "\u2028",
    ),
    *(0, 1, -1, 2, 0.5, 1e300, 10**12, 10**30, True, False, [], {}, ["x"], {"x": 1}, "ash", "R0001", "L01", "slot"),
)
CHANGES: tuple[dict[str, Any], ...] = (
    {"kind": "cancel-review", "notice": "2018-09-04", "review": "review-ash", "reason": "ofsted"},
    {"kind": "drop-out", "notice": "2018-09-04", "person": "R0003", "review": "review-ash", "why": "ill"},
    {"kind": "close-schools", "notice": "2018-09-04", "hubs": ["hub-ash"], "days": "2018-09-10/2018-09-14"},
    {"kind": "other-slot", "notice": "2018-09-04", "review": "review-ash", "slots": ["2018-10-15", "2018-11-05"]},
    {"kind": "reviewer-joins", "notice": "2018-09-04", "reviewer": {"id": "R0099", "school": "ash"}},
    {"kind": "person-leaves", "notice": "2018-09-11", "person": "L01"},
    {"kind": "change-number", "notice": "2018-09-04", "rule": "lead-load", "number": "reviews", "value": 2},
    {"kind": "change-team-sizes", "notice": "2018-09-12", "by": 1},
)
TABLE = "\n".join(
    ["# licence", "urn,name,phase,lat,lon,pupils,local_authority,trust,hub"]
    + [f"10000{n},School {n},Primary,52.{n},-1.{n},200,Kent,,North" for n in range(1, 9)]
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in a JSON value."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, inner in steps for place in places(inner, (*path, key)))]


def odd(rng: Random) -> Any:
    return deepcopy(rng.choice(ODD))


def changed(rng: Random, raw: Any) -> Any:
    """The same with one to three things changed: another value, one less, one twice, one that nobody knows."""
    raw = json.loads(json.dumps(raw))
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        *path, last = rng.choice(places(raw)[1:] or [("x",)])
        holder = raw
        for step in path:
            holder = holder[step]
        how = rng.choice(("value", "value", "value", "less", "twice", "more"))
        if how == "value":
            holder[last] = odd(rng)
        elif how == "less":
            del holder[last]
        elif how == "twice" and isinstance(holder, list):
            holder.insert(last, holder[last])
        elif isinstance(holder, dict):
            holder[rng.choice(("colour", "Slot", "reviewer", "id", "why", "size"))] = odd(rng)
        if not raw:
            break
    return raw


def assert_says(made: Any, given: Any, where: str = "$") -> None:
    """What was read says all that was given."""
    if isinstance(given, dict):
        assert isinstance(made, dict) and given.keys() <= made.keys(), f"{where}: {given.keys()} became {made}"
        for key, value in given.items():
            assert_says(made[key], value, f"{where}.{key}")
    elif isinstance(given, list):
        assert isinstance(made, list) and len(made) == len(given), f"{where}: {given} became {made}"
        for n, (mine, theirs) in enumerate(zip(made, given, strict=True)):
            assert_says(mine, theirs, f"{where}[{n}]")
    elif isinstance(given, str) and "/" in given and given.partition("/")[0] == given.partition("/")[2]:
        assert made == given.partition("/")[0]  # one day, written as a range
    else:
        assert made == given, f"{where}: {given!r} became {made!r}"
        assert isinstance(made, bool) == isinstance(given, bool), f"{where}: {given!r} became {made!r}"


def world() -> tuple[Instance, Schedule]:
    instance = load_instance("three-hubs")
    return instance, load_schedule(ROOT / "solutions" / "three-hubs.json", instance)


def assert_shown(instance: Instance, schedule: Schedule) -> None:
    """Checks and tables have an answer."""
    facts = effective(instance, schedule)
    judge(facts, schedule)
    plan = Plan(facts, schedule)
    list(overview(plan))
    for view in VIEWS.values():
        list(view(plan))
    who_to_tell(facts, schedule)
    post = Post(plan, date(2018, 9, 4), everyone=True)
    assert len(post.files) >= len(post.news.letters) and post.listing.title
    told = schedule.model_copy(update={"told": post.news.told})
    assert parse_schedule(dumps(told), instance) == told


def an_instance(rng: Random, _: Path) -> None:
    raw = changed(rng, json.loads((ROOT / "instances" / "three-hubs.json").read_text("utf-8")))
    instance = parse_instance(json.dumps(raw))
    assert_says(json.loads(instance.model_dump_json(by_alias=True)), raw)
    assert parse_instance(dumps(instance)) == instance
    shortages(instance)


def a_schedule(rng: Random, _: Path) -> None:
    instance, good = world()
    whole = json.loads(dumps(good))
    whole["states"] = [{"review": "review-ash", "slot": "draft", "pins": ["slot"], "booked": ["L01"]}]
    if rng.random() < 0.5:
        whole["before"] = {
            "notice": "2018-09-04",
            "reviews": whole["reviews"],
            "free": {"review-ash": ["slot", "R0003"]},
        }
    if rng.random() < 0.5:
        whole["told"] = json.loads(dumps(good.model_copy(update={"told": news(Plan(instance, good)).told})))["told"]
    raw = changed(rng, whole)
    schedule = parse_schedule(json.dumps(raw), instance)
    assert_says(json.loads(schedule.model_dump_json(by_alias=True)), raw)
    assert_shown(instance, schedule)


def some_changes(rng: Random, _: Path) -> None:
    instance, schedule = world()
    raw = changed(rng, {"format": 1, "changes": rng.sample(CHANGES, rng.randint(1, 3))})
    raw["changes"] = sorted(raw["changes"], key=str) if isinstance(raw.get("changes"), list) else raw.get("changes")
    read = load_changes([json.dumps(raw)])
    assert_says([json.loads(one.model_dump_json(by_alias=True)) for one in read], raw["changes"])
    assert_entailed(instance, schedule, read)


def assert_entailed(instance: Instance, schedule: Schedule, read: tuple[Change, ...]) -> None:
    if wrong := problems(instance, schedule, read):
        raise InvalidInput(wrong)
    situation = Situation(instance, schedule)
    entailed = situation.entailed(read)
    situation.before(entailed)


def a_table(rng: Random, folder: Path) -> None:
    letters = list(TABLE)
    for _ in range(rng.choice((1, 1, 2, 5))):
        at = rng.randrange(len(letters))
        letters[at : at + rng.choice((0, 1, 1, 4))] = list(
            rng.choice((",", '"', "\n", "\r", ";", "\t", "#N/A", "\u2019", "\x00", "9" * 30, "-", "é", " ", ""))
        )
    path = folder / "schools.csv"
    path.write_bytes(
        "".join(letters).encode(rng.choice(("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16")), "replace")
    )
    read = read_schools(path)
    assert len(read.schools) + read.text.count("left out") >= 2


KINDS: dict[str, Callable[[Random, Path], None]] = {
    "instance": an_instance,
    "schedule": a_schedule,
    "changes": some_changes,
    "table of schools": a_table,
}


def tried(kind: str, seed: int, folder: Path) -> str:
    try:
        KINDS[kind](Random(f"{kind} {seed}"), folder)
    except InvalidInput as error:
        assert error.problems
        for problem in error.problems:
            assert problem.where and problem.value and problem.expected and problem.remedy, problem
        return "refused"
    return "read"


@pytest.mark.parametrize("kind", KINDS)
def test_changed_input_is_read_whole_or_refused(kind: str, tmp_path: Path) -> None:
    outcomes = Counter(tried(kind, seed, tmp_path) for seed in range(FEW))
    assert min(outcomes["read"], outcomes["refused"]) >= FEW // 30, outcomes


@pytest.mark.soak
@pytest.mark.parametrize("kind", KINDS)
def test_changed_input_is_read_whole_or_refused_at_length(kind: str, tmp_path: Path) -> None:
    for seed in range(FEW, FEW + MANY):
        tried(kind, seed, tmp_path)
