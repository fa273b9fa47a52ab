"""Changes in words are the changes that the same JSON says."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import Days
from models.change import CloseSchools, DropOut
from models.problem import InvalidInput
from scheduler.storage import load_changes
from scheduler.storage.worded_changes import as_words, sources_of

DAY = date(2018, 10, 22)
WORDS = {
    "one": (
        ["cancel-review", "review=V1", "reason=ofsted"],
        ['{"kind": "cancel-review", "notice": "2018-10-22", "review": "V1", "reason": "ofsted"}'],
    ),
    "two": (
        ["drop-out", "person=R1", "days=2018-10-29/2018-11-02", "close-schools", "hubs=H1, H2", "days=2018-11-05"],
        [
            '{"kind": "drop-out", "notice": "2018-10-22", "person": "R1", "days": "2018-10-29/2018-11-02"}',
            '{"kind": "close-schools", "notice": "2018-10-22", "hubs": ["H1", "H2"], "days": "2018-11-05"}',
        ],
    ),
    "a notice and a reason of its own": (
        ["person-leaves", "person=R1", "notice=2018-10-20", "why=moves = away"],
        ['{"kind": "person-leaves", "notice": "2018-10-20", "person": "R1", "why": "moves = away"}'],
    ),
    "a number": (
        ["change-number", "rule=locality", "number=nearest_km", "value=9.5"],
        ['{"kind": "change-number", "notice": "2018-10-22", "rule": "locality", "number": "nearest_km", "value": 9.5}'],
    ),
    "JSON among words": (
        ['{"kind": "person-leaves", "notice": "2018-10-20", "person": "R=1"}', "change-team-sizes", "by=1"],
        [
            '{"kind": "person-leaves", "notice": "2018-10-20", "person": "R=1"}',
            '{"kind": "change-team-sizes", "notice": "2018-10-22", "by": 1}',
        ],
    ),
}


@pytest.mark.parametrize(("words", "texts"), WORDS.values(), ids=WORDS)
def test_words_say_what_json_says(words: list[str], texts: list[str]) -> None:
    assert load_changes(sources_of(words, DAY)) == load_changes(texts)


WRONG = {
    "a field before any kind": (["review=V1"], "review=V1", "a field of no change"),
    "an unknown field": (["drop-out", "persn=R1"], "persn=R1", "the unknown field 'persn'"),
    "a field twice": (["drop-out", "person=R1", "person=R2"], "person=R2", "person twice"),
    "a misspelt kind": (["cancel-reviw", "x.json"], "cancel-reviw", "no such kind of change, and no such file"),
}


@pytest.mark.parametrize(("words", "where", "value"), WRONG.values(), ids=WRONG)
def test_wrong_words_are_refused(words: list[str], where: str, value: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        sources_of(words, DAY)
    problem = refused.value.problems[0]
    assert (problem.where, problem.value) == (where, value)
    assert problem.remedy


def test_without_a_day_the_notice_is_asked_for() -> None:
    with pytest.raises(InvalidInput, match="notice"):
        load_changes(sources_of(["person-leaves", "person=R1"], None))


@pytest.mark.parametrize("name", WORDS)
def test_changes_are_said_in_words_again(name: str) -> None:
    changes = load_changes(sources_of(WORDS[name][0], DAY))
    for change in changes:
        assert load_changes(sources_of(as_words(change), None)) == (change,)


LETTERS = st.characters(min_codepoint=32, max_codepoint=126)


@given(st.text(LETTERS, max_size=20), st.text(LETTERS, min_size=1), st.lists(st.text(LETTERS, min_size=1), max_size=3))
def test_whatever_a_change_says_its_words_say(why: str, person: str, hubs: list[str]) -> None:
    days = Days(first=DAY, last=DAY)
    for change in (
        DropOut(notice=DAY, why=why, person=person, days=days),
        CloseSchools(notice=DAY, why=why, hubs=tuple(hubs), days=days),
    ):
        assert load_changes(sources_of(as_words(change), None)) == (change,)
