"""The stored schedules: each is for the bundled instance of its name as it is now, and what it claims holds."""

from pathlib import Path

import pytest

from models.instance import Instance
from models.schedule import Certificate, Status
from scheduler.checking import certify
from scheduler.storage import bundled_names, dumps, instance_sha256, load_instance, load_schedule
from tests.planted import PLANTED, SMALL

SOLUTIONS = Path(__file__).parents[1] / "solutions"
STORED = tuple(sorted(path.stem for path in SOLUTIONS.glob("*.json")))
FEWER_THAN = 30


def certificate_of(instance: Instance, name: str) -> Certificate:
    certificate = load_schedule(SOLUTIONS / f"{name}.json", instance).certificate
    assert certificate is not None
    return certificate


def test_every_small_instance_has_one_and_none_is_for_another() -> None:
    small = {name for name in bundled_names() if len(load_instance(name).schools) < FEWER_THAN}
    assert small <= {*STORED} <= {*bundled_names()}


@pytest.mark.parametrize("name", STORED)
def test_each_keeps_every_rule_and_its_certificate_holds(name: str) -> None:
    instance = load_instance(name)
    schedule = load_schedule(SOLUTIONS / f"{name}.json", instance)
    certify(instance, schedule)
    assert (SOLUTIONS / f"{name}.json").read_text("utf-8") == dumps(schedule)
    certificate = certificate_of(instance, name)
    assert certificate.instance_sha256 == instance_sha256(instance)
    assert not certificate.interrupted and not certificate.rules_off


@pytest.mark.parametrize("name", [name for name in STORED if not name.startswith("noe-")])
def test_a_small_one_is_proven_to_be_the_best(name: str) -> None:
    certificate = certificate_of(load_instance(name), name)
    assert certificate.status == Status.OPTIMAL
    assert certificate.deterministic and certificate.seconds is None


@pytest.mark.parametrize("name", [*SMALL, *PLANTED])
def test_one_by_hand_has_the_values_its_text_says(name: str) -> None:
    values = {result.goal: result.value for result in certificate_of(load_instance(name), name).goals}
    expected = SMALL[name] if name in SMALL else PLANTED[name]["on"]
    assert {goal: values[goal] for goal in expected} == expected
