"""publish and calendar, as a coordinator uses them."""

import json
import os
import signal
import time
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import Result

from scheduler.desk.contacts import Contact
from scheduler.desk.letters import publishing
from scheduler.desk.letters.posting import COVER, MERGE
from scheduler.desk.letters.templating import NAMES
from scheduler.desk.workbook.writing import workbook_of
from scheduler.storage import dumps, folders, load_plan, versions
from scheduler.storage.histories import history_path
from tests import tiny
from tests.cli.test_repairs import CANCEL, PLAN, run, small
from tests.desk.letters.rebuilt import mails, text_of
from tests.folders import content_of
from tests.forking import forked
from tests.in_process import in_this_process

FILES = {"0001-A.eml", "0002-L1.eml", "0003-R2.eml", "0004-R3.eml", "calendars", COVER, MERGE}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    in_this_process(monkeypatch)
    monkeypatch.chdir(tmp_path)
    Path("instance.json").write_text(dumps(small()))
    Path("plan.json").write_text(dumps(PLAN))
    return tmp_path


def publish(*words: str, on: str = "2018-09-03") -> Result:
    return run("publish", "instance.json", "plan.json", "--on", on, *words)


def told() -> list[str]:
    return [one.who for one in load_plan("plan.json", small())[1].told]


def repaired() -> None:
    """Ofsted comes to A, whose review moves."""
    assert run("reschedule", "instance.json", "plan.json", CANCEL, "--deterministic").exit_code == 0
    assert run("reschedule", "instance.json", "plan.json", "--apply", "1").exit_code == 0


def test_letters_stand_in_a_new_folder_and_the_schedule_knows_who_was_told() -> None:
    done = publish()
    assert (done.exit_code, "4 letters: to 3 people and 1 host." in done.output) == (0, True)
    assert {path.name for path in Path("plan-letters-1").iterdir()} == FILES
    assert told() == ["A", "L1", "R2", "R3"]
    assert "told: 3 people, 1 host" in run("history", "plan.json").stdout


def test_whoever_knows_gets_no_second_letter() -> None:
    publish()
    again = publish()
    assert (again.exit_code, "Nothing is written." in again.output) == (0, True)
    assert not Path("plan-letters-2").exists()


def test_all_writes_to_everybody_and_changes_nothing() -> None:
    publish()
    before = Path("plan.json").read_text()
    assert "4 letters only to repeat" in publish("--all").output
    assert Path("plan.json").read_text() == before
    first, again = mails(Path("plan-letters-1")), mails(Path("plan-letters-2"))
    assert [mail["Subject"] for mail in first][2] == "Your QA Reviews"
    assert "Nothing has changed for you." in text_of(again[2])


def test_a_dry_run_writes_nothing() -> None:
    before = content_of(Path())
    listed = publish("--dry-run")
    assert "Mon-Wed 17 Sep 2018; team R2 (School B) and R3 (School C)" in " ".join(listed.output.split())
    assert content_of(Path()) == before


def test_a_repair_is_told_with_old_and_new_line_and_reason() -> None:
    publish()
    repaired()
    done = run("publish", "instance.json", "plan.json")
    assert done.exit_code == 0
    letter = text_of(mails(Path("plan-letters-2"))[2])
    before, now = (
        next(line for line in letter.splitlines() if line.startswith(f"  {word}:")) for word in ("Before", "Now")
    )
    assert before == "  Before: Mon-Wed 17 Sep 2018"
    assert now.startswith("  Now:    Mon-Wed ") and now != before
    assert "  Why:    a review was cancelled\n" in letter
    assert "phoned" not in letter and "L1" not in letter
    cover = Path("plan-letters-2", COVER).read_text()
    assert "Letters of 10 September 2018, tiny" in cover
    assert "VA cancelled (ofsted): phoned" in cover
    assert "The repair tells 3 people, which the policy counts as " in cover
    assert "Proven: no repair that does as well by reviews held, seats filled and commitments met" in cover


def test_a_host_reads_that_it_was_its_own_review() -> None:
    publish()
    repaired()
    publish()
    assert "  Why:    your review was cancelled\n" in text_of(mails(Path("plan-letters-2"))[0])


def test_more_than_the_last_repair_is_no_proof_of_the_fewest() -> None:
    """The lead knows the new day already, so that these letters are not the repair's."""
    publish()
    repaired()
    edited = json.loads(Path("plan.json").read_text())
    edited["told"][1]["reviews"][0]["slot"] = edited["reviews"][0]["slot"]
    Path("plan.json").write_text(json.dumps(edited))
    assert "nothing is claimed about the fewest" in publish().output


def test_undo_takes_the_repair_back_and_the_next_letters_tell_it() -> None:
    publish()
    repaired()
    publish()
    assert "but for what people were told since" in run("undo", "plan.json").stdout
    back = publish()
    assert back.exit_code == 0
    letter = text_of(mails(Path("plan-letters-3"))[2])
    assert "  Now:    Mon-Wed 17 Sep 2018\n" in letter
    assert "Why:" not in letter
    assert run("undo", "plan.json").exit_code == 2


def test_names_are_in_the_letters_and_nowhere_else() -> None:
    Path("c.csv").write_text("id,name,email,telephone\nR2,Bo Moe,bo@x.example,0123\nL1,Ann Lee,,\n")
    shown = publish("--contacts", "c.csv", "--from", "me@x.example", "--json")
    assert json.loads(shown.stdout)["written"] == "plan-letters-1"
    for text in (shown.output, Path("plan.json").read_text(), history_path(Path("plan.json")).read_text()):
        assert not any(name in text for name in ("Moe", "Lee", "bo@", "0123", "me@"))
    host, lead, reviewer, other = mails(Path("plan-letters-1"))
    assert reviewer["To"] == "Bo Moe <bo@x.example>"
    assert "Dear Bo Moe," in text_of(reviewer)
    assert not any(name in text_of(reviewer) + text_of(other) for name in ("Ann", "L1"))
    assert all("Bo Moe (School B)" in text_of(mail) for mail in (host, lead))
    assert "R2,reviewer,Bo Moe,,bo@x.example,0123," in Path("plan-letters-1", MERGE).read_text("utf-8-sig")


def test_a_workbook_has_the_names_beside_the_instance() -> None:
    Path("term.xlsx").write_bytes(workbook_of(small(), {"R2": Contact("Bo Moe", "bo@x.example")}))
    assert run("publish", "term.xlsx", "plan.json", "--on", "2018-09-03").exit_code == 0
    assert mails(Path("plan-letters-1"))[2]["To"] == "Bo Moe <bo@x.example>"
    assert "Bo Moe" not in Path("plan.json").read_text()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("-o", "there"), "there: found something of this name already; expected a new folder"),
        (("-o", "missing/letters"), "missing"),
        (("--from", "me"), "--from: found 'me'; expected one e-mail address"),
        (("--contacts", "none.csv"), "none.csv: found No such file"),
        (("--templates", "there"), "none of the templates' files"),
        (("-o", "plan.json"), "plan.json: found a file that this command reads"),
    ],
)
def test_what_is_refused_leaves_everything_as_it_was(words: tuple[str, ...], said: str) -> None:
    Path("there").mkdir()
    before = content_of(Path())
    done = publish(*words)
    assert (done.exit_code, said in done.stderr) == (2, True), done.stderr
    assert content_of(Path()) == before


def test_without_a_day_it_is_asked_for_and_the_clock_is_not() -> None:
    done = run("publish", "instance.json", "plan.json")
    assert (done.exit_code, "Add --on, such as --on 2018-09-03." in done.stderr) == (2, True)


def test_nobody_is_told_of_a_schedule_that_breaks_rules() -> None:
    broken = PLAN.model_copy(update={"reviews": (tiny.held("A", None, "R2", on=tiny.day(3)),)})
    Path("plan.json").write_text(dumps(broken))
    done = publish()
    assert (done.exit_code, "breaks rules, so nobody is told of it" in done.stderr) == (1, True)
    assert not Path("plan-letters-1").exists()


def test_drafts_are_left_out_and_counted() -> None:
    run("mark", "instance.json", "plan.json", "VA/R2", "--as", "draft")
    assert "Left out as drafts in reviews that are not: 1 person." in publish().output
    assert told() == ["A", "L1", "R3"]
    run("mark", "instance.json", "plan.json", "VA/R2", "--as", "published")
    assert "3 letters: to 2 people and 1 host." in publish().output


def test_the_same_letters_are_the_same_bytes() -> None:
    for name in ("one", "two"):
        publish("-o", name)
        Path("plan.json").write_text(dumps(PLAN))
        history_path(Path("plan.json")).unlink()
    assert content_of(Path("one")) == content_of(Path("two"))


def test_a_schedule_that_changed_meanwhile_leaves_no_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    def changes(path: Path, files: dict[str, bytes]) -> None:
        saved(path, files)
        Path("plan.json").write_text(dumps(PLAN) + "\n")

    saved = folders.save_folder
    monkeypatch.setattr(publishing, "save_folder", changes)
    done = publish()
    assert (done.exit_code, "another text" in done.stderr) == (2, True)
    assert not Path("plan-letters-1").exists()


def test_our_templates_are_written_to_be_changed() -> None:
    assert publish("--write-templates", "ours").exit_code == 0
    assert told() == []
    assert {path.name for path in Path("ours").iterdir()} == set(NAMES)
    (Path("ours") / "host.txt.j2").write_text("Subject: {{ name }}\n")
    publish("--templates", "ours")
    assert mails(Path("plan-letters-1"))[0]["Subject"] == "School A"


@pytest.mark.parametrize("is_made", [False, True])
def test_an_interrupt_leaves_letters_just_where_the_schedule_knows_of_them(
    is_made: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both at the moment before the step, and at that after it."""

    def interrupted(*given: Any, **also: Any) -> None:
        if is_made:
            versions.commit(*given, **also)
        raise KeyboardInterrupt

    monkeypatch.setattr(publishing, "commit", interrupted)
    assert publish().exit_code == 130
    assert Path("plan-letters-1").exists() == bool(told()) == is_made


def publish_well(*words: str) -> None:
    assert publish(*words).exit_code == 0


def test_a_kill_leaves_no_half_folder_and_nobody_told_without_a_letter() -> None:
    rng, began = Random(0), time.monotonic()
    assert publish("-o", "first").exit_code == 0
    took = time.monotonic() - began
    for number in range(15):
        Path("plan.json").write_text(dumps(PLAN))
        history_path(Path("plan.json")).unlink(missing_ok=True)
        child = forked(partial(publish_well, "-o", f"letters-{number}"))
        time.sleep(rng.uniform(0, took))
        os.kill(child, signal.SIGKILL)
        assert os.waitpid(child, 0)[1] in (0, signal.SIGKILL)
        written = Path(f"letters-{number}")
        assert told() == [] or written.exists()
        assert not written.exists() or {path.name for path in written.iterdir()} == FILES


def test_a_calendar_file_is_written_over_only_when_forced() -> None:
    words = ("calendar", "instance.json", "plan.json", "--on", "2018-09-03", "-o")
    assert "they were not told yet of 1 of them" in run(*words, "a.ics", "--person", "R2").stdout
    assert "write over it with --force" in run(*words, "a.ics").stderr
    assert json.loads(run(*words, "a.ics", "--force", "--json").stdout) == {
        "written": "a.ics",
        "reviews": 1,
        "untold": 0,
    }
    for other in ("notes.txt", "plan.json"):
        assert "expected a name that ends in .ics" in run(*words, other, "--force").stderr
    assert run(*words, "b.ics", "--person", "R2", "--host", "A").exit_code == 2
