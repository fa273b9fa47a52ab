"""What is asked for is read, said in words, and refused where it does not exist."""

from datetime import date

import pytest

from models.problem import InvalidInput
from scheduler.desk.looking.wanted import Wanted, wanted
from scheduler.storage import load_instance

INSTANCE = load_instance("four-hubs-term")


def test_a_week_is_asked_by_any_of_its_days_and_a_hub_by_its_name() -> None:
    asked = wanted(INSTANCE, {"week": "2018-09-26", "hub": " hub TWO ", "phase": "primary"})
    assert asked == Wanted(hub="hub-two", week=date(2018, 9, 24), phase="primary")
    assert list(asked.words(INSTANCE)) == ["Hub two", "week of 24 Sep", "phase primary"]
    assert asked.asked == {"hub": "hub-two", "week": "2018-09-24", "phase": "primary"}


def test_nothing_asked_is_nothing_wanted() -> None:
    assert wanted(INSTANCE, {"hub": "", "who": " "}) == Wanted()
    assert not Wanted().is_anything


def test_everything_that_does_not_exist_is_refused_at_once() -> None:
    with pytest.raises(InvalidInput) as refused:
        wanted(INSTANCE, {"hub": "Hub tow", "week": "8 Oct", "phase": "primry", "state": "free"})
    assert [problem.where for problem in refused.value.problems] == ["hub", "phase", "state", "week"]
    assert "Maybe 'Hub two' is meant." in refused.value.problems[0].remedy
    assert "Maybe 'primary' is meant." in refused.value.problems[1].remedy
