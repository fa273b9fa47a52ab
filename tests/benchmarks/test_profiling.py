"""Where the time of a run goes."""

from benchmarks.profiling import profile, profile_table
from benchmarks.runs import Moment
from tests.benchmarks.made import run

RUN = run(
    Moment(seconds=2, step="relaxation"),
    Moment(seconds=5, step="first schedule"),
    Moment(seconds=6, step="dive"),
    Moment(seconds=7, step="decided", goal="commitments-met"),
    Moment(seconds=10, step="relaxation", goal="quality"),
    Moment(seconds=11, step="exact search over 14,348 columns", goal="quality"),
    Moment(seconds=41, step="second opinion", goal="quality"),
    end_seconds=50.0,
)


def test_time_belongs_to_what_was_said_to_begin() -> None:
    assert profile(RUN) == {
        "exact search, quality": 30,  # from 11 to 41
        "second opinion, quality": 9,  # to the end
        "relaxation, quality": 4,  # from the goal before it, decided at 7, to 11
        "relaxation": 3,
        "starting, reading, building all columns and rows": 2,
        "first schedule": 1,
        "dive": 1,
    }
    assert sum(profile(RUN, until=20).values()) == 20


def test_a_table_of_it() -> None:
    assert profile_table(RUN).splitlines()[2] == "| exact search, quality | 30.0 | 60% |"
