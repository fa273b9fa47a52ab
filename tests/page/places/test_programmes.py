"""A folder with groups of a programme: they are listed, shown and to be kept; what cannot be read is said in words."""

import json
from pathlib import Path
from shutil import copyfile

import pytest

from scheduler.desk.programmes.workbook.writing import workbook_of
from scheduler.storage import dumps
from scheduler.storage.programmes import load_programme
from tests.page.browsing import browser, words

STORED = Path(__file__).parents[3] / "solutions" / "programmes" / "growing-the-top-2018.json"


def address(text: str) -> str:
    return text.partition('href="/programmes/')[2].partition('"')[0]


def test_groups_are_listed_shown_and_kept(tmp_path: Path) -> None:
    copyfile(STORED, tmp_path / "trios.json")
    (tmp_path / "trios.xlsx").write_bytes(workbook_of(load_programme("growing-the-top-2018")))
    with browser(tmp_path) as client:
        front = client.get("/")
        said = words(front)
        assert "trios.json groups for growing-the-top-2018" in said
        assert "trios.xlsx the facts of a programme" in said
        assert "/solve?instance=trios.xlsx" not in front.text, "the page makes terms alone"
        shown = client.get(f"/programmes/{address(front.text)}")
        assert shown.status_code == 200
        assert "The groups pass." in words(shown) and "Kingsbridge Community College" in words(shown)
        assert "qa-scheduler report trios.xlsx trios.json -o trios.html" in words(shown)
        kept = client.get(f"/programmes/{address(front.text)}/report")
        assert kept.headers["content-disposition"].endswith("trios.html")
        assert "Growing the Top: growing-the-top-2018" in kept.text
        assert client.get("/programmes/0123456789ab").status_code == 404


@pytest.mark.parametrize("instance", ["nothing-here", "growing-the-top-2018"])
def test_groups_that_cannot_be_read_are_refused_in_words(instance: str, tmp_path: Path) -> None:
    made = {**json.loads(STORED.read_text()), "instance": instance, "groups": [{"id": "G", "members": ["x"]}]}
    (tmp_path / "trios.json").write_text(json.dumps(made))
    with browser(tmp_path) as client:
        answer = client.get(f"/programmes/{address(client.get('/').text)}")
        assert answer.status_code == 422
        said = words(answer)
        assert "the workbook or instance" in said if instance == "nothing-here" else "listed under members" in said


def test_the_folders_own_instance_is_taken(tmp_path: Path) -> None:
    """It may be another of that name: what is in the folder comes before what is bundled."""
    copyfile(STORED, tmp_path / "trios.json")
    facts = load_programme("growing-the-top-2018")
    one = facts.schools[0].model_copy(update={"name": "Renamed <b>School</b>"})
    (tmp_path / "facts.json").write_text(dumps(facts.model_copy(update={"schools": (one, *facts.schools[1:])})))
    with browser(tmp_path) as client:
        shown = client.get(f"/programmes/{address(client.get('/').text)}")
        assert "Renamed <b>School</b>" in words(shown)
        assert "<b>School" not in shown.text
