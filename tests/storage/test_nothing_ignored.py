"""What a file says is read or refused, never taken without a word."""

import json
from typing import Any

import pytest

from models.problem import InvalidInput
from scheduler.changes.places import asked
from scheduler.plan import Plan
from scheduler.storage import load_changes, load_instance, parse_instance, parse_schedule
from tests import tiny

WORLD = tiny.instance(
    *(tiny.school("A"), tiny.school("B", km=20), tiny.review("A"), tiny.lead("L1")),
    *(tiny.reviewer("R1", "B"), tiny.reviewer("R2", "B")),
)


def problems(**fields: Any) -> list[str]:
    review = {"review": "VA", "slot": "2018-09-03", "lead": "L1", "reviewers": ["R1"]}
    raw = {"format": 1, "instance": "tiny", "reviews": [review]} | fields
    try:
        parse_schedule(json.dumps(raw), WORLD)
    except InvalidInput as error:
        return [f"{problem.where}: {problem.value}" for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ({"review": "VA", "pins": ["slot", "lead", "R1"], "booked": ["L1", "R1"], "reviewers": {"R1": "draft"}}, []),
        ({"review": "VV", "pins": ["slot"]}, ["$.states[0].review: 'VV'"]),
        ({"review": "VA", "pins": ["slott"]}, ["$.states[0].pins: 'slott'"]),
        ({"review": "VA", "pins": ["R2"]}, ["$.states[0].pins: 'R2'"]),
        ({"review": "VA", "booked": ["R2"]}, ["$.states[0].booked: 'R2'"]),
        ({"review": "VA", "reviewers": {"R2": "draft"}}, ["$.states[0].reviewers: 'R2'"]),
        ({"review": ""}, ['$.states[0].review: ""']),
    ],
)
def test_states_are_of_reviews_and_people_who_are_there(states: dict[str, Any], said: list[str]) -> None:
    """A pin for a misspelt review protected nothing, without a word."""
    assert problems(states=[states]) == said


@pytest.mark.parametrize("key", ["lead", "review"])
def test_an_empty_id_is_refused(key: str) -> None:
    review = {"review": "VA", "slot": "2018-09-03", "lead": "L1", "reviewers": ["R1"], key: ""}
    assert problems(reviews=[review]) == [f'$.reviews[0].{key}: ""']


@pytest.mark.parametrize(
    "day", ["1536537600", "0", "20180903", "2018-9-3", "2018-09-03T00:00:00", "03/09/2018", "2018-02-30"]
)
def test_a_day_is_written_year_month_day(day: str) -> None:
    """Digits were taken for seconds since 1970."""
    review = {"review": "VA", "slot": day, "lead": "L1", "reviewers": ["R1"]}
    assert problems(reviews=[review]) == [f'$.reviews[0].slot: "{day}"']
    raw = json.loads(WORLD.model_dump_json(by_alias=True))
    for entry, key in ((raw["reviews"][0], "slots"), (raw["terms"][0], "first_day")):
        old, entry[key] = entry[key], [day] if key == "slots" else day
        with pytest.raises(InvalidInput, match="day"):
            parse_instance(json.dumps(raw))
        entry[key] = old
    with pytest.raises(InvalidInput, match=r"\.notice"):
        load_changes([json.dumps({"kind": "person-leaves", "notice": day, "person": "R1"})])


def test_a_newer_format_of_changes_says_so() -> None:
    with pytest.raises(InvalidInput, match="install that version"):
        load_changes([json.dumps({"format": 2, "changes": []})])


def test_an_unknown_kind_of_change_lists_the_kinds() -> None:
    with pytest.raises(
        InvalidInput, match=r"changes\[0\]\.kind: found \"drop-put\"; expected one of .*Maybe 'drop-out'"
    ):
        load_changes([json.dumps({"kind": "drop-put", "notice": "2018-09-12"})])


@pytest.mark.parametrize("of", ["lead", "L1", "R1"])
def test_an_id_may_hold_the_sign_between_review_and_person(of: str) -> None:
    """873/2001 is how a register's number is written: the longest id that fits goes first."""
    review = tiny.review("A").model_copy(update={"id": "review-873/2001"})
    instance = WORLD.model_copy(update={"reviews": (review,)})
    held = tiny.held("A", "L1", "R1").model_copy(update={"review": review.id})
    plan = Plan(instance, tiny.schedule(held))
    about = asked(plan, f"{review.id}/{of}")
    assert about.review.id == review.id
    assert (about.is_lead, about.of) == ((True, "L1") if of != "R1" else (False, "R1"))
    assert asked(plan, review.id).is_vacancy


def test_hosts_of_one_name_are_told_apart() -> None:
    schools = tuple(school.model_copy(update={"name": "St Mary's"}) for school in WORLD.schools)
    reviews = (*WORLD.reviews, tiny.review("B"))
    instance = WORLD.model_copy(update={"schools": schools, "reviews": reviews})
    with pytest.raises(InvalidInput, match="several schools have this name"):
        asked(Plan(instance, tiny.schedule()), "St Mary's")


def test_every_bundled_day_is_read() -> None:
    assert load_instance("three-hubs").reviews[0].slots


@pytest.mark.parametrize(
    ("key", "value", "where"),
    [
        ("reviews", [{"review": "VA", "slot": "2018-09-03", "lead": "L7", "reviewers": ["R1"]}], "reviews[0]"),
        ("reviews", [{"review": "VV"}], "reviews[0].review"),
        ("states", [{"review": "VV"}], "states"),
        ("empty_seats", {"VV": 1}, "empty_seats"),
        ("free", {"VA": ["R7"]}, "free"),
        ("gave_up", {"VA": ["R7"]}, "gave_up"),
        ("forfeited", ["VV"], "forfeited"),
        ("reserves", ["L1"], "reserves"),
        ("short", {"Z": {"autumn": 1}}, "short"),
        ("changes", 99, "changes"),
    ],
)
def test_what_a_repair_was_measured_against_is_known(key: str, value: Any, where: str) -> None:
    """An unknown person there ended in a traceback, or was taken without a word."""
    said = problems(before={"notice": "2018-09-04", key: value})
    assert [one.partition(": ")[0] for one in said] == [f"$.before.{where}"]


@pytest.mark.parametrize(
    ("number", "remedy"),
    [
        ("NaN", "Write a number, or leave it out."),
        ("-Infinity", "Write a number, or leave it out."),
        ("1e999", "Write a number, or leave it out."),
        ("9" * 30, "Maybe digits were pasted twice."),
    ],
)
def test_what_is_no_number_is_not_called_one_with_too_many_digits(number: str, remedy: str) -> None:
    text = WORLD.model_dump_json(by_alias=True).replace('"latitude":51.0', f'"latitude":{number}', 1)
    assert number in text
    with pytest.raises(InvalidInput) as error:
        parse_instance(text)
    assert [problem.remedy for problem in error.value.problems] == [remedy]
