"""Tiny seasons in the form of the referee set, written by the test, against all ways to take their matches."""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from benchmarks.sets.answer import Unreadable, Wrong
from benchmarks.sets.referees import (
    SPREAD,
    Crews,
    Fair,
    Matches,
    Moving,
    Recount,
    answers,
    load,
    moved,
    recount,
)
from benchmarks.sets.solving import NothingFound, minimise
from scheduler.solvers.relaxation import Relaxation

SECONDS = 30.0


def drawn(rng: Random) -> dict[str, Any]:
    """Four or five referees, three or four matches on two or three days."""
    referees, arenas, matches, days = rng.randint(4, 5), 3, rng.randint(3, 4), rng.randint(2, 3)
    everybody = range(referees)
    day = [rng.randrange(days) for _ in range(matches)]
    teams = [rng.sample(range(8), 8) for _ in range(days)]  # four matches a day, so that no team has two as it stands
    return {
        "dist": [[float(rng.randint(0, 90)) for _ in range(arenas)] for _ in everybody],
        "arena": [rng.randrange(arenas) for _ in range(matches)],
        "day": day,
        "na": [[referee, day] for referee in everybody for day in range(days + 1) if rng.random() < 0.1],
        "pair": [[0, 1], [2, 3]] if rng.random() < 0.5 else [[0, 1], [1, 2], [3, 0]],
        "tm": [teams[on][2 * match : 2 * match + 2] for match, on in enumerate(day)],
        "M": matches,
    }


def written(folder: Path, raw: object) -> Path:
    path = folder / "handball_2022.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    return path


def all_crews(raw: dict[str, Any]) -> Iterator[Crews]:
    """Every way to take all matches that keeps the rules, from the raw file."""
    away = {tuple(each) for each in raw["na"]}
    choices = [
        [pair for pair in combinations(range(len(raw["dist"])), 2) if not away & {(referee, day) for referee in pair}]
        for day in raw["day"]
    ]
    for crews in product(*choices):
        calls = [(referee, day) for crew, day in zip(crews, raw["day"], strict=True) for referee in crew]
        if len(set(calls)) == len(calls):
            yield crews


def worth(raw: dict[str, Any], crews: Crews) -> Recount:
    distance = sum(raw["dist"][referee][raw["arena"][match]] for match, crew in enumerate(crews) for referee in crew)
    loads = [sum(referee in crew for crew in crews) for referee in range(len(raw["dist"]))]
    by_a_pair = sum(sorted(crew) in [sorted(pair) for pair in raw["pair"]] for crew in crews)
    return Recount(int(distance), max(loads) - min(loads), by_a_pair)


def least_moved(raw: dict[str, Any], farthest: int, most: int) -> int | None:
    """The least distance where matches may move, by all ways to give them days, and all ways to take each day's."""
    crews, every = list(combinations(range(len(raw["dist"])), 2)), range(len(raw["day"]))
    away = {tuple(each) for each in raw["na"]}

    def ways(day: int) -> list[tuple[int, ...]]:
        return [crew for crew in crews if not away & {(referee, day) for referee in crew}]

    def least_of(day: int, matches: list[int]) -> float:
        taken = (crews for crews in product(*(ways(day) for _ in matches)) if disjoint(crews))
        return min((sum(map(way_to, matches, crews)) for crews in taken), default=math.inf)

    def way_to(match: int, crew: Sequence[int]) -> float:
        return math.fsum(raw["dist"][referee][raw["arena"][match]] for referee in crew)

    def disjoint(groups: Iterable[Sequence[int]]) -> bool:
        people = [person for group in groups for person in group]
        return len(set(people)) == len(people)

    found = math.inf
    for days in product(range(max(raw["day"]) + 1), repeat=len(every)):
        on = {day: [match for match in every if days[match] == day] for day in days}
        moves = [abs(day - own) for day, own in zip(days, raw["day"], strict=True)]
        if max(moves) > farthest or sum(move > 0 for move in moves) > most:
            continue
        if any(2 * len(matches) > len(raw["dist"]) for matches in on.values()):
            continue
        if all(disjoint(raw["tm"][match] for match in matches) for matches in on.values()):
            found = min(found, sum(least_of(day, matches) for day, matches in on.items()))
    return None if found == math.inf else int(found)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize(("farthest", "most"), [(0, 4), (1, 1), (1, 4), (2, 2)])
def test_moving_matches_costs_what_brute_force_says(seed: int, farthest: int, most: int, tmp_path: Path) -> None:
    raw = drawn(Random(seed))
    matches, least = load(written(tmp_path, raw)), least_moved(raw, farthest, most)
    if least is None:
        with pytest.raises(NothingFound):
            program = Moving(matches, farthest, most)
            minimise(program, program.distance, SECONDS)
        return
    program = Moving(matches, farthest, most)
    found = minimise(program, program.distance, SECONDS)
    days = program.days(found.values)
    assert moved(matches, days, farthest, most) <= most
    assert recount(matches, program.crews(found.values), days).distance == found.cost == found.bound == least


def test_moving_matches_can_spare_and_can_be_impossible() -> None:
    raws = [drawn(Random(seed)) for seed in range(12)]
    least = [(least_moved(raw, 0, 4), least_moved(raw, 2, 4)) for raw in raws]
    assert sum(still is None for still, _ in least) >= 2 and sum(moving is None for _, moving in least) >= 1
    assert sum(still is not None and moving is not None and moving < still for still, moving in least) >= 3


@pytest.mark.parametrize("seed", range(12))
def test_what_comes_with_a_date_or_seat_is_no_more_than_it_must_cost(seed: int, tmp_path: Path) -> None:
    """What is left out as too dear to be in anything better is in nothing that costs less, by all ways."""
    raw = drawn(Random(seed))
    least = least_moved(raw, 2, 4)
    if least is None:
        return
    program = Moving(load(written(tmp_path, raw)), 2, 4)
    relaxation = Relaxation(program)
    relaxation.include(np.arange(len(program)))
    relaxation.minimise(program.distance.astype(float))
    point = relaxation.solve()
    assert point is not None
    dear = program.in_company(point.reduced) + point.bound > least + 1e-6
    without = program.highest.copy()
    without[dear] = 0
    program.highest = without
    assert minimise(program, program.distance, SECONDS).cost == least


@pytest.mark.parametrize("seed", range(12))
def test_every_question_is_answered_as_brute_force_answers_it(seed: int, tmp_path: Path) -> None:
    raw = drawn(Random(seed))
    matches = load(written(tmp_path, raw))
    every = [worth(raw, crews) for crews in all_crews(raw)]
    if not every:
        with pytest.raises(NothingFound):
            list(answers(matches, SECONDS))
        return
    found = list(answers(matches, SECONDS))
    nearest = min(each.distance for each in every)
    paired = max(each.by_a_pair for each in every)
    assert [each.found for each in found] == [
        nearest,
        min(each.distance for each in every if each.spread <= SPREAD),
        max(each.by_a_pair for each in every if each.distance == nearest),
        paired,
        min(each.distance for each in every if each.by_a_pair == paired),
    ]
    assert all(each.proven for each in found)


def test_both_answers_occur() -> None:
    possible = Counter(any(True for _ in all_crews(drawn(Random(seed)))) for seed in range(12))
    assert min(possible[True], possible[False]) >= 2


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("spread", [0, 1, 2])
def test_a_small_spread_costs_what_brute_force_says(seed: int, spread: int, tmp_path: Path) -> None:
    raw = drawn(Random(seed))
    matches = load(written(tmp_path, raw))
    every = [each.distance for each in (worth(raw, crews) for crews in all_crews(raw)) if each.spread <= spread]
    if not every:
        with pytest.raises(NothingFound):
            program = Fair(matches, spread)
            minimise(program, program.distance, SECONDS)
        return
    program = Fair(matches, spread)
    found = minimise(program, program.distance, SECONDS)
    counted = recount(matches, program.crews(found.values))
    assert counted.distance == found.cost == found.bound == min(every)
    assert counted.spread <= spread


# The judge

THREE: dict[str, Any] = {
    "dist": [[10, 20], [30, 40], [50, 60], [70, 80]],
    "arena": [0, 1, 0],
    "day": [0, 0, 1],
    "na": [[3, 1]],
    "pair": [[0, 1]],
    "tm": [[0, 1], [2, 3], [4, 2]],
}


def three() -> Matches:
    return Matches.model_validate(THREE)


def test_a_recount_adds_ways_loads_and_pairs() -> None:
    # 10 + 30, 60 + 80, 10 + 50; referee 0 has two matches, the others one
    assert recount(three(), [(1, 0), (2, 3), (0, 2)]) == Recount(distance=240, spread=1, by_a_pair=1)


@pytest.mark.parametrize(
    ("crews", "message"),
    [
        ([(0, 1), (2, 3)], "3 matches have 2 crews"),
        ([(0, 1), (2,), (0, 1)], r"match 1 has the referees \[2\] and needs 2"),
        ([(0, 1), (2, 3), (0, 1, 2)], "match 2 has the referees"),
        ([(0, 1), (2, 2), (0, 1)], "match 1 has the referees"),
        ([(0, 1), (1, 2), (0, 1)], "referee 1 has 2 matches on day 0"),
        ([(0, 1), (2, 3), (0, 3)], "referee 3 has a match on day 1 and is away"),
    ],
)
def test_a_recount_refuses_a_broken_rule(crews: Crews, message: str) -> None:
    with pytest.raises(Wrong, match=message):
        recount(three(), crews)


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ([0, 0], "3 matches have 2 days"),
        ([0, 0, 2], "match 2 is on day 2, outside the season"),
        ([0, 1, 1], "team 2 has 2 matches on day 1"),
        ([1, 1, 0], "3 matches move, of 2 at most"),
    ],
)
def test_days_that_break_a_rule_are_refused(days: list[int], message: str) -> None:
    with pytest.raises(Wrong, match=message):
        moved(three(), days, farthest=1, most=2)


def test_a_match_that_moves_too_far_is_refused() -> None:
    assert moved(three(), [0, 1, 0], farthest=1, most=2) == 2
    with pytest.raises(Wrong, match="match 1 moves from day 0 to 1, by more than 0"):
        moved(three(), [0, 1, 0], farthest=0, most=2)


def test_a_recount_takes_the_days_that_matches_moved_to() -> None:
    assert recount(three(), [(1, 0), (1, 0), (2, 3)], [0, 1, 0]).distance == 10 + 30 + 20 + 40 + 50 + 70
    with pytest.raises(Wrong, match="referee 3 has a match on day 1 and is away"):
        recount(three(), [(1, 0), (2, 3), (1, 0)], [0, 1, 1])


def test_a_match_without_a_day_on_which_referees_are_free_is_named() -> None:
    nobody = Matches.model_validate({**THREE, "na": [[referee, 1] for referee in range(4)]})
    with pytest.raises(NothingFound, match="Match 2 has no day in reach"):
        Moving(nobody, 0, 3)


def test_a_match_without_a_free_referee_is_named() -> None:
    nobody = Matches.model_validate({**THREE, "na": [[referee, 1] for referee in range(4)]})
    with pytest.raises(NothingFound, match="Match 2 has fewer than 2"):
        list(answers(nobody, SECONDS))


# The file


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda raw: raw.pop("na"), "na\n  Field required"),
        (lambda raw: raw["dist"][1].__setitem__(0, 30.5), "dist.1.0\n"),
        (lambda raw: raw["dist"][1].append(9), "a distance to each of the 2 arenas"),
        (lambda raw: raw["day"].pop(), "3 matches have an arena and 2 a day"),
        (lambda raw: raw["tm"].pop(), "3 matches have an arena and 2 teams"),
        (lambda raw: raw["tm"].__setitem__(0, [1, 1]), "a match needs two teams"),
        (lambda raw: raw["arena"].__setitem__(0, 2), "a match in arena 2, and the last one is 1"),
        (lambda raw: raw["arena"].__setitem__(0, -1), "arena.0\n"),
        (lambda raw: raw["na"].append([4, 0]), "a referee 4, and the last one is 3"),
        (lambda raw: raw["pair"].append([1, 4]), "a referee 4, and the last one is 3"),
        (lambda raw: raw["pair"].append([2, 2]), "a pair needs two referees"),
        (lambda raw: raw["pair"].append([1, 0]), "a pair is named twice"),
    ],
)
def test_a_bad_file_is_refused_with_what_was_expected(
    change: Callable[[Any], object], message: str, tmp_path: Path
) -> None:
    raw = json.loads(json.dumps(THREE))
    change(raw)
    path = written(tmp_path, raw)
    with pytest.raises(Unreadable) as refused:
        load(path)
    assert message in str(refused.value)
    assert str(path) in str(refused.value) and "expected a JSON file with dist" in str(refused.value)


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00"])
def test_another_file_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "handball_2022.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Unreadable):
        load(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match=r"nowhere\.json"):
        load(tmp_path / "nowhere.json")
