"""Letters of a programme: to everybody at first, after a repair to just those whose lines change."""

import email
from datetime import date
from email.policy import default
from pathlib import Path

import pytest
from click.testing import CliRunner

from models.programmes.groups import Groups
from scheduler.cli import main
from scheduler.desk.contacts import Contact
from scheduler.desk.programmes.letters import Post
from scheduler.storage import dumps
from tests.programmes.challenge_the_gap.drawing import groups_of
from tests.programmes.challenge_the_gap.test_clusters import FIRST, SECOND, cluster, facts

FACTS = facts()
FIRST_MADE = groups_of(FACTS, [cluster("A", "ABC", FIRST, SECOND)])
REPAIRED = Groups(**{**vars(groups_of(FACTS, [cluster("A", "AB", FIRST, SECOND)])), "before": FIRST_MADE.groups})
ON = date(2018, 9, 1)


def post(made: Groups, **contacts: Contact) -> Post:
    return Post(FACTS, made, ON, FACTS.name_by_id, contacts)


def test_at_first_everybody_who_is_asked_gets_a_letter_and_a_calendar() -> None:
    first = post(FIRST_MADE, B=Contact("Ann\nBcc: x@y.example", "b@school.example"))
    files = first.files()
    assert {letter.who for letter in first.letters} == {"A", "B", "C"}
    assert len([name for name in files if name.endswith(".eml")]) == 3
    assert len([name for name in files if name.endswith(".ics")]) == 3
    (name,) = (name for name in files if name.endswith("-B.eml"))
    mail = email.message_from_bytes(files[name], policy=default)
    assert mail["To"].addresses[0].addr_spec == "b@school.example" and mail["Bcc"] is None
    assert "No more" not in str(mail.get_body())
    assert first.files() == files, "the same groups give the same bytes"
    assert first.sentences == (
        "3 letters.",
        "Without a known e-mail address: 2 letters. Fill it in before you send them.",
    )


def test_after_a_repair_only_those_whose_lines_change() -> None:
    told = post(REPAIRED)
    assert [letter.who for letter in told.letters] == ["C"]
    files = told.files()
    (name,) = (name for name in files if name.endswith(".eml"))
    text = email.message_from_bytes(files[name], policy=default).get_content()
    assert "No more:" in text and "New:" not in text and "workshop at A" in text
    assert not any(name.endswith(".ics") for name in files), "no day is left"
    assert "That no repair could tell fewer is not proven." in files["cover.txt"].decode()


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gap.json").write_text(dumps(facts(policy={"workshops": {"days": 2}})))
    Path("made.json").write_text(dumps(FIRST_MADE))
    words = ["publish", "gap.json", "made.json", "--on", "2018-09-01", "-o", "letters"]
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
    assert "3 letters." in done.output and Path("letters/cover.txt").exists()
    assert CliRunner().invoke(main, words).exit_code == 2, "a folder that is there stays as it is"
    change = ["drop-out", "person=B", f"days={FIRST}", "--on", "2018-09-01"]
    repaired = CliRunner().invoke(main, ["reschedule", "gap.json", "made.json", *change, "-o", "later.json"])
    assert repaired.exit_code == 0, repaired.output
    CliRunner().invoke(main, ["publish", "gap.json", "later.json", "--on", "2018-09-01", "-o", "later"])
    assert "could have told fewer, as the policy counts." in Path("later/cover.txt").read_text()
    assert "for terms" in CliRunner().invoke(main, [*words[:-1], "x", "--dry-run"]).output
