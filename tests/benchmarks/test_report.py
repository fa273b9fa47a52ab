"""The page of results, from a few stored runs."""

from pathlib import Path

import pytest

from benchmarks.growth import exponent
from benchmarks.runs import Run, store
from benchmarks.verdicts import verdicts
from benchmarks.wording import standing_words
from tests.benchmarks.made import bound, found, run

GROWTH = tuple(
    run(bound(1, quality=1000), found(2 * size / 100, 1000), instance=f"drawn-{size}-s1", family="growth", schools=size)
    for size in (100, 200, 400)
)
OURS = run(bound(1, quality=1000), found(40, 1004))
CP_SAT = run(found(20, 1400), found(50, 1300), method="plain-cp-sat")
HIGHS = run(method="plain-highs")
GREEDY = run(found(3, 900, seats=2), method="greedy", end_seconds=4.0, ending="done")
RUNS: tuple[Run, ...] = (OURS, CP_SAT, HIGHS, GREEDY, *GROWTH)


def test_how_a_method_stands_in_words() -> None:
    assert standing_words(OURS, RUNS) == "0.40 % (1,004)"
    assert standing_words(CP_SAT, RUNS) == "30.00 % (1,300)"
    assert standing_words(CP_SAT, RUNS, 30) == "40.00 % (1,400)"
    assert standing_words(CP_SAT, RUNS, 300) == ""  # it had only 60 s
    assert standing_words(HIGHS, RUNS) == "no schedule"
    assert standing_words(GREEDY, RUNS) == "2 more seats empty"
    assert standing_words(GREEDY, RUNS, 300) == "2 more seats empty"  # it was done by itself


def test_a_missed_figure_says_by_how_much() -> None:
    asked = {verdict.figure: verdict for verdict in verdicts(RUNS)}
    first = asked["goals 1-3 at their bounds, quality within 0.5 %"]
    assert (first.measured, first.must, first.aim) == ("40 s", "30 s: missed by 10 s", "5 s: missed by 35 s")
    assert asked["quality within 0.1 %"].must == "60 s: missed"  # never reached: nobody knows by how much
    assert asked["schedules worse than those of plain CP-SAT after 60 s"].must == "never: kept"


def test_seeds_make_one_figure_by_their_median_and_proofs_by_the_slowest() -> None:
    seeds = tuple(
        run(bound(1, quality=1000), found(seconds, 1000), instance=f"term-s{seconds}", limit_seconds=300.0)
        for seconds in (10, 20, 130)
    )
    asked = {verdict.figure: verdict for verdict in verdicts(seeds)}
    assert asked["quality within 0.1 %"].measured == "20 s (10 - 130)"
    assert asked["goals 1-5 proven, slowest seed"].must == "120 s: missed by 10 s"


def test_a_worse_schedule_than_a_peers_is_said() -> None:
    better = run(found(20, 1003), method="plain-highs")
    asked = {verdict.figure: verdict for verdict in verdicts((OURS, better))}
    assert asked["schedules worse than those of plain HiGHS after 60 s"].must == "never: missed on term-s1"


def test_a_schedule_below_a_bound_is_said() -> None:
    below = run(found(20, 999), method="plain-highs")
    asked = {verdict.measured: verdict for verdict in verdicts((OURS, below)) if "below a bound" in verdict.figure}
    assert asked["1"].must == "never: missed on term-s1"
    emptier = run(found(20, 999, seats=1), method="plain-highs")  # of such schedules the bound says nothing
    asked = {verdict.measured: verdict for verdict in verdicts((OURS, emptier)) if "below a bound" in verdict.figure}
    assert asked["0"].must == "never: kept"


def test_the_exponent_is_fitted_on_logarithms() -> None:
    fitted = exponent(GROWTH)
    assert fitted is not None
    assert fitted.slope == pytest.approx(1.0)
    assert (fitted.smallest, fitted.largest) == (100, 400)
    assert exponent(GROWTH[:2]) is None


def test_the_page_holds_tables_pictures_and_notes(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    from benchmarks.report import write

    for each in RUNS:
        store(each, tmp_path)
    (tmp_path / "notes.md").write_text("## What was tried\n\nNothing yet.\n", encoding="utf-8")
    page = write(tmp_path).read_text("utf-8")
    assert "| term-s1 | plain HiGHS | none | no schedule |" in page
    assert "Fitted exponent: 1.00." in page
    assert "2 cores (a processor), 8 GB" in page
    assert page.rstrip().endswith("Nothing yet.")
    for name in ("gap-over-time", "cost-against-size"):
        assert f"({name}.svg)" in page
        assert (tmp_path / f"{name}.svg").exists()
        assert (tmp_path / f"{name}.png").exists()


def test_the_same_runs_make_the_same_page(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    from benchmarks.report import write

    for each in RUNS:
        store(each, tmp_path)
    write(tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.glob("*.*")}
    write(tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.glob("*.*")} == before
