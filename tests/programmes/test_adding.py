"""docs/adding-a-programme.md: its files, taken from the page as they stand, keep every contract of a programme."""

import importlib
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import product
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

import pytest

import models.programmes
import scheduler.generating.programmes
import scheduler.programmes
from models.calendar import Days
from models.programmes.groups import Group, Groups, Meeting
from models.programmes.instance import Engaged, ProgrammeInstance, ProgrammeWaiver
from scheduler.desk.programmes.instances import load_programme
from scheduler.desk.programmes.workbook.writing import workbook_of
from scheduler.programmes.unit import Programme
from tests.programmes.harness import agree, best_of, count_alike, solved
from tests.programmes.small import CALENDARS, HUBS, ORIGIN, day, draw_school

PAGE = Path(__file__).resolve().parents[2] / "docs" / "adding-a-programme.md"
FILE = re.compile(r"^`(?P<path>[a-z_/]+\.py)`:\n\n```python\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
HOMES: tuple[ModuleType, ...] = (models.programmes, scheduler.programmes, scheduler.generating.programmes)
DAYS = day(1, 3), day(2, 3)


@pytest.fixture(scope="module")
def circles(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programme]:
    """The page's programme, entered as long as these tests run."""
    folder = tmp_path_factory.mktemp("page")
    files = {found["path"]: found["text"] for found in FILE.finditer(PAGE.read_text("utf-8"))}
    assert len(files) == 8
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        for home in HOMES:
            patch.setattr(home, "__path__", [*home.__path__, str(folder.joinpath(*home.__name__.split(".")))])
        unit: Programme = importlib.import_module("scheduler.programmes.reading_circles").PROGRAMME
        patch.setitem(scheduler.programmes.BY_ID, unit.id, unit)
        yield unit
    for name in [name for name in sys.modules if "reading_circles" in name]:
        del sys.modules[name]


def circle(place: str, members: Iterable[str], *days: date) -> Group:
    meetings = tuple(Meeting(kind="circle", day=one, at=place) for one in days)
    return Group(id=place, place=place, members=tuple(members), meetings=meetings)


def draw_instance(unit: Programme, rng: Random, schools: int = 5) -> ProgrammeInstance:
    """Few schools; sometimes somebody is fixed at a place, with or without the day."""
    ids, fewest = [f"S{n}" for n in range(schools)], rng.randint(1, 2)
    waivers = [ProgrammeWaiver(rule="reach", member=rng.choice(ids), place=rng.choice(ids), allowed_by="X", reason="Y")]
    engaged = [Engaged(who=rng.choice(ids), days=Days(first=rng.choice(DAYS), last=DAYS[-1]), by="a review")]
    fixed = [circle(rng.choice(ids), rng.sample(ids, 1), *rng.sample(DAYS, rng.randint(0, 1)))]
    given: dict[str, Any] = {
        "format": 1,
        "programme": unit.id,
        "name": "drawn",
        "origin": ORIGIN,
        "calendars": CALENDARS,
        "hubs": HUBS,
        "schools": [draw_school(rng, id, DAYS) for id in ids],
        "days": DAYS,
        "waivers": rng.sample(waivers, rng.randint(0, 1)),
        "engaged": rng.sample(engaged, rng.randint(0, 1)),
        "fixed": fixed if rng.random() < 0.3 else [],
        "policy": {
            "circle-size": {"fewest": fewest, "most": rng.randint(fewest, 3)},
            "reach": {"km": rng.choice((20, 40, 60, 90))},
        },
    }
    return unit.facts.model_validate(given)


def groups_of(instance: ProgrammeInstance, groups: Iterable[Group]) -> Groups:
    ordered = sorted(groups, key=lambda group: group.id)
    return Groups(programme=instance.programme, instance=instance.name, groups=tuple(ordered))


def draw(unit: Programme, rng: Random) -> tuple[ProgrammeInstance, Groups]:
    """An instance, and circles for it, good or bad."""
    instance = draw_instance(unit, rng)
    places = rng.sample(instance.members, rng.randint(0, 3))
    members: dict[str, list[str]] = {place: [] for place in places}
    for one in instance.members:
        if places and rng.random() < 0.95:
            members[one if one in places and rng.random() < 0.9 else rng.choice(places)].append(one)
        at = rng.choice(places) if places and rng.random() < 0.05 else None
        if at is not None and one not in members[at]:
            members[at].append(one)
    days = {place: rng.sample(DAYS, rng.choice((0, *[1] * 12, 2))) for place in places}
    made = groups_of(instance, (circle(place, members[place], *days[place]) for place in places))
    if places and members[places[0]] and rng.random() < 0.4:  # some of a circle is fixed, the day too or not
        fixed = circle(places[0], rng.sample(members[places[0]], 1), *days[places[0]][: rng.randint(0, 1)])
        instance = instance.model_copy(update={"fixed": (*instance.fixed, fixed)})
    return instance, made


def every_plan(instance: ProgrammeInstance) -> Iterator[Groups]:
    """Every school in every circle or in none, on every day."""
    ids = instance.members
    for where in product((None, *ids), repeat=len(ids)):
        hosts = sorted({at for at in where if at is not None})
        of = {host: [one for one, at in zip(ids, where, strict=True) if at == host] for host in hosts}
        if all(host in of[host] for host in hosts):
            for days in product(DAYS, repeat=len(hosts)):
                yield groups_of(instance, (circle(host, of[host], on) for host, on in zip(hosts, days, strict=True)))


def test_rows_accept_what_the_checks_do(circles: Programme) -> None:
    for rule in circles.rules:
        agree(circles, rule, lambda rng: draw(circles, rng), range(250))


def test_columns_cost_what_the_recounts_count(circles: Programme) -> None:
    for goal in circles.goals:
        count_alike(circles, goal, lambda rng: draw(circles, rng), range(150))


def test_the_best_of_all_circles_is_found(circles: Programme) -> None:
    compared = 0
    for seed in range(8):
        instance = draw_instance(circles, Random(seed), schools=4)
        best = best_of(circles, instance, every_plan(instance))
        if best is not None:
            assert solved(circles, instance) == best, f"seed {seed}"
            compared += 1
    assert compared > 3


def test_its_workbook_is_written_and_read_back(circles: Programme, tmp_path: Path) -> None:
    for seed in range(5):
        instance = draw_instance(circles, Random(seed))
        (tmp_path / "circles.xlsx").write_bytes(workbook_of(instance))
        assert load_programme(tmp_path / "circles.xlsx") == instance


def test_the_maker_makes_its_instance(circles: Programme) -> None:
    made = importlib.import_module("scheduler.generating.programmes.reading_circles").reading_circles_2018()
    assert (len(made.schools), len(made.days)) == (40, 3)
    assert isinstance(made, circles.facts)
