"""The commands that explain: what they print, and that mistakes are refused in words."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from scheduler.cli import main
from scheduler.storage import dumps
from tests import tiny


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    instance = tiny.instance(
        tiny.school("A", pupils=200),
        tiny.school("B", km=20),
        tiny.school("C", km=60),
        tiny.school("D", km=5),
        tiny.review("A"),
        tiny.lead("L1"),
        tiny.lead("L2", km=300),
        *(tiny.reviewer(f"R{n}", home) for n, home in enumerate("ABCD")),
    )
    Path("instance.json").write_text(dumps(instance))
    Path("schedule.json").write_text(dumps(tiny.schedule(tiny.held("A", "L1", "R1"))))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def explain(*words: str) -> Result:
    return run("explain", "instance.json", "schedule.json", *words)


def test_one_person(folder: Path) -> None:
    result = explain("--at", "VA", "--why-not", "R3")
    assert result.exit_code == 0
    assert "R3 at School A (VA) in a vacant seat: locality forbids it; with a waiver it could be." in result.stdout
    assert "5.000 km away, nearer than 8 km" in " ".join(result.stdout.split())


def test_everybody_in_one_table(folder: Path) -> None:
    data = json.loads(explain("--at", "VA", "--json").stdout)
    assert {row["person"]: row["forbidden_by"] for row in data["people"]} == {
        "R0": ["outside-hub", "locality", "host-week"],
        "R2": [],
        "R3": ["locality"],
    }


def test_all_leads(folder: Path) -> None:
    data = json.loads(explain("--at", "VA/lead", "--json").stdout)
    assert [(row["person"], row["km"], row["forbidden_by"]) for row in data["people"]] == [("L2", 300, [])]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--at", "VB"], "Maybe VA is meant."),
        (["--at", "VA/R2"], "expected lead, or who is there: L1, R1."),
        (["--at", "VA", "--why-not", "R9"], "expected the id of a reviewer or lead"),
        (["--at", "VA", "--why-not", "R1"], "R1: found is there already"),
        (["--at", "VA/lead", "--why-not", "R2"], "R2: found is a reviewer; expected a lead."),
        (["--at", "VA/R1", "--why-not", "L2"], "L2: found is a lead; expected a reviewer."),
    ],
)
def test_a_mistake_is_refused_in_words(folder: Path, words: list[str], said: str) -> None:
    result = explain(*words)
    assert result.exit_code == 2
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert said in result.stderr


def test_suggestions_are_ranked_by_the_goals(folder: Path) -> None:
    data = json.loads(run("suggest", "instance.json", "schedule.json", "VA/R1", "--json").stdout)
    (one,) = data["suggestions"]
    assert one["moves"] == ["R2 goes to School A"]
    assert (one["seats_filled"], one["quality"]) == (0, 40)


def test_nobody_to_suggest_is_said(folder: Path) -> None:
    result = run("suggest", "instance.json", "schedule.json", "VA/L1", "--without", "locality")
    assert "L2 leads at School A" in result.stdout
    result = run("suggest", "instance.json", "schedule.json", "VB")
    assert result.exit_code == 2


def test_a_vacancy_is_explained_with_ways_out(folder: Path) -> None:
    data = json.loads(explain("--why-vacant", "School A", "--json").stdout)
    assert [(row["rule"], row["keeps_away"], row["left"]) for row in data["funnel"]] == [
        ("everybody", None, 4),
        ("there already", 1, 3),
        ("outside-hub", 1, 2),
        ("locality", 1, 1),
    ]
    assert data["ways_out"][0]["seats_filled"] == -1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "Ask one thing"),
        (["--at", "VA", "--why-vacant", "VA"], "Ask one thing"),
        (["--why-vacant", "VA", "--why-not", "R2"], "add --at SEAT"),
    ],
)
def test_one_question_at_a_time(folder: Path, words: list[str], said: str) -> None:
    result = explain(*words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_looking_ahead_says_what_must_be_missing(folder: Path) -> None:
    result = run("check", "instance.json")
    assert result.exit_code == 0
    assert "no seat must stay vacant" in result.stdout
    lone = tiny.instance(tiny.school("A"), tiny.school("B", km=5), tiny.review("A"), tiny.reviewer("R1", "B"))
    Path("lone.json").write_text(dumps(lone))
    data = json.loads(run("check", "lone.json", "--json").stdout)
    assert data["shortages"] == [
        {
            "of": "reviews",
            "reviews": ["School A (VA)"],
            "hubs": ["Hub hub-A"],
            "weeks": [str(tiny.day(week)) for week in range(1, 9)],
            "needed": 1,
            "reached": 0,
            "missing": 1,
            "why": "on no date that the host can have is there a lead and a team of at least 1 reviewer",
        }
    ]


def test_prices_are_exact_where_there_is_time(folder: Path) -> None:
    data = json.loads(explain("--at", "VA", "--prices", "--time-limit-seconds", "60", "--json").stdout)
    (one,) = data["prices"]
    assert (one["person"], one["known"], one["counted"], one["quality"]) == ("R2", "exact", 2, 60)  # at short notice
    said = " ".join(explain("--at", "VA/R1", "--why-not", "R2", "--prices", "--notice", "2018-08-01").stdout.split())
    assert "R2 must be told (at short notice): VA on" in said
    result = explain("--at", "VA", "--why-not", "R3", "--prices")
    assert "Nobody asked about has a price at School A (VA)" in " ".join(result.stdout.split())


@pytest.mark.parametrize("day", ["0001-01-01", "2017-09-12", "2018-07-31", "2019-01-07"])
def test_prices_are_asked_on_a_day_of_the_school_year(folder: Path, day: str) -> None:
    result = explain("--at", "VA", "--prices", "--notice", day)
    assert result.exit_code == 2
    assert f"--notice: found {day}; expected a day" in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    "words",
    [
        ["--why-vacant", "VA", "--prices"],
        ["--at", "VA", "--time-limit-seconds", "5"],
        ["--at", "VA", "--notice", "2018-09-03"],
    ],
)
def test_prices_are_asked_for_at_a_place(folder: Path, words: list[str]) -> None:
    assert explain(*words).exit_code == 2


def test_nobody_has_a_price_where_a_review_has_begun(folder: Path) -> None:
    result = explain("--at", "VA", "--prices", "--notice", str(tiny.day(1)))
    assert result.exit_code == 2
    assert "VA: found has begun; expected a review after" in result.stderr


def test_why_nothing_can_be_scheduled(folder: Path) -> None:
    assert run("explain", "instance.json").exit_code == 0
    instance = tiny.instance(
        tiny.school("A"),
        tiny.school("B", km=20),
        tiny.review("A"),
        tiny.lead("L1"),
        tiny.reviewer("R1", "B"),
        tiny.fixed("A", reviewers=("R1",)),
        tiny.visit("R1", "A", "B"),
    )
    Path("clashing.json").write_text(dumps(instance))
    result = run("explain", "clashing.json")
    assert result.exit_code == 3
    assert "waive independence for R1 at VA" in " ".join(result.stdout.split())
    assert run("explain", "instance.json", "--at", "VA").exit_code == 2


@pytest.mark.ci
def test_what_a_rule_costs(folder: Path) -> None:
    data = json.loads(explain("--cost-of", "locality", "--time-limit-seconds", "60", "--json").stdout)
    without = data["costs"][0]
    assert (without["change"], without["known"]) == ("without locality", "exact")
    assert (without["seats_filled"], without["quality"]) == (0, 55)  # R3 comes 5 km in the place of R2, 60 km
    result = explain("--cost-of", "localty")
    assert result.exit_code == 2
    assert "Maybe 'locality' is meant." in result.stderr
    assert "nothing to switch off" in explain("--cost-of", "one-lead").stdout
