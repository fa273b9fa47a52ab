"""A method in a process of its own."""

from pathlib import Path

from benchmarks.judging import judged
from benchmarks.listening import listen
from benchmarks.runs import GOOD_ENOUGH
from scheduler.storage import dumps, load_instance


def test_a_method_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    instance, file = load_instance("four-hubs-term"), tmp_path / "instance.json"
    file.write_text(dumps(instance), encoding="utf-8")
    heard = listen("greedy", file, 60)
    assert heard.ending == "done"
    assert any(moment.counts for moment in judged(heard, instance))
    assert all(0 < seconds <= heard.end_seconds for seconds, _ in heard.lines)


def test_it_is_ended_when_it_is_good_enough(tmp_path: Path) -> None:
    instance, file = load_instance("three-hubs-24"), tmp_path / "instance.json"
    file.write_text(dumps(instance), encoding="utf-8")
    heard = listen("ours", file, 60, enough=0.5)
    assert heard.ending == GOOD_ENOUGH
    assert any(moment.goal == "quality" for moment in judged(heard, instance))


def test_a_crash_is_said(tmp_path: Path) -> None:
    heard = listen("greedy", tmp_path / "missing.json", 60)
    assert heard.ending.startswith("crashed (1): ")
    assert not heard.lines
