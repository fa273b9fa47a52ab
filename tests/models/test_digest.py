"""The hash of an instance is of what it says: fields that come later change nothing while they are at their default."""

from pathlib import Path
from random import Random
from typing import Any

import pytest
from pydantic import create_model

from models import digest
from models.base import Fact
from models.digest import instance_sha256
from models.instance import Instance
from scheduler.storage import bundled_names, load_instance, load_schedule
from tests.drawing import draw_instance

SOLUTIONS = Path(__file__).parents[2] / "solutions"
SOLVED = [name for name in bundled_names() if (SOLUTIONS / f"{name}.json").exists()]


def with_a_field_more(instance: Instance, collection: str) -> Instance:
    """The same facts where every entry of a collection has one more field, at its default."""
    entries: tuple[Fact, ...] = getattr(instance, collection)
    kind = type(entries[0])
    newer = create_model(kind.__name__, __base__=kind, colour=(str | None, None))
    fields: Any = {collection: (tuple[newer, ...], ())}
    return create_model("Instance", __base__=Instance, **fields).model_validate(instance.model_dump(by_alias=True))


@pytest.mark.parametrize("collection", ["schools", "reviewers", "leads", "reviews", "calendars", "hubs", "terms"])
def test_a_new_field_at_its_default_changes_nothing(collection: str) -> None:
    instance = draw_instance(Random(7))
    newer = with_a_field_more(instance, collection)
    assert instance_sha256(newer) == instance_sha256(instance)
    entries = [getattr(newer, collection)[0].model_copy(update={"colour": "red"}), *getattr(newer, collection)[1:]]
    assert instance_sha256(newer.model_copy(update={collection: tuple(entries)})) != instance_sha256(instance)


def test_the_first_fields_are_still_there() -> None:
    """The list of the first version names fields that exist: a renamed one would void every certificate."""
    models = {model.__name__: model for model in _all_models(Instance)}
    for name, fields in digest._FIRST.items():
        if name in models:
            assert set(fields.split()) <= models[name].model_fields.keys()


def _all_models(model: type[Fact]) -> set[type[Fact]]:
    return {model}.union(*(_all_models(inner) for inner in digest._inner(model).values()))


@pytest.mark.parametrize("name", SOLVED)
def test_stored_certificates_still_belong_to_their_instances(name: str) -> None:
    instance = load_instance(name)
    certificate = load_schedule(SOLUTIONS / f"{name}.json", instance).certificate
    assert certificate is not None
    assert certificate.instance_sha256 == instance_sha256(instance)
