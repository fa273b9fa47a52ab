"""A schedule's versions: each step whole or not at all, taken back exactly, and never forgotten."""

import json
from datetime import date
from pathlib import Path

import pytest

from models.problem import InvalidInput
from scheduler.storage.histories import history_path
from scheduler.storage.versions import bring_back, commit, history, text_sha256, undo, version_of

NOTICE = date(2018, 10, 1)


def version(text: str) -> str:
    """The text of a schedule that tells them apart."""
    raw = {"format": 1, "instance": "tiny", "reviews": [{"review": f"review {text}"}]}
    return json.dumps(raw, ensure_ascii=False) + "\n"


OLD, NEW, NEWER, OTHER = (version(text) for text in ("old", "new", "newer", "other"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "autumn.json"
    path.write_text(OLD)
    return path


def test_a_step_is_taken_back_byte_for_byte(path: Path) -> None:
    commit(path, OLD, NEW, "repaired", NOTICE, "snow")
    commit(path, NEW, NEWER, "repaired again", NOTICE)
    assert undo(path).undoes == 2
    assert path.read_text() == NEW
    assert undo(path).undoes == 1
    assert path.read_text() == OLD
    assert [(entry.number, entry.undoes) for entry in history(path)] == [(1, None), (2, None), (3, 2), (4, 1)]
    with pytest.raises(InvalidInput, match="no step"):
        undo(path)


def test_the_history_only_grows(path: Path) -> None:
    commit(path, OLD, NEW, "repaired", NOTICE)
    before = history_path(path).read_bytes()
    undo(path)
    assert history_path(path).read_bytes().startswith(before)
    assert len(history_path(path).read_bytes()) > len(before)


def test_a_file_that_changed_meanwhile_is_not_overwritten(path: Path) -> None:
    path.write_text("by hand\n")
    with pytest.raises(InvalidInput, match="another text"):
        commit(path, OLD, NEW, "repaired", NOTICE)
    assert path.read_text() == "by hand\n"
    assert history(path) == ()


def test_what_was_edited_since_is_not_taken_back(path: Path) -> None:
    commit(path, OLD, NEW, "repaired", NOTICE)
    path.write_text("by hand\n")
    with pytest.raises(InvalidInput, match="another text"):
        undo(path)
    assert path.read_text() == "by hand\n"


def test_a_step_that_a_crash_prevented_is_none(path: Path) -> None:
    """Its entry stands in the history, and the file still has what was there before."""
    commit(path, OLD, NEW, "repaired", NOTICE)
    path.write_text(OLD)
    assert history(path) == ()
    commit(path, OLD, OTHER, "repaired otherwise", NOTICE)
    assert [entry.what for entry in history(path)] == ["repaired otherwise"]


def test_a_step_that_changes_nothing_is_none(path: Path) -> None:
    """Else a kill during the undo of one could not be told from an undo that was made."""
    assert commit(path, OLD, OLD, "filled", NOTICE) is None
    assert not history(path)


def test_half_a_line_is_no_entry(path: Path) -> None:
    history_path(path).write_text('{"number": 1, "wh')
    assert history(path) == ()
    commit(path, OLD, NEW, "repaired", NOTICE)
    assert [entry.what for entry in history(path)] == ["repaired"]
    assert undo(path).undoes == 1


def test_any_version_is_brought_back_as_a_new_step(path: Path) -> None:
    commit(path, OLD, NEW, "repaired", NOTICE)
    commit(path, NEW, NEWER, "repaired again", NOTICE)
    bring_back(path, 1, by="QA lead")
    assert path.read_text() == NEW
    bring_back(path, 0)
    assert path.read_text() == OLD
    assert [(entry.what, entry.by) for entry in history(path)][2:] == [
        ("as step 1 left it", "QA lead"),
        ("as it was before the first step", ""),
    ]
    assert undo(path).undoes == 4
    assert path.read_text() == NEW
    assert [version_of(path, number) for number in range(7)] == [OLD, NEW, NEWER, NEW, OLD, NEW, None]


@pytest.mark.parametrize(("number", "said"), [(2, "what the file is now"), (3, "step 3"), (9, "step 9")])
def test_what_cannot_be_brought_back_is_refused(path: Path, number: int, said: str) -> None:
    commit(path, OLD, NEW, "repaired", NOTICE)
    commit(path, NEW, NEWER, "repaired again", NOTICE)
    with pytest.raises(InvalidInput, match=said):
        bring_back(path, number)
    assert (path.read_text(), len(history(path))) == (NEWER, 2)


def test_nothing_is_brought_back_over_a_version_that_was_not_meant(path: Path) -> None:
    commit(path, OLD, NEW, "repaired", NOTICE)
    with pytest.raises(InvalidInput, match="another text"):
        bring_back(path, 0, expected_sha256=text_sha256(OLD))
    path.write_text(OTHER)
    with pytest.raises(InvalidInput, match="another text"):
        bring_back(path, 0)
    assert path.read_text() == OTHER


def test_a_line_that_was_changed_is_not_brought_back(path: Path) -> None:
    commit(path, OLD, NEW, "repaired", NOTICE)
    commit(path, NEW, NEWER, "repaired again", NOTICE)
    lines = history_path(path).read_text().splitlines(keepends=True)
    history_path(path).write_text(lines[0].replace("review new", "review bad") + lines[1])
    with pytest.raises(InvalidInput):
        bring_back(path, 1)
    assert path.read_text() == NEWER
