import gc
import json
import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import Days
from models.instance import Instance, LedgerEntry
from models.problem import InvalidInput
from models.schedule import Certificate, GoalResult, Schedule, Status
from scheduler.storage import (
    bundled_names,
    dumps,
    instance_sha256,
    load_instance,
    load_schedule,
    parse_instance,
    parse_schedule,
    save,
)
from tests import tiny

Raw = dict[str, Any]


def small() -> Instance:
    return tiny.instance(
        tiny.school("A", pupils=200, closed=(Days(first=tiny.day(3), last=tiny.day(3, 1)),)),
        tiny.school("B", km=20, strong_in=("reading",)),
        tiny.review("A", tiny.day(1), tiny.day(2, 1)),
        tiny.review("B", tiny.day(2)),
        tiny.lead("L1"),
        tiny.reviewer("R1", "A", furthest_km=40),
        tiny.reviewer("R2", "B", away=(Days(first=tiny.day(1), last=tiny.day(1)),)),
        tiny.visit("R1", "B", "A"),
        LedgerEntry(school="A", received=2, sent=1, owed=1),
        tiny.fixed("A", slot=tiny.day(1), lead="L1"),
        tiny.waiver("locality", "R1", "B"),
        tiny.policy(lead_load={"reviews": 2}, without=("commitment",)),
    )


def certified() -> Schedule:
    goal = GoalResult(goal="reviews-held", value=0, bound=0, final=0, unit="reviews", proven=True)
    certificate = Certificate(status=Status.FEASIBLE, goals=(goal,), instance_sha256="0" * 64, versions={"a": "1"})
    return tiny.schedule(tiny.held("A", "L1", "R2"), tiny.held("B", None, on=None), certificate=certificate)


def raw_instance() -> Raw:
    raw: Raw = json.loads(dumps(small()))
    return raw


def problems_of(raw: Any) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        parse_instance(raw if isinstance(raw, str) else json.dumps(raw))
    return [f"{problem.where}: {problem.value}" for problem in caught.value.problems]


# What is written is read again


def test_an_instance_comes_back_as_it_was() -> None:
    assert parse_instance(dumps(small())) == small()


def test_a_schedule_comes_back_as_it_was() -> None:
    assert parse_schedule(dumps(certified()), small()) == certified()


def test_a_file_has_an_entry_a_line() -> None:
    lines = dumps(small()).splitlines()
    assert '    {"id": "R1", "school": "A", "completed_reviews": 3, "furthest_km": 40},' in lines
    assert '  "format": 1,' in lines
    assert '    "lead-load": {"reviews": 2},' in lines
    assert '    {"review": "VA", "slot": "2018-09-03", "lead": "L1", "reviewers": ["R2"]},' in dumps(certified())


def test_the_hash_is_of_the_facts_and_not_of_the_layout() -> None:
    indented = parse_instance(json.dumps(raw_instance(), indent=8))
    assert instance_sha256(indented) == instance_sha256(small())
    other = small().model_copy(update={"reviewers": small().reviewers[:1]})
    assert instance_sha256(other) != instance_sha256(small())


def test_switching_a_rule_off_leaves_the_hash_as_it_is() -> None:
    switched = small().model_copy(update={"policy": tiny.policy(lead_load={"reviews": 2})})
    assert instance_sha256(switched) == instance_sha256(small())


@pytest.mark.parametrize("name", bundled_names())
def test_a_bundled_instance_is_valid_and_written_the_same_way(name: str, monkeypatch: Any, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    instance = load_instance(name)
    assert instance.name == name
    bundled = Path(__file__).parents[2] / "instances" / f"{name}.json"
    assert dumps(instance) == bundled.read_text("utf-8")


# What is refused

BAD_TEXTS = {
    "": "line 1, column 1: the end of the file",
    '{"format": 1,\n oops}': "line 2, column 2: 'oops}'",
    "[1, 2]": "$: a list of 2",
    "null": "$: null",
    "{}": "$.format: nothing",
    '{"format": 2}': "$.format: 2",
    '{"format": "1"}': '$.format: "1"',
    '{"format": true}': "$.format: true",
    "[" * 100_000: "$: lists and objects deep in one another",
    "[" * 300 + "]" * 300: "$: lists and objects deep in one another",
}


@pytest.mark.parametrize("text", BAD_TEXTS, ids=range(len(BAD_TEXTS)))
def test_text_that_is_no_instance(text: str) -> None:
    assert problems_of(text) == [BAD_TEXTS[text]]


def at(*path: str | int, to: Any) -> Callable[[Raw], None]:
    def change(raw: Any) -> None:
        for step in path[:-1]:
            raw = raw[step]
        raw[path[-1]] = to

    return change


def without(*path: str | int) -> Callable[[Raw], None]:
    def change(raw: Any) -> None:
        for step in path[:-1]:
            raw = raw[step]
        del raw[path[-1]]

    return change


def again(collection: str, **changed: Any) -> Callable[[Raw], None]:
    def change(raw: Raw) -> None:
        raw[collection].append(raw[collection][0] | changed)

    return change


BAD_INSTANCES: list[tuple[Callable[[Raw], None], list[str]]] = [
    # fields
    (at("name", to=5), ["$.name: 5"]),
    (at("name", to=""), ['$.name: ""']),
    (without("school_year"), ["$.school_year: nothing"]),
    (at("colour", to=1), ["$.colour: the unknown key 'colour'"]),
    (at("schools", 0, "pupil", to=1), ["$.schools[0].pupil: the unknown key 'pupil'"]),
    (at("schools", 0, "pupils", to=-1), ["$.schools[0].pupils: -1"]),
    (at("schools", 0, "pupils", to="200"), ['$.schools[0].pupils: "200"']),
    (at("schools", 0, "pupils", to=200.5), ["$.schools[0].pupils: 200.5"]),
    (at("schools", 0, "pupils", to=10**30), ["$.schools[0].pupils: 1e+30"]),
    (at("schools", 0, "pupils", to=True), ["$.schools[0].pupils: true"]),
    (at("schools", 0, "latitude", to=float("nan")), ["$.schools[0].latitude: nan"]),
    (at("policy", "locality", "furthest_km", to=float("inf")), ["$.policy.locality.furthest_km: inf"]),
    (at("schools", 0, "latitude", to=91), ["$.schools[0].latitude: 91"]),
    (at("schools", 0, "phase", to="infants"), ['$.schools[0].phase: "infants"']),
    (at("schools", 0, "name", to="\x1b[2J"), ["$.schools[0].name: the character U+001B"]),
    (at("schools", 0, "name", to="\ud800"), ["$.schools[0].name: the character U+D800"]),
    (at("schools", 0, "closed", 0, to="2018-10-05/2018-10-01"), ['$.schools[0].closed[0]: "2018-10-05/2018-10-01"']),
    (at("schools", 0, "closed", 0, to="5 October"), ['$.schools[0].closed[0]: "5 October"']),
    (at("reviews", 0, "size", to=0), ["$.reviews[0].size: 0"]),
    (at("reviews", 0, "slots", to=[]), ["$.reviews[0].slots: an empty list"]),
    (at("reviews", 0, "slots", 0, to="2018-02-30"), ['$.reviews[0].slots[0]: "2018-02-30"']),
    (at("reviews", 0, "slots", 0, to=20180903), ["$.reviews[0].slots[0]: 20180903"]),
    (at("reviewers", 1, to=["R2"]), ["$.reviewers[1]: a list of 1"]),
    (at("reviewers", to={"R1": {}}), ["$.reviewers: an object with 1 keys"]),
    (at("schools", to=[]), ["$.schools: an empty list"]),
    (at("hubs", to=[]), ["$.hubs: an empty list"]),
    (at("reviews", to=[]), ["$.reviews: an empty list"]),
    (at("terms", to=[]), ["$.terms: an empty list"]),
    (at("policy", "without", to=["team-size"]), ['$.policy.without[0]: "team-size"']),
    (at("policy", "lead-load", "reviews", to=-1), ["$.policy.lead-load.reviews: -1"]),
    (at("policy", "locality", to={"nearest_km": 9, "furthest_km": 8}), ["$.policy.locality: an object with 2 keys"]),
    (at("policy", "goals", to=[{"goal": "fairness"}]), ["$.policy: an object with 18 keys"]),
    # ids
    (again("schools"), ["$.schools[2].id: 'A'"]),
    (again("hubs"), ["$.hubs[2].id: 'hub-A'"]),
    (again("reviewers", school="B"), ["$.reviewers[2].id: 'R1' at two schools, 'A' and 'B'"]),
    (again("reviews"), ["$.reviews[2].id: 'VA'", "$.reviews[2].host: 'A'"]),
    (again("reviews", id="V9"), ["$.reviews[2].host: 'A'"]),
    (again("ledger"), ["$.ledger[1].school: 'A'"]),
    (again("fixed"), ["$.fixed[1].review: 'VA'"]),
    (at("leads", 0, "id", to="R1"), ["$.leads[0].id: 'R1'", "$.fixed[0].lead: 'L1'"]),
    (at("schools", 0, "hub", to="hub-Z"), ["$.schools[0].hub: 'hub-Z'"]),
    (at("schools", 0, "calendar", to="none"), ["$.schools[0].calendar: 'none'"]),
    (at("schools", 1, "strong_in", to=["sums"]), ["$.schools[1].strong_in: 'sums'"]),
    (at("reviewers", 1, "school", to="C"), ["$.reviewers[1].school: 'C'"]),
    (
        at("reviewers", 1, "conflicts", to=["C", "D"]),
        ["$.reviewers[1].conflicts: 'C'", "$.reviewers[1].conflicts: 'D'"],
    ),
    (at("visits", 0, "person", to="R9"), ["$.visits[0].person: 'R9'"]),
    (at("fixed", 0, "reviewers", to=["R2", "R2"]), ["$.fixed[0].reviewers: 'R2' 2 times"]),
    (at("waivers", 0, "review", to="VZ"), ["$.waivers[0].review: 'VZ'"]),
    # dates
    (at("reviews", 0, "slots", 0, to="2018-09-06"), ["$.reviews[0].slots[0]: 2018-09-06 (Thursday)"]),
    (at("reviews", 0, "slots", 0, to="2019-09-02"), ["$.reviews[0].slots[0]: 2019-09-02"]),
    (at("reviews", 0, "slots", to=["2018-09-03"] * 2), ["$.reviews[0].slots: 2018-09-03 2 times"]),
    (at("fixed", 0, "slot", to="2019-01-07"), ["$.fixed[0].slot: 2019-01-07"]),
    (at("fixed", 0, "slot", to="2018-09-07"), ["$.fixed[0].slot: 2018-09-07 (Friday)"]),
    (at("terms", 0, "last_day", to="2018-09-01"), ["$.terms[0]: an object with 5 keys"]),
    (at("terms", 0, "last_day", to="2028-12-21"), ["$.terms[0].last_day: 2028-12-21"]),
    (at("terms", 0, "number", to=4), ["$.terms[0].number: 4"]),
    (again("terms", id="again", number=2), ["$.terms[1].first_day: 2018-09-03"]),
    (at("calendars", 0, "open", to=["2017-09-04"]), ["$.terms[0].calendar: 'all'"]),
    (at("school_year", to="2018-20"), ["$.school_year: '2018-20'"]),
    (at("visits", 0, "school_year", to="2016-19"), ["$.visits[0].school_year: '2016-19'"]),
    (at("visits", 0, "school_year", to="2019-20"), ["$.visits[0].school_year: '2019-20'"]),
    (at("visits", 0, "slot", to="1018-09-07"), ["$.visits[0].slot: 1018-09-07"]),
    # contradictions
    (at("ledger", 0, "owed", to=7), ["$.ledger[0]: 2 on the left, 8 on the right"]),
    (at("visits", 0, "home", to=None), ["$.visits[0].home: nothing"]),
    (at("reviewers", 0, "completed_reviews", to=0), ["$.reviewers[0].completed_reviews: 0"]),
    (at("fixed", 0, to={"review": "VA", "reason": "told"}), ["$.fixed[0]: nothing fixed"]),
]


@pytest.mark.parametrize(("change", "expected"), BAD_INSTANCES, ids=[str(bad[1])[:60] for bad in BAD_INSTANCES])
def test_each_mistake_in_an_instance_is_named_with_its_place(
    change: Callable[[Raw], None], expected: list[str]
) -> None:
    raw = raw_instance()
    change(raw)
    assert problems_of(raw) == expected


def test_all_mistakes_are_reported_at_once() -> None:
    raw = raw_instance()
    raw["schools"][0]["pupils"] = -1
    raw["reviewers"][1]["school"] = "Z"
    raw["reviews"][0]["slots"][0] = "2018-09-06"
    del raw["leads"][0]["latitude"]
    assert problems_of(raw) == [
        "$.schools[0].pupils: -1",
        "$.leads[0].latitude: nothing",
        "$.reviewers[1].school: 'Z'",
        "$.reviews[0].slots[0]: 2018-09-06 (Thursday)",
    ]


def test_a_key_that_stands_twice_is_refused() -> None:
    text = dumps(small()).replace('"pupils": 200', '"pupils": 200, "pupils": 300')
    assert problems_of(text) == ["$.schools[0].pupils: twice"]


def test_a_misspelt_key_is_recognised() -> None:
    raw = raw_instance()
    raw["policy"]["team-size"]["fewest_reviewer"] = 1
    with pytest.raises(InvalidInput, match="Maybe 'fewest_reviewers' is meant"):
        parse_instance(json.dumps(raw))


def test_a_message_says_value_expectation_and_remedy() -> None:
    raw = raw_instance()
    raw["schools"][0]["pupils"] = -1
    with pytest.raises(InvalidInput) as caught:
        parse_instance(json.dumps(raw), "my.json")
    assert caught.value.source == "my.json"
    expected = "$.schools[0].pupils: found -1; expected greater than or equal to 0. Correct the value."
    assert str(caught.value) == expected


def test_the_same_days_are_read_once() -> None:
    raw = raw_instance()
    raw["reviewers"][1]["away"] = raw["schools"][0]["closed"] = ["2018-10-22/2018-10-26"]
    read = parse_instance(json.dumps(raw))
    assert read.reviewers[1].away[0] is read.schools[0].closed[0]


def test_reading_leaves_garbage_collection_as_it_was() -> None:
    parse_instance(dumps(small()))
    assert gc.isenabled()
    gc.disable()
    try:
        with pytest.raises(InvalidInput):
            parse_instance("{")
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_is_meant_is_guessed_for_the_first_unknown_ids_only() -> None:
    """A schedule of another network names thousands, and each guess looks through all ids."""
    raw: Raw = json.loads(dumps(certified()))
    raw["reviews"][0]["reviewers"] = [f"R{n}" for n in range(100, 130)]
    with pytest.raises(InvalidInput) as caught:
        parse_schedule(json.dumps(raw), small())
    remedies = [problem.remedy for problem in caught.value.problems]
    assert len(remedies) == 30
    assert [remedy.startswith("Maybe 'R") for remedy in remedies] == [True] * 20 + [False] * 10


BAD_SCHEDULES: list[tuple[Callable[[Raw], None], list[str]]] = [
    (at("instance", to="other"), ["$.instance: 'other'"]),
    (without("instance"), ["$.instance: nothing"]),
    (at("reviews", 0, "review", to="VZ"), ["$.reviews[0].review: 'VZ'"]),
    (at("reviews", 1, "review", to="VA"), ["$.reviews[1].review: 'VA'"]),
    (at("reviews", 0, "lead", to="L9"), ["$.reviews[0].lead: 'L9'"]),
    (at("reviews", 0, "lead", to=7), ["$.reviews[0].lead: 7"]),
    (at("reviews", 0, "reviewers", to=["R8", "R9"]), ["$.reviews[0].reviewers: 'R8'", "$.reviews[0].reviewers: 'R9'"]),
    (at("reviews", 0, "reviewers", to=["R2", "R2"]), ["$.reviews[0].reviewers: 'R2' 2 times"]),
    (at("reviews", 0, "reviewers", to="R2"), ['$.reviews[0].reviewers: "R2"']),
    (at("reviews", 0, "slot", to="2018-09-07"), ["$.reviews[0].slot: 2018-09-07 (Friday)"]),
    (without("reviews", 0, "slot"), ["$.reviews[0].slot: no slot, but people"]),
    (at("reviews", to={}), ["$.reviews: an object with 0 keys"]),
    (at("certificate", "status", to="perfect"), ['$.certificate.status: "perfect"']),
    (at("certificate", "columns", to=10**18), ["$.certificate.columns: 1000000000000000000"]),
    (at("format", to=2), ["$.format: 2"]),
]


@pytest.mark.parametrize(("change", "expected"), BAD_SCHEDULES, ids=[str(bad[1])[:60] for bad in BAD_SCHEDULES])
def test_each_mistake_in_a_schedule_is_named_with_its_place(change: Callable[[Raw], None], expected: list[str]) -> None:
    raw: Raw = json.loads(dumps(certified()))
    change(raw)
    with pytest.raises(InvalidInput) as caught:
        parse_schedule(json.dumps(raw), small())
    assert [f"{problem.where}: {problem.value}" for problem in caught.value.problems] == expected


# Files


@pytest.mark.parametrize(
    ("make", "value"),
    [
        (lambda path: None, "no such file"),
        (lambda path: path.mkdir(), "a folder"),
        (lambda path: path.write_bytes(b"\xff\xfe"), "byte 0xff at position 0"),
        (lambda path: path.write_bytes(b"PK\x03\x04"), "'PK\\x03\\x04'"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(make: Callable[[Path], None], value: str, tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    make(path)
    for load in (load_instance, lambda path: load_schedule(path, small())):
        with pytest.raises(InvalidInput) as caught:
            load(path)
        assert [problem.value for problem in caught.value.problems] == [value]


def test_a_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    path.write_bytes(b"\xef\xbb\xbf" + dumps(small()).encode())
    assert load_instance(path) == small()


def test_an_unknown_name_lists_the_bundled_ones() -> None:
    with pytest.raises(InvalidInput, match="no bundled instance of that name"):
        load_instance("noe-2018-autum")


@pytest.mark.parametrize("name", ["missing/file.json", ".", "file.json/inside.json"])
def test_what_cannot_be_written_is_refused_and_leaves_nothing(name: str, tmp_path: Path) -> None:
    (tmp_path / "file.json").write_text("old")
    with pytest.raises(InvalidInput):
        save(tmp_path / name, "new")
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("file.json", "old")]


def test_a_device_is_never_replaced() -> None:
    with pytest.raises(InvalidInput, match="not an ordinary file"):
        save(Path(os.devnull), "new")


def test_a_failure_while_writing_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file.json"
    path.write_text("old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InvalidInput, match="No space left on device"):
        save(path, "new")
    assert [(file.name, file.read_text()) for file in tmp_path.iterdir()] == [("file.json", "old")]


def test_a_saved_file_keeps_its_permissions_and_its_link(tmp_path: Path) -> None:
    path, link = tmp_path / "file.json", tmp_path / "link.json"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    save(link, "new")
    assert link.is_symlink() and path.read_text() == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


# Whatever is in a file


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates().map(str),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=4,
)


def places(raw: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in parsed JSON."""
    steps = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    return [path, *(place for step, inner in steps for place in places(inner, (*path, step)))]


PLACES = [place for place in places(raw_instance()) if place]


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), JUNK), min_size=1, max_size=3))
def test_an_instance_with_junk_in_it_is_read_or_refused_in_words(junk: list[tuple[tuple[str | int, ...], Any]]) -> None:
    raw = raw_instance()
    for place, value in junk:
        with suppress(LookupError, TypeError):  # an earlier piece of junk has replaced what was there
            at(*place, to=value)(raw)
    try:
        instance = parse_instance(json.dumps(raw))
    except InvalidInput as refusal:
        assert all(problem.where.startswith("$") for problem in refusal.problems)
    else:
        assert parse_instance(dumps(instance)) == instance
