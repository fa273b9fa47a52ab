"""Every number of every model: a switch is none, and there is an end to what it may be."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from models.problem import InvalidInput
from scheduler.storage import dumps, parse_instance
from tests import tiny

INSTANCE = tiny.instance(
    tiny.school("A", pupils=100),
    tiny.school("B", km=20),
    tiny.lead("L1"),
    tiny.reviewer("R1", "B", furthest_km=90),
    tiny.review("A", size=2),
    policy=tiny.policy(locality={"nearest_km": 8}),
)


def numbers_in(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all numbers in a JSON value."""
    if isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from numbers_in(inner, (*path, key))
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield path


CONTENT = json.loads(dumps(INSTANCE)) | {"policy": INSTANCE.policy.model_dump(mode="json", by_alias=True)}
PATHS = list(numbers_in(CONTENT))


@pytest.mark.parametrize("value", [True, 10**12])
@pytest.mark.parametrize("path", PATHS, ids=str)
def test_a_switch_and_a_number_without_end_are_refused(path: tuple[str | int, ...], value: int) -> None:
    content = json.loads(json.dumps(CONTENT))
    place = content
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    with pytest.raises(InvalidInput) as refused:
        parse_instance(json.dumps(content))
    assert str(path[-1]) in str(refused.value)


def test_numbers_of_rules_and_facts_are_among_them() -> None:
    assert {("policy", "team-size", "seats_above"), ("reviews", 0, "size"), ("schools", 0, "pupils")} <= set(PATHS)
