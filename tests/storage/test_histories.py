"""A history's lines: any text goes through them, none is dropped, and what was changed in them is known."""

import json
import os
from contextlib import suppress
from functools import partial
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.problem import InvalidInput
from scheduler.storage.histories import history_path
from scheduler.storage.versions import commit, has_history, history, troubles, undo
from tests.cli.test_repairs import folder, reschedule, run
from tests.drawing import effort
from tests.forking import forked
from tests.in_process import in_this_process
from tests.storage.test_versions import NEW, NEWER, NOTICE, OLD, OTHER, version
from tests.storage.test_versions import path as path

__all__ = ["folder"]

SEPARATORS = ("\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\r", "\0", "\ud800", "\x1b[2J")
READ = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
"""What may stand in a schedule: control characters are refused when it is read."""


@pytest.mark.parametrize("separator", SEPARATORS, ids=ascii)
def test_what_others_take_for_the_end_of_a_line_is_a_letter(separator: str, path: Path) -> None:
    said = f"pasted from{separator}an e-mail"
    commit(path, OLD, NEW, "repaired", NOTICE, said)
    commit(path, NEW, NEWER, "repaired", NOTICE)
    assert [entry.why for entry in history(path)] == [said.replace("\ud800", "?"), ""]
    assert not troubles(path)
    undo(path), undo(path)
    assert path.read_text() == OLD


@effort(25)
@given(before=READ, after=READ, why=st.text(st.characters(), max_size=20))
def test_any_text_goes_through_history_and_undo(
    before: str, after: str, why: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("any-text") / "autumn.json"
    old, new = version(before), version(f"new {after}")
    path.write_bytes(old.encode())
    commit(path, old, new, "repaired", NOTICE, why)
    assert [entry.why for entry in history(path)] == [why.encode(errors="replace").decode()]
    assert not troubles(path)
    undo(path)
    assert path.read_bytes() == old.encode()


@pytest.mark.parametrize("separator", SEPARATORS[:2], ids=ascii)
def test_line_separator_in_why(separator: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Case line-separator-in-why: one step in the history, undo gives the old bytes, and solve knows of the step."""
    in_this_process(monkeypatch)
    before = Path("plan.json").read_bytes()
    change = {"kind": "cancel-review", "notice": "2018-09-10", "review": "VA", "reason": "ofsted"}
    change["why"] = f"pasted from an e-mail:{separator}inspection on Monday"
    Path("changes.json").write_text(json.dumps({"format": 1, "changes": [change]}, ensure_ascii=False))
    assert reschedule("changes.json", "--deterministic").exit_code == 0
    assert reschedule("--apply", "1").exit_code == 0
    steps = json.loads(run("history", "plan.json", "--json").stdout)["history"]
    assert [one["why"] for one in steps] == [f"VA cancelled (ofsted): {change['why']}"]
    assert run("solve", "instance.json", "-o", "plan.json").exit_code == 2
    assert run("undo", "plan.json").exit_code == 0
    assert Path("plan.json").read_bytes() == before


@pytest.mark.parametrize("character", ["\x1b", "\x85", "\x0b", "\udcff"], ids=ascii)
def test_a_reason_that_would_garble_a_terminal_is_refused(character: str, folder: Path) -> None:
    refused = run("mark", "instance.json", "plan.json", "--all", "--pin", "--why", f"a{character}b")
    assert (refused.exit_code, f"U+{ord(character):04X}" in refused.stderr) == (2, True)
    assert not has_history(Path("plan.json"))


@pytest.mark.parametrize("layout", [b"\xef\xbb\xbf%s", b"%s\r\n \r\n", b"\n\t%s"], ids=ascii)
def test_the_layout_of_an_editor_comes_back_to_the_byte(layout: bytes, folder: Path) -> None:
    """A byte order mark, other line ends, blank lines."""
    before = layout % Path("plan.json").read_bytes().replace(b"\n", b"\r\n")
    Path("plan.json").write_bytes(before)
    assert run("mark", "instance.json", "plan.json", "--all", "--as", "draft").exit_code == 0
    assert run("undo", "plan.json").exit_code == 0
    assert Path("plan.json").read_bytes() == before


# Whose it is


def test_same_stem(tmp_path: Path) -> None:
    """Case same-stem: each file has a history of its own."""
    files = [tmp_path / name for name in ("s.json", "s.old", "s", "s.json.json", "s.history.jsonl.json")]
    for number, file in enumerate(files):
        file.write_text(OLD)
        commit(file, OLD, version(str(number)), f"step of {file.name}")
    for number, file in enumerate(files):
        assert [entry.what for entry in history(file)] == [f"step of {file.name}"]
        assert file.read_text() == version(str(number))
        undo(file)
        assert file.read_text() == OLD


def test_a_link_has_the_history_of_the_file_it_leads_to(path: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.json"
    link.symlink_to(path)
    commit(link, OLD, NEW, "by the link")
    commit(path, NEW, NEWER, "by the file")
    assert history_path(link) == history_path(path) == tmp_path / "autumn.json.history.jsonl"
    assert [entry.what for entry in history(link)] == ["by the link", "by the file"]
    undo(link)
    assert path.read_text() == NEW and link.is_symlink()
    assert [one.name for one in (tmp_path / "elsewhere").iterdir()] == ["link.json"]


def test_two_names_of_a_file_are_two_files_after_a_step(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.json"
    os.link(path, other)
    commit(path, OLD, NEW, "repaired")
    assert (path.read_text(), other.read_text()) == (NEW, OLD)
    assert (len(history(path)), len(history(other))) == (1, 0)


# Lines that cannot be read


DAMAGE = {
    "no JSON": b"{oops}",
    "other JSON": b'["a list"]',
    "a key more": b'{"number": 2, "colour": 3}',
    "no UTF-8": b'{"number": 2, "what": "\xff"}',
    "NUL": b"\0\0\0\0",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_line_that_cannot_be_read_is_told_and_stays(damage: str, path: Path) -> None:
    commit(path, OLD, NEW, "first")
    commit(path, NEW, NEWER, "second")
    place = history_path(path)
    second = place.read_bytes().splitlines()[1]
    kept = b"\n".join([DAMAGE[damage], second, b""])
    place.write_bytes(kept)
    said = (f"Line 1 of {place} cannot be read, and stays as it is.",)
    assert troubles(path) == said
    assert [entry.what for entry in history(path)] == ["second"]
    undo(path)
    commit(path, NEW, OTHER, "third")
    assert place.read_bytes().startswith(kept)
    assert troubles(path) == said
    with suppress(InvalidInput):  # what the first line said is not known: it is not taken back
        undo(path), undo(path)
    assert path.read_text() == NEW


def test_a_step_gets_no_number_of_one_that_cannot_be_read(path: Path) -> None:
    commit(path, OLD, NEW, "first")
    with history_path(path).open("ab") as file:
        file.write(b'{"number": 2, oops}\n')
    entry = commit(path, NEW, NEWER, "third")
    assert entry is not None and entry.number == 3


def test_half_a_last_line_is_told_as_what_a_crash_leaves(path: Path) -> None:
    commit(path, OLD, NEW, "first")
    line = history_path(path).read_bytes()
    half = '{"number": 2, "what": "h\u00e4lf'.encode()
    for end in range(1, len(half)):  # also in the middle of a letter of two bytes
        history_path(path).write_bytes(line + half[:end])
        assert [entry.what for entry in history(path)] == ["first"]
        assert ["is only begun, as a crash leaves it" in one for one in troubles(path)] == [True]
    commit(path, NEW, NEWER, "second")
    assert history_path(path).read_bytes().startswith(line + half[:-1] + b"\n")
    assert [(entry.number, entry.what) for entry in history(path)] == [(1, "first"), (2, "second")]


def test_the_commands_tell_of_what_they_cannot_read(folder: Path) -> None:
    mark = ("mark", "instance.json", "plan.json", "--all", "--as")
    assert run(*mark, "draft").stderr == ""
    with history_path(Path("plan.json")).open("ab") as file:
        file.write(b"oops\n")
    for words in ((*mark, "accepted"), ("history", "plan.json"), ("undo", "plan.json")):
        done = run(*words)
        assert (done.exit_code, "cannot be read, and stays as it is" in done.stderr) == (0, True)
    assert len(json.loads(run("history", "plan.json", "--json").stdout)["history"]) == 3


# Lines that somebody changed


def test_an_entry_that_was_changed_is_told_and_not_taken_back(path: Path) -> None:
    commit(path, OLD, NEW, "first")
    place = history_path(path)
    place.write_text(place.read_text().replace("old", "odd"))
    assert troubles(path) == (f"Line 1 of {place} was changed since it was written, and stays as it is.",)
    assert [entry.what for entry in history(path)] == ["first"]
    with pytest.raises(InvalidInput, match="an entry that was changed"):
        undo(path)
    assert path.read_text() == NEW


@pytest.mark.parametrize(
    ("before", "said"),
    [
        ("no JSON", "expected JSON"),
        ('{"format": 1, "instance": "tiny"}', "reviews"),
        ('{"format": 2}', "format"),
        (OLD.replace("tiny", "strangers"), "a schedule of 'strangers'"),
    ],
)
def test_undo_writes_only_a_schedule_of_the_same_instance(before: str, said: str, path: Path) -> None:
    """Also by an entry of an older version, which has no seal."""
    commit(path, OLD, NEW, "first")
    entry = json.loads(history_path(path).read_text())
    del entry["sha256"]
    history_path(path).write_text(json.dumps(entry | {"before": before}) + "\n")
    content = history_path(path).read_bytes()
    with pytest.raises(InvalidInput, match=said):
        undo(path)
    assert (path.read_text(), history_path(path).read_bytes()) == (NEW, content)


def changed_by_hand(rng: Random, content: bytes) -> bytes:
    """A history after somebody was in it: texts exchanged, bytes changed, lines moved, cut or taken out."""
    lines = content.splitlines(keepends=True)
    at = rng.randrange(len(lines))
    match rng.randrange(4):
        case 0:
            entry = json.loads(lines[at])
            entry[rng.choice(("before", "after"))] = rng.choice((OLD, NEW, NEWER, OTHER, "", "oops", OLD[:20]))
            lines[at] = json.dumps(entry).encode() + b"\n"
        case 1:
            line, place = bytearray(lines[at]), rng.randrange(len(lines[at]))
            line[place] = rng.randrange(256)
            lines[at] = bytes(line)
        case 2:
            lines.insert(rng.randrange(len(lines)), lines.pop(at))
        case 3:
            lines[at] = lines[at][: rng.randrange(len(lines[at]))]
    return b"".join(lines)


def test_no_undo_writes_what_was_never_there(path: Path) -> None:
    """A history edited by hand: 3 of 300 undos wrote a broken file. Now each writes the text before, or refuses."""
    assert 10 < undone_after_changes(path, range(40)) < 35


@pytest.mark.soak
def test_no_undo_writes_what_was_never_there_at_length(path: Path) -> None:
    assert 500 < undone_after_changes(path, range(2000)) < 1700


def undone_after_changes(path: Path, seeds: range) -> int:
    """How often undo has done its work after somebody changed the history; it was right, or refused, each time."""
    for before, after in ((OLD, NEW), (NEW, NEWER), (NEWER, OTHER)):
        commit(path, before, after, "repaired", NOTICE)
    whole, written = history_path(path).read_bytes(), 0
    for seed in seeds:
        path.write_text(OTHER)
        content = changed_by_hand(Random(seed), whole)
        history_path(path).write_bytes(content)
        assert has_history(path) and len(history(path)) + len(troubles(path)) >= 2  # of three lines one was changed
        try:
            undo(path)
        except InvalidInput:
            assert (path.read_text(), history_path(path).read_bytes()) == (OTHER, content)
        else:
            written += 1
            assert path.read_text() == NEWER
        text = path.read_text()
        commit(path, text, OLD, "goes on")
        undo(path)
        assert path.read_text() == text
        assert history_path(path).read_bytes().startswith(content)
    return written


# Several at once


def test_of_two_who_make_steps_at_once_none_is_lost(path: Path) -> None:
    """Whoever comes second begins from the first one's text."""

    def make_steps(who: int) -> None:
        made = 0
        while made < 8:
            with suppress(InvalidInput):
                commit(path, path.read_text(), version(f"{who} {made}"), f"{who} {made}")
                made += 1

    children = [forked(partial(make_steps, who)) for who in range(3)]
    assert [os.waitpid(child, 0)[1] for child in children] == [0, 0, 0]
    steps = history(path)
    assert sorted(entry.what for entry in steps) == sorted(f"{who} {made}" for who in range(3) for made in range(8))
    assert [entry.number for entry in steps] == list(range(1, 25))
    assert all(one.after == other.before for one, other in pairwise(steps))
    assert path.read_text() == steps[-1].after
