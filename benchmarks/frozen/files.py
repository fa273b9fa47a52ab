"""The files of the set: the instance and the plan, frozen; the cases, drawn for them; the best known answers."""

import gzip
from functools import cache
from pathlib import Path

from models.instance import Instance
from models.schedule import Schedule
from scheduler.storage import parse_instance, parse_schedule

FOLDER = Path(__file__).parent / "set"
INSTANCE, PLAN, CASES, ANSWERS = "instance.json.gz", "plan.json", "cases.json", "answers.json"


def instance_text() -> str:
    """The instance's file as it was when the set was frozen."""
    return gzip.decompress((FOLDER / INSTANCE).read_bytes()).decode("utf-8")


def plan_text() -> str:
    """The file of the plan that is repaired."""
    return (FOLDER / PLAN).read_bytes().decode("utf-8")


@cache
def instance() -> Instance:
    """The real network's autumn, as it was when the set was frozen."""
    return parse_instance(instance_text(), INSTANCE)


@cache
def plan() -> Schedule:
    """The plan that is repaired, as it was when the set was frozen."""
    return parse_schedule(plan_text(), instance(), PLAN)
