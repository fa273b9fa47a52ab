"""Long lists of an instance are read piece by piece: what comes of them is what reading it whole gives."""

from typing import Any

import pytest

from models.instance import Instance
from models.problem import InvalidInput
from scheduler.storage import fields, instances
from scheduler.storage.fields import read_model
from scheduler.storage.instances import instance_of, load_instance


@pytest.fixture(autouse=True)
def _small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fields, "PIECE", 3)
    monkeypatch.setattr(instances, "PIECE", 3)


def raw() -> dict[str, Any]:
    whole: dict[str, Any] = load_instance("three-hubs-24").model_dump(mode="json")
    return whole


def test_pieces_make_the_whole() -> None:
    read = instance_of(raw())
    assert read == read_model(Instance, raw())
    assert len(read.schools) > 3 and len(read.schools) % 3 != 1  # the last piece is no single one by chance


def test_entries_that_are_given_alike_share_the_names_of_what_was_given_and_copies_do_not() -> None:
    one, other, *_ = instance_of(raw()).schools
    assert one.model_fields_set is other.model_fields_set
    copied = one.model_copy(update={"name": "Another"})
    assert copied.model_fields_set is not one.model_fields_set and other.name != "Another"


def test_what_is_wrong_in_any_piece_is_said_at_its_place_and_all_at_once() -> None:
    wrong = raw()
    wrong["schools"][0]["pupils"] = -1
    wrong["schools"][7]["phase"] = "college"
    wrong["reviewers"][-1]["colour"] = "red"
    wrong["policy"]["quality"]["area_match_km"] = -5
    with pytest.raises(InvalidInput) as refused:
        instance_of(wrong)
    where = [problem.where for problem in refused.value.problems]
    last = len(wrong["reviewers"]) - 1
    assert where == [
        "$.schools[0].pupils",
        "$.schools[7].phase",
        f"$.reviewers[{last}].colour",
        "$.policy.quality.area_match_km",
    ]


@pytest.mark.parametrize("entries", [[], None, "many", {}])
def test_what_is_no_list_or_an_empty_one_is_refused_as_before(entries: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        instance_of(raw() | {"schools": entries})
    assert "$.schools" in [problem.where for problem in refused.value.problems]
