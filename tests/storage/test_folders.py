"""A folder of files is written whole or not at all, and never over anything."""

import errno
import os
from pathlib import Path

import pytest

from models.problem import InvalidInput
from scheduler.storage.folders import new_folder, remove_folder, save_folder
from tests.folders import content_of

FILES = {"cover.txt": b"cover", "calendars/1.ics": b"one"}


def test_a_new_folder_has_just_its_files(tmp_path: Path) -> None:
    save_folder(tmp_path / "letters", FILES)
    assert content_of(tmp_path) == {
        "letters": None,
        "letters/calendars": None,
        "letters/calendars/1.ics": b"one",
        "letters/cover.txt": b"cover",
    }
    assert (tmp_path / "letters").stat().st_mode & 0o500 == 0o500


@pytest.mark.parametrize("there", ["a folder", "a file", "a link to nothing"])
def test_nothing_that_is_there_is_written_over(there: str, tmp_path: Path) -> None:
    place = tmp_path / "letters"
    if there == "a folder":
        place.mkdir()
    elif there == "a file":
        place.touch()
    else:
        place.symlink_to("nowhere")
    before = content_of(tmp_path)
    with pytest.raises(InvalidInput, match="found something of this name already; expected a new folder"):
        save_folder(place, FILES)
    assert content_of(tmp_path) == before


def test_a_folder_that_cannot_be_written_whole_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> int:
        if path.name == "1.ics":
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return path.open("wb").write(content)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(InvalidInput, match="Make room on the disk"):
        save_folder(tmp_path / "letters", FILES)
    assert content_of(tmp_path) == {}


def test_one_that_somebody_put_something_into_stays(tmp_path: Path) -> None:
    place = tmp_path / "letters"
    save_folder(place, FILES)
    (place / "mine.txt").touch()
    remove_folder(place, FILES)
    assert (place / "cover.txt").exists()
    (place / "mine.txt").unlink()
    remove_folder(place, FILES)
    assert content_of(tmp_path) == {}


def test_new_folders_are_numbered(tmp_path: Path) -> None:
    (tmp_path / "autumn-letters-1").mkdir()
    (tmp_path / "autumn-letters-3").mkdir()
    assert new_folder(tmp_path / "autumn.json", "autumn-letters").name == "autumn-letters-2"
