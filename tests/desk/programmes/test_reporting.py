"""The report of groups: one file, whole, that no name breaks; on its own, beside others, and of a repair."""

from pathlib import Path

import pytest
from click.testing import CliRunner

import solutions
from models.programmes.groups import Groups
from scheduler.cli import main
from scheduler.desk.programmes.reporting import beside, report
from scheduler.generating.programmes.challenge_the_gap import as_the_report_has_them, challenge_the_gap_2018
from scheduler.storage import dumps
from scheduler.storage.instances import bundled_programmes
from scheduler.storage.programmes import load_plan, load_programme
from tests.desk.report.reading import SHAPES, Element, read
from tests.programmes.challenge_the_gap.drawing import groups_of
from tests.programmes.challenge_the_gap.test_clusters import FIRST, SECOND, cluster, facts

STORED = Path(solutions.__file__).parent / "programmes"
GAP = "challenge-the-gap-2018"
HOSTILE = "<script>alert(1)</script>\" onfocus='x' &amp; \u202e"


def page_of(html: str) -> Element:
    assert not any(f"<{shape} " in html and f"</{shape}>" in html for shape in SHAPES)
    return read(html)


@pytest.mark.parametrize("name", bundled_programmes())
def test_every_group_is_in_the_table_and_those_with_a_place_on_the_map(name: str) -> None:
    instance, made = load_plan(STORED / f"{name}.json", load_programme(name))
    page = page_of(report(instance, made))
    assert len(page.by_id("table-groups").rows()) == len(made.groups)
    stars = list(page.all("g", "star"))
    assert sum(group.place is not None for group in made.groups) <= len(stars) <= len(made.groups)
    assert all(star.attributes["tabindex"] == "0" and star.attributes["aria-label"] for star in stars)
    assert "The groups pass." in page.text


def test_the_same_groups_give_the_same_bytes_and_nothing_runs() -> None:
    made = groups_of(facts(), [cluster("A", "ABC", FIRST, SECOND)])
    html = report(facts(), made)
    assert html == report(facts(), made)
    assert "<script" not in html and "http://" not in html and "https://" not in html
    assert "script-src" not in html and "default-src &#39;none&#39;" in html


def test_hostile_names_are_only_text() -> None:
    instance = facts()
    schools = tuple(school.model_copy(update={"name": HOSTILE}) for school in instance.schools)
    hostile = instance.model_copy(update={"schools": schools, "name": HOSTILE})
    html = report(hostile, groups_of(hostile, [cluster("A", "ABC", FIRST, SECOND)]))
    page = page_of(html)
    assert not list(page.all("script")) and "\u202e" not in html
    assert not any("onfocus" in one.attributes for one in page.all())


def test_the_reports_own_clusters_stand_beside_ours() -> None:
    instance, made = load_plan(STORED / f"{GAP}.json", load_programme(GAP))
    html = report(instance, made, others=as_the_report_has_them(challenge_the_gap_2018()))
    page = page_of(html)
    assert len(list(page.all("svg", "map"))) == 2
    rows = {row[0]: row[1:3] for row in page.by_id("table-beside").rows()}
    assert rows["clusters"] == ("13", "13") and rows["quality"] == ("538", "821")
    assert rows["km from members to their place"][1] == "746"
    assert len(page.by_id("table-other-groups").rows()) == 13


def test_the_stored_file_of_the_reports_clusters_is_made_again_byte_for_byte() -> None:
    made = as_the_report_has_them(challenge_the_gap_2018())
    assert (STORED / f"{GAP}-as-reported.json").read_text("utf-8") == dumps(made)


def test_a_breach_of_the_others_is_counted() -> None:
    ours, theirs = ([cluster("A", each, FIRST, SECOND)] for each in ("ABC", "ABCD"))
    table = beside(facts(), groups_of(facts(), ours), groups_of(facts(), theirs))
    (row,) = (row for row in table.rows if row[0] == "breaches of rules in force")
    assert row[1:3] == (0, 2), "one school too many, and one out of reach"


def test_a_repair_says_who_is_told() -> None:
    before = groups_of(facts(), [cluster("A", "ABC", FIRST, SECOND)])
    after = groups_of(facts(), [cluster("A", "AB", FIRST, SECOND)])
    repaired = Groups(**{**vars(after), "before": before.groups})
    told = page_of(report(facts(), repaired)).by_id("told")
    assert "must be told something new" in told.text and told.by_id("table-told").rows()[0][0] == "C"


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gap.json").write_text(dumps(facts()))
    Path("made.json").write_text(dumps(groups_of(facts(), [cluster("A", "ABC", FIRST, SECOND)])))
    words = ("report", "gap.json", "made.json", "-o", "made.html")
    done = CliRunner().invoke(main, [*words, "--beside-groups", "made.json"])
    assert done.exit_code == 0, done.output
    page_of(Path("made.html").read_text("utf-8")).by_id("table-beside")
    assert CliRunner().invoke(main, words).exit_code == 2, "what is there already stays"
    of_a_term = ("report", "three-hubs", "made.json", "-o", "x.html", "--beside-groups", "made.json")
    assert "INSTANCE is of a term" in CliRunner().invoke(main, of_a_term).output
