"""The stored best groups of the bundled programmes: they keep every rule, and their certificates hold."""

from pathlib import Path

import pytest

import solutions
from scheduler.programmes import PROGRAMMES, programme_of
from scheduler.programmes.judging import certify
from scheduler.storage.instances import bundled_programmes
from scheduler.storage.programmes import load_plan, load_programme

FOLDER = Path(solutions.__file__).parent / "programmes"


def test_every_programme_has_a_bundled_instance() -> None:
    assert {load_programme(name).programme for name in bundled_programmes()} == {unit.id for unit in PROGRAMMES}


@pytest.mark.parametrize("name", bundled_programmes())
def test_each_keeps_every_rule_and_is_proven(name: str) -> None:
    instance, made = load_plan(FOLDER / f"{name}.json", load_programme(name))
    certify(programme_of(instance), instance, made)
    assert made.certificate is not None
    assert made.certificate.is_agreed, "every goal is proven"
