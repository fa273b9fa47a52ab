"""Letters of a programme: to just those whose lines differ from what they were last told, and calendars that follow."""

from collections import Counter, defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result

from models.programmes.groups import Group, Groups
from models.programmes.instance import ProgrammeInstance
from scheduler.cli import main
from scheduler.desk.contacts import Contact
from scheduler.desk.programmes.exporting import calendar
from scheduler.desk.programmes.letters import Post
from scheduler.programmes.joined import Joined
from scheduler.storage import dumps
from scheduler.storage.programmes import load_groups, load_programme
from tests.desk.letters.rebuilt import Everybody, Mailbox, address_of, calendars_of, read_mail, text_of
from tests.programmes.challenge_the_gap import drawing as clusters
from tests.programmes.challenge_the_gap.drawing import groups_of
from tests.programmes.challenge_the_gap.test_clusters import FIRST, SECOND, cluster, facts
from tests.programmes.getting_ahead_london import drawing as threes
from tests.programmes.growing_the_top import drawing as trios
from tests.programmes.leadership_development_days import drawing as days

FACTS = facts(policy={"workshops": {"days": 2}})
FIRST_MADE = groups_of(FACTS, [cluster("A", "ABC", FIRST, SECOND)])
ON = date(2018, 9, 1)
DRAWS: dict[str, Callable[[Random], tuple[Any, Groups]]] = {
    "clusters": clusters.draw_pair,
    "threes": threes.draw_pair,
    "trios": trios.draw_pair,
    "days": days.draw_pair,
}


def post(made: Groups, **contacts: Contact) -> Post:
    return Post(FACTS, made, ON, FACTS.name_by_id, contacts)


def told(made: Groups) -> Groups:
    """The groups, of which everybody was told."""
    return made.model_copy(update={"told": post(made).news.told})


def later(*groups: Group) -> Groups:
    """Other groups in place of the first, of which everybody was told."""
    return groups_of(FACTS, groups).model_copy(update={"told": told(FIRST_MADE).told})


def mail_to(files: dict[str, bytes], who: str) -> Any:
    (name,) = (name for name in files if name.endswith(f"-{who}.eml"))
    return read_mail(files[name])


def test_at_first_everybody_who_is_asked_gets_a_letter_with_each_day() -> None:
    first = post(FIRST_MADE, B=Contact("Ann\nBcc: x@y.example", "b@school.example"))
    files = first.files()
    assert {letter.who for letter in first.letters} == {"A", "B", "C"}
    assert len([name for name in files if name.endswith(".eml")]) == 3
    assert len([name for name in files if name.endswith(".ics")]) == 6
    mail = mail_to(files, "B")
    assert mail["To"].addresses[0].addr_spec == "b@school.example" and mail["Bcc"] is None
    assert "No more" not in text_of(mail)
    assert [str(one["METHOD"]) for one in calendars_of(mail)] == ["REQUEST", "REQUEST"]
    assert first.files() == files, "the same groups give the same bytes"
    assert first.sentences == (
        "3 letters.",
        "Without a known e-mail address: 2 letters. Fill it in before you send them.",
    )


def test_who_was_told_all_of_it_gets_no_letter_again() -> None:
    assert post(told(FIRST_MADE)).letters == ()


def test_later_only_those_whose_lines_change_and_their_days_are_cancelled() -> None:
    one_less = post(later(cluster("A", "AB", FIRST, SECOND)))
    assert [letter.who for letter in one_less.letters] == ["C"]
    files = one_less.files()
    mail = mail_to(files, "C")
    assert "No more:" in text_of(mail) and "New:" not in text_of(mail) and "workshop at A" in text_of(mail)
    assert [str(one["METHOD"]) for one in calendars_of(mail)] == ["CANCEL", "CANCEL"]
    events: list[Any] = [event for one in calendars_of(mail) for event in one.events]
    assert [(str(event["STATUS"]), int(event["SEQUENCE"])) for event in events] == [("CANCELLED", 1)] * 2


def test_a_day_that_moves_keeps_its_event() -> None:
    first, moved = (
        [event for one in calendars_of(mail_to(post(made).files(), "B")) for event in one.events]
        for made in (FIRST_MADE, later(cluster("A", "ABC", FIRST, SECOND + timedelta(days=7))))
    )
    event: Any = moved[0]
    assert len(moved) == 1
    assert (str(event["UID"]), int(event["SEQUENCE"])) == (str(first[1]["UID"]), 1)
    assert event["DTSTART"].dt == SECOND + timedelta(days=7)


def test_an_event_that_was_cancelled_never_comes_back() -> None:
    """A calendar may keep what was cancelled: who is asked again gets a new event."""
    gone = later(cluster("A", "AB", FIRST, SECOND))
    again = FIRST_MADE.model_copy(update={"told": post(gone).news.told})
    numbers = [[event.number for event in letter.events if event.number] for letter in post(again).letters]
    assert numbers == [[3, 4]]


def test_who_has_left_is_told_that_their_days_are_cancelled() -> None:
    made = later(cluster("A", "AB", FIRST, SECOND))
    left = Post(FACTS.without("C"), made, ON, FACTS.name_by_id, {})
    assert [letter.who for letter in left.letters] == ["C"]
    assert "Among them 1 letter to who has left, whose days are cancelled." in left.sentences
    assert str(next(iter(calendars_of(mail_to(left.files(), "C"))))["METHOD"]) == "CANCEL"


def test_a_repair_of_groups_of_which_nobody_was_told_by_letters() -> None:
    """What was told otherwise counts as told."""
    made = groups_of(FACTS, [cluster("A", "AB", FIRST, SECOND)]).model_copy(update={"before": FIRST_MADE.groups})
    repaired = post(made)
    assert [letter.who for letter in repaired.letters] == ["C"]
    assert "That no repair could tell fewer is not proven." in repaired.sentences


def test_letters_that_tell_more_than_the_last_repair_claim_nothing() -> None:
    before = (cluster("A", "AB", FIRST, SECOND),)
    made = groups_of(FACTS, [cluster("A", "AB", FIRST)]).model_copy(update={"before": before})
    first = made.model_copy(update={"told": told(FIRST_MADE).told})
    assert any("nothing is claimed about the fewest" in one for one in post(first).sentences)


def mutated(rng: Random, made: Groups) -> Groups:
    """Somebody goes, comes or changes groups, a day goes or moves, or a group goes."""
    groups = list(made.groups)
    for _ in range(rng.randint(1, 3)):
        if not groups:
            break
        k = rng.randrange(len(groups))
        group = groups[k]
        match rng.choice(("member", "day", "moves", "group", "swap")):
            case "member":
                members = tuple(one for one in group.members if rng.random() < 0.6)
                groups[k] = group.model_copy(update={"members": members})
            case "day":
                meetings = tuple(one for one in group.meetings if rng.random() < 0.6)
                groups[k] = group.model_copy(update={"meetings": meetings})
            case "moves":
                moved = timedelta(days=rng.choice((-7, 1, 7)))
                meetings = tuple(one.model_copy(update={"day": one.day + moved}) for one in group.meetings)
                groups[k] = group.model_copy(update={"meetings": tuple(dict.fromkeys(meetings))})
            case "group":
                del groups[k]
            case "swap" if group.members:
                other = rng.choice(groups)
                if group.members[0] not in other.members:
                    groups[groups.index(other)] = other.model_copy(
                        update={"members": (*other.members, group.members[0])}
                    )
    return made.model_copy(update={"groups": tuple(groups)})


def calendars_follow(what: str, seed: int) -> None:
    """After each publication everybody's calendar, rebuilt from all mails so far, is what they are asked for."""
    rng = Random(seed)
    instance, made = DRAWS[what](rng)
    boxes: dict[str, Mailbox] = defaultdict(Mailbox)
    mails: list[Any] = []
    start = made
    for step in range(4):
        letters = Post(instance, made, ON + timedelta(days=step), instance.name_by_id, Everybody())
        files = letters.files()
        for name in sorted(name for name in files if name.endswith(".eml")):
            mail = read_mail(files[name])
            boxes[mail["To"].addresses[0].addr_spec].receive(mail)
            mails.append(mail)
        compare(boxes, instance, made)
        told_now = made.model_copy(update={"told": letters.news.told})
        assert not Post(instance, told_now, ON, instance.name_by_id, {}).letters
        made = mutated(rng, start if rng.random() < 0.2 else told_now).model_copy(update={"told": told_now.told})
    late: dict[str, Mailbox] = defaultdict(lambda: Mailbox(in_order=False))
    for mail in rng.sample(mails, len(mails)):
        late[mail["To"].addresses[0].addr_spec].receive(mail)
    assert {who: box.seen for who, box in late.items()} == {who: box.seen for who, box in boxes.items()}


def compare(boxes: dict[str, Mailbox], instance: ProgrammeInstance, made: Groups) -> None:
    asked: dict[str, Counter[Any]] = defaultdict(Counter)
    joined = Joined(instance, made)
    for line in {line.told: line for line in joined.lines if line.day is not None}.values():
        assert line.day is not None
        asked[address_of(line.who)][line.day, line.kind] += 1
    seen = {
        who: Counter((first, summary.split(": ")[-1]) for first, _, summary, _ in box.seen)
        for who, box in boxes.items()
        if box.seen
    }
    assert seen == dict(asked)


@pytest.mark.parametrize("what", DRAWS)
@pytest.mark.parametrize("seed", range(2))
def test_calendars_are_what_the_letters_said(what: str, seed: int) -> None:
    calendars_follow(what, seed)


@pytest.mark.soak
@pytest.mark.parametrize("what", DRAWS)
def test_many_calendars_are_what_the_letters_said(what: str) -> None:
    for seed in range(1_000, 1_300):
        calendars_follow(what, seed)


def test_somebodys_own_calendar_has_the_events_of_their_letters() -> None:
    made = told(FIRST_MADE)
    letters = [event for one in calendars_of(mail_to(post(FIRST_MADE).files(), "B")) for event in one.events]
    own = calendar(FACTS, made, ON, "B").decode()
    assert all(f"UID:{event['UID']}" in own.replace("\r\n ", "") for event in letters)
    assert own.count("BEGIN:VEVENT") == len(letters) == 2


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_the_command_keeps_what_was_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gap.json").write_text(dumps(FACTS))
    Path("made.json").write_text(dumps(FIRST_MADE))
    words = ["publish", "gap.json", "made.json", "--on", "2018-09-01"]
    seen = run(*words, "--dry-run")
    assert (seen.exit_code, "Nothing is written." in seen.output) == (0, True), seen.output
    assert Path("made.json").read_text() == dumps(FIRST_MADE)
    done = run(*words, "-o", "letters")
    assert done.exit_code == 0, done.output
    assert "3 letters." in done.output and Path("letters/cover.txt").exists()
    assert len(load_groups("made.json", load_programme("gap.json")).told) == 3
    assert "told: 3 letters" in run("history", "made.json").output
    assert "no step in its history that could be taken back" in run("undo", "made.json").output
    again = run(*words, "-o", "again")
    assert "Nobody's lines differ from what they were told." in again.output and not Path("again").exists()
    assert "3 letters only to repeat what was told already." in run(*words, "--all", "-o", "all").output
    assert run(*words, "-o", "letters").exit_code == 2, "a folder that is there stays as it is"

    change = ["drop-out", "person=B", f"days={FIRST}", "--on", "2018-09-01"]
    repaired = run("reschedule", "gap.json", "made.json", *change, "-o", "later.json")
    assert repaired.exit_code == 0, repaired.output
    assert run("publish", "gap.json", "later.json", "-o", "later").exit_code == 0, "the day is the last notice"
    assert "could have told fewer, as the policy counts." in Path("later/cover.txt").read_text()


def test_what_breaks_a_rule_nobody_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("gap.json").write_text(dumps(FACTS))
    Path("made.json").write_text(dumps(groups_of(FACTS, [cluster("A", "A", FIRST)])))
    done = run("publish", "gap.json", "made.json", "--on", "2018-09-01", "-o", "letters")
    assert (done.exit_code, "so nobody is told of them" in done.output) == (1, True), done.output
    assert not Path("letters").exists()
