"""The stored schedules: each is for the bundled instance of its name as it is now, and what it claims holds."""

from pathlib import Path

import pytest

from models.instance import Instance
from models.schedule import Certificate, Status
from scheduler.checking import certify
from scheduler.storage import bundled_names, dumps, instance_sha256, load_instance, load_schedule
from solutions.improving import doubts
from solutions.make_readme import page
from tests.planted import PLANTED, SMALL

SOLUTIONS = Path(__file__).parents[1] / "solutions"
STORED = tuple(sorted(path.stem for path in SOLUTIONS.glob("*.json")))


def certificate_of(instance: Instance, name: str) -> Certificate:
    certificate = load_schedule(SOLUTIONS / f"{name}.json", instance).certificate
    assert certificate is not None
    return certificate


def test_every_bundled_instance_has_one_and_none_is_for_another() -> None:
    assert {*STORED} == {*bundled_names()}


@pytest.mark.parametrize("name", STORED)
def test_each_keeps_every_rule_and_its_certificate_holds(name: str) -> None:
    instance = load_instance(name)
    schedule = load_schedule(SOLUTIONS / f"{name}.json", instance)
    certify(instance, schedule)
    assert (SOLUTIONS / f"{name}.json").read_text("utf-8") == dumps(schedule)
    certificate = certificate_of(instance, name)
    assert certificate.instance_sha256 == instance_sha256(instance)
    assert not certificate.interrupted and not certificate.rules_off
    assert not [*doubts(instance, schedule)]


@pytest.mark.parametrize("name", STORED)
def test_each_says_who_has_closed_what_it_calls_proven(name: str) -> None:
    for result in certificate_of(load_instance(name), name).goals:
        assert result.proven == bool(result.closed_by), result


@pytest.mark.parametrize("name", [name for name in STORED if not name.startswith("noe-")])
def test_a_small_one_is_proven_to_be_the_best(name: str) -> None:
    assert certificate_of(load_instance(name), name).status == Status.OPTIMAL


@pytest.mark.parametrize("name", [*SMALL, *PLANTED])
def test_one_by_hand_has_the_values_its_text_says(name: str) -> None:
    values = {result.goal: result.value for result in certificate_of(load_instance(name), name).goals}
    expected = SMALL[name] if name in SMALL else PLANTED[name]["on"]
    assert {goal: values[goal] for goal in expected} == expected


def test_the_table_is_made_of_the_files() -> None:
    assert (SOLUTIONS / "README.md").read_text("utf-8") == page(SOLUTIONS)
