"""Plans of every older release are opened, continued and taken back byte for byte, or refused in words (F12).

`older/0.1.0/` holds them as that version wrote them: `repaired` (marked, repaired, with repairs to choose from),
`undone`, `separator` (U+2028 in a reason, on which 0.1.0 lost its way), and `shared.json` and `shared.old`, which had
one history. A release to come gets a folder of its own, with these names, written by it before it is released.
"""

import json
import shutil
from itertools import pairwise
from pathlib import Path

import pytest

from models.problem import InvalidInput
from scheduler.storage import load_instance, load_plan
from scheduler.storage.histories import history_path
from scheduler.storage.proposals import proposals_for
from scheduler.storage.versions import commit, has_history, history, troubles, undo
from tests.cli.test_repairs import run
from tests.folders import content_of
from tests.in_process import in_this_process
from tests.storage.test_versions import NEW, OLD, version

OLDER = sorted((Path(__file__).parent / "older").iterdir())
STEPS = {"repaired": 2, "undone": 2, "separator": 1}


@pytest.fixture(params=OLDER, ids=lambda folder: folder.name)
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    in_this_process(monkeypatch)
    shutil.copytree(request.param, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def texts_of(name: str) -> list[str]:
    """The file's text before each step that its older history holds, and after the last."""
    entries = [json.loads(line) for line in Path(f"{name}.history.jsonl").read_text("utf-8").split("\n") if line]
    return [entries[0]["before"], *(entry["after"] for entry in entries)]


def mark(name: str, *words: str) -> None:
    done = run("mark", "three-hubs.json", name, "--all", *words)
    assert done.exit_code == 0, done.output


@pytest.mark.parametrize("name", STEPS)
def test_a_plan_is_opened_with_its_history(name: str, folder: Path) -> None:
    """Which leaves everything as it is."""
    before = content_of(folder)
    load_plan(f"{name}.json", load_instance("three-hubs.json"))
    assert len(history(Path(f"{name}.json"))) == STEPS[name]
    assert not troubles(Path(f"{name}.json"))
    assert run("check", "three-hubs.json", f"{name}.json").exit_code == 0
    assert run("solve", "three-hubs.json", "-o", f"{name}.json").exit_code == 2
    assert content_of(folder) == before


@pytest.mark.parametrize("name", STEPS)
def test_a_plan_is_continued_and_all_of_it_taken_back(name: str, folder: Path) -> None:
    path, texts = Path(f"{name}.json"), texts_of(name)
    older = Path(f"{name}.history.jsonl").read_bytes()
    assert texts[-1] == path.read_text("utf-8")
    mark(path.name, "--pin", "--why", "by the newer version")
    assert history_path(path).read_bytes().startswith(older)
    assert not Path(f"{name}.history.jsonl").exists()
    assert [entry.number for entry in history(path)] == list(range(1, STEPS[name] + 2))
    standing = [texts[-1]] if name == "undone" else texts[::-1]
    for text in standing:
        assert run("undo", path.name).exit_code == 0
        assert path.read_bytes() == text.encode()
    assert run("undo", path.name).exit_code == 2


def test_repairs_are_applied_once_and_withdrawn_by_the_next_run(folder: Path) -> None:
    path = Path("repaired.json")
    before = path.read_bytes()
    assert proposals_for(path, path.read_text("utf-8"), "three-hubs").repairs
    assert run("reschedule", "three-hubs.json", "repaired.json", "--apply", "1").exit_code == 0
    assert [entry.number for entry in history(path)] == [1, 2, 3]
    assert run("reschedule", "three-hubs.json", "repaired.json", "--apply", "1").exit_code == 2
    assert run("undo", "repaired.json").exit_code == 0
    assert path.read_bytes() == before
    ill = '{"kind": "drop-out", "notice": "2018-09-04", "person": "R0002"}'
    assert run("reschedule", "three-hubs.json", "repaired.json", ill, "--deterministic").exit_code == 0
    assert not Path("repaired.repairs.json").exists()
    assert run("reschedule", "three-hubs.json", "repaired.json", "--apply", "1").exit_code == 0


@pytest.mark.parametrize("order", [("shared.json", "shared.old"), ("shared.old", "shared.json")])
def test_of_a_shared_history_each_file_has_its_own_steps(order: tuple[str, str], folder: Path) -> None:
    steps = {"shared.json": "accepted", "shared.old": "draft"}
    first, *others = texts_of("shared")
    texts = dict(zip(steps, others, strict=True))
    for name in order:
        assert [steps[name] in entry.what for entry in history(Path(name))] == [True]
        mark(name, "--pin")
    for name in order:
        assert [steps[name] in entry.what for entry in history(Path(name))] == [True, False]
        undo(Path(name))
        assert Path(name).read_text("utf-8") == texts[name]
        undo(Path(name))
        assert Path(name).read_text("utf-8") == first
    assert Path("shared.history.jsonl").exists()  # for any other file that may have lines in it


def older_history_of(path: Path, *texts: str) -> Path:
    """What 0.1.0 wrote: no seals, and the name without its ending."""
    place = path.with_name(f"{path.stem}.history.jsonl")
    steps = enumerate(pairwise(texts), 1)
    entries = [{"number": n, "what": "marked", "before": one, "after": other} for n, (one, other) in steps]
    place.write_text("".join(json.dumps(entry) + "\n" for entry in entries))
    path.write_text(texts[-1])
    return place


def test_a_copy_from_before_has_no_part_in_the_history(tmp_path: Path) -> None:
    path, copy = tmp_path / "s.json", tmp_path / "s.bak"
    older_history_of(path, OLD, NEW)
    copy.write_text(OLD)
    assert (has_history(path), has_history(copy)) == (True, False)
    commit(copy, OLD, version("other"), "marked")
    commit(path, NEW, version("newer"), "marked")
    assert (len(history(path)), len(history(copy))) == (2, 1)


def test_a_plan_that_was_edited_since_keeps_its_history(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    older_history_of(path, OLD, NEW)
    path.write_text(version("by hand"))
    (tmp_path / "s.csv").write_text("a table of the same name\n")
    assert len(history(path)) == 1
    commit(path, version("by hand"), version("marked"), "marked")
    assert len(history(path)) == 2


def test_a_history_of_nobody_knows_whom_is_refused_in_words(tmp_path: Path) -> None:
    """Two schedules, both edited since: it may be of either."""
    path, other = tmp_path / "s.json", tmp_path / "s.old"
    older_history_of(path, OLD, NEW)
    path.write_text(version("by hand"))
    other.write_text(version("by hand, too"))
    before = content_of(tmp_path)
    for ask in (history, has_history, undo, lambda path: commit(path, version("by hand"), NEW, "marked")):
        with pytest.raises(InvalidInput, match=r"call it s\.json\.history\.jsonl; else move it away"):
            ask(path)
    assert content_of(tmp_path) == before
    (tmp_path / "s.history.jsonl").rename(tmp_path / "s.json.history.jsonl")
    assert (len(history(path)), len(history(other))) == (1, 0)


def test_a_history_beside_a_link_is_found_by_the_link(tmp_path: Path) -> None:
    (tmp_path / "desk").mkdir()
    path, link = tmp_path / "s.json", tmp_path / "desk" / "plan.json"
    path.write_text(OLD)
    link.symlink_to(path)
    place = older_history_of(link, OLD, NEW)
    assert len(history(link)) == 1
    commit(link, NEW, version("newer"), "marked")
    assert not place.exists()
    assert len(history(link)) == len(history(path)) == 2


def test_the_empty_file_that_undo_once_left_is_no_history(tmp_path: Path) -> None:
    path = tmp_path / "s.json"
    path.write_text(OLD)
    (tmp_path / "s.old").write_text(OLD)
    (tmp_path / "s.history.jsonl").touch()
    assert (has_history(path), history(path)) == (False, ())


def test_a_crash_while_a_history_gets_its_new_name_loses_nothing(tmp_path: Path) -> None:
    """Both stand there: the new one counts, the older one is no harm."""
    path = tmp_path / "s.json"
    place = older_history_of(path, OLD, NEW)
    history_path(path).write_bytes(place.read_bytes())
    commit(path, NEW, version("newer"), "marked")
    assert [entry.number for entry in history(path)] == [1, 2]
