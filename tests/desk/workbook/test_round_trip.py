"""An instance written as a workbook, or as CSV, and read again is the same instance."""

import csv
from datetime import date
from pathlib import Path
from random import Random

import pytest

from models.calendar import Days
from models.instance import Instance
from models.policy import Goal, Policy, SizeBand, TeamSize
from scheduler.desk.contacts import Contact
from scheduler.desk.workbook.contents import headings_of, rows_of
from scheduler.desk.workbook.importing import Imported, imported
from scheduler.desk.workbook.sheets import SHEETS
from scheduler.desk.workbook.writing import workbook_of
from scheduler.storage import bundled_names, load_instance
from tests.drawing import draw_instance

LARGE = ("noe-2018-19", "noe-2018-autumn-as-reported", "noe-2019-spring", "noe-2019-summer")


def read_back(instance: Instance, folder: Path) -> Instance | None:
    path = folder / "term.xlsx"
    path.write_bytes(workbook_of(instance))
    found = imported(path)
    assert not found.errors, found.errors[0]
    return found.instance


def test_nothing_is_odd_in_what_was_written(tmp_path: Path) -> None:
    path = tmp_path / "term.xlsx"
    path.write_bytes(workbook_of(load_instance("four-hubs-term")))
    assert not imported(path).remarks


@pytest.mark.parametrize("name", [name for name in bundled_names() if name not in LARGE])
def test_a_bundled_instance_comes_back(name: str, tmp_path: Path) -> None:
    assert read_back(load_instance(name), tmp_path) == load_instance(name)


@pytest.mark.soak
@pytest.mark.parametrize("name", LARGE)
def test_a_large_bundled_instance_comes_back(name: str, tmp_path: Path) -> None:
    assert read_back(load_instance(name), tmp_path) == load_instance(name)


def as_a_set(instance: Instance | None) -> Instance | None:
    """Which rules are off has no order."""
    if instance is None:
        return None
    policy = instance.policy.model_copy(update={"without": tuple(sorted(instance.policy.without))})
    return instance.model_copy(update={"policy": policy})


def comes_back(seed: int, folder: Path) -> None:
    instance = draw_instance(Random(seed))
    assert as_a_set(read_back(instance, folder)) == as_a_set(instance)


@pytest.mark.parametrize("seed", range(20))
def test_a_drawn_instance_comes_back(seed: int, tmp_path: Path) -> None:
    comes_back(seed, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1_000, 2_000))
def test_many_drawn_instances_come_back(seed: int, tmp_path: Path) -> None:
    comes_back(seed, tmp_path)


POLICIES = {
    "no bands": Policy(team_size=TeamSize(bands=())),
    "more bands": Policy(team_size=TeamSize(bands=tuple(SizeBand(up_to_pupils=n * 100, seats=n) for n in range(1, 7)))),
    "another order": Policy(
        goals=(Goal(goal="quality", tolerance_percent=0.57), Goal(goal="seats-filled", tolerance=3))
    ),
    "a goal of repairs": Policy(goals=(Goal(goal="change-kept-small"), Goal(goal="quality"))),
    "rules off": Policy(without=("outside-hub", "no-return-visit")),
}


@pytest.mark.parametrize("policy", POLICIES.values(), ids=POLICIES)
def test_a_policy_comes_back(policy: Policy, tmp_path: Path) -> None:
    instance = load_instance("three-hubs").model_copy(update={"policy": policy})
    assert read_back(instance, tmp_path) == instance


def test_equal_ranks_come_back(tmp_path: Path) -> None:
    instance = load_instance("planted-host-week")
    first = instance.reviews[0].model_copy(
        update={"slots": (date(2018, 10, 1), date(2018, 10, 2), date(2018, 10, 8)), "ranks": (0, 0, 1), "possible": ()}
    )
    changed = instance.model_copy(update={"reviews": (first, *instance.reviews[1:])})
    assert read_back(changed, tmp_path) == changed


AWAY = {
    "weeks that are neighbours, as one": ["2018-10-01/2018-10-12"],
    "weeks that are neighbours, as two": ["2018-10-01/2018-10-05", "2018-10-08/2018-10-12"],
    "out of order": ["2018-10-09", "2018-10-01/2018-10-05"],
    "a week and its day": ["2018-10-01/2018-10-05", "2018-10-03"],
    "beyond the term": ["2017-01-02/2017-01-06"],
    "twice": ["2018-10-03", "2018-10-03"],
}


@pytest.mark.parametrize("days", AWAY.values(), ids=AWAY)
def test_days_away_come_back_as_they_were(days: list[str], tmp_path: Path) -> None:
    instance = load_instance("three-hubs")
    away = tuple(Days.model_validate(one) for one in days)
    first = instance.reviewers[0].model_copy(update={"away": away})
    changed = instance.model_copy(update={"reviewers": (first, *instance.reviewers[1:])})
    assert read_back(changed, tmp_path) == changed


def test_an_id_that_is_a_persons_and_a_schools_comes_back(tmp_path: Path) -> None:
    instance = load_instance("three-hubs")
    school, person = instance.schools[0], instance.reviewers[0]
    away = (Days.model_validate("2018-10-03"),)
    namesake = person.model_copy(update={"id": school.id, "away": away})
    changed = instance.model_copy(
        update={
            "schools": (school.model_copy(update={"closed": away}), *instance.schools[1:]),
            "reviewers": (namesake, *instance.reviewers[1:]),
        }
    )
    assert read_back(changed, tmp_path) == changed


def written_as_csv(instance: Instance, folder: Path, encoding: str, separator: str) -> Imported:
    for sheet in SHEETS:
        with (folder / f"{sheet.name}.csv").open("w", encoding=encoding, newline="") as file:
            table = csv.writer(file, delimiter=separator)
            table.writerow(headings_of(instance, sheet))
            table.writerows(rows_of(instance, sheet))
    return imported(folder)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_folder_of_csv_files_comes_back(encoding: str, separator: str, tmp_path: Path) -> None:
    instance = load_instance("three-hubs-24")
    named = instance.schools[0].model_copy(update={"name": "Ecole, d'Été; \u201cÀ la Fête\u201d"})
    instance = instance.model_copy(update={"schools": (named, *instance.schools[1:])})
    found = written_as_csv(instance, tmp_path, encoding, separator)
    assert not found.errors, found.errors[0]
    assert found.instance == instance


def test_names_and_addresses_stay_in_the_workbook(tmp_path: Path) -> None:
    instance, path = load_instance("three-hubs"), tmp_path / "term.xlsx"
    who, host = instance.reviewers[0].id, instance.schools[0].id
    contact = Contact("A. Example", "a@school.example", "01632 960001")
    path.write_bytes(workbook_of(instance, {who: contact, host: contact}))
    found = imported(path)
    assert found.instance == instance
    assert found.contacts[who] == contact == found.contacts[host]


def test_the_same_instance_gives_the_same_bytes() -> None:
    assert workbook_of(load_instance("three-hubs")) == workbook_of(load_instance("three-hubs"))
