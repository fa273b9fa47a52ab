"""Tiny instances in the form of the study of thesis defences, written by the test, against all ways to hold them."""

import json
from collections.abc import Callable, Iterator
from itertools import permutations, product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner

from benchmarks.sets.answer import Unreadable, Wrong
from benchmarks.sets.defences import Defence, Defences, Held, defences_held, load, recount
from benchmarks.sets.study import study

SECONDS = 30.0


def tables(people: int, defences: int, roles: int, days: int, hours: int, rooms: int) -> dict[str, Any]:
    """An instance in which nobody may or can do anything; what stands at 0 is nobody."""

    def zeros(*sizes: int) -> Any:
        return 0 if not sizes else [zeros(*sizes[1:]) for _ in range(sizes[0] + 1)]

    return {
        "idx": {"n_i": people, "n_j": defences, "n_t": roles, "n_k": days, "n_ell": hours, "n_p": rooms, "n_q": 1},
        "par": {
            "d": 2,
            "e": zeros(people, defences, roles),
            "c": zeros(people),
            "l": zeros(people, days, hours),
            "m": zeros(days, hours, rooms),
            "u": zeros(people),
        },
    }


def drawn(rng: Random) -> dict[str, Any]:
    """Four people, three defences of two roles, one day of four hours or two of two, one or two rooms."""
    days, hours = rng.choice(((1, 4), (2, 2)))
    raw = tables(4, 3, 2, days, hours, rng.choice((1, 2)))
    n, par = raw["idx"], raw["par"]
    par["d"] = rng.choice((1, 2, 2))
    for person in range(1, 5):
        par["c"][person] = rng.choice((1, 1, 2))
        for defence, role in product(range(1, 4), (1, 2)):
            par["e"][person][defence][role] = int(rng.random() < 0.6)
        for day, hour in product(range(1, days + 1), range(1, hours + 1)):
            par["l"][person][day][hour] = rng.choice((0, 1, 2))
    for day, hour, room in product(range(1, days + 1), range(1, hours + 1), range(1, n["n_p"] + 1)):
        par["m"][day][hour][room] = int(rng.random() < 0.7)
    return raw


def ways(raw: dict[str, Any], number: int) -> list[Defence | None]:
    """Every way to hold one defence, or not to."""
    n, par = raw["idx"], raw["par"]
    found: list[Defence | None] = [None]
    for day, hour, room in product(*(range(1, n[name] + 1) for name in ("n_k", "n_ell", "n_p"))):
        for committee in permutations(range(1, n["n_i"] + 1), n["n_t"]):
            if par["m"][day][hour][room] and all(
                par["e"][person][number][role] and par["l"][person][day][hour]
                for role, person in enumerate(committee, start=1)
            ):
                found.append(Defence(day, hour, room, committee))
    return found


def all_ways(raw: dict[str, Any]) -> Iterator[list[Defence]]:
    """Every way to hold some defences that keeps the rules: one after the other, given up as soon as one clashes."""
    par = raw["par"]

    def clash(one: Defence, other: Defence) -> bool:
        shared = one.room == other.room or set(one.committee) & set(other.committee)
        return bool(shared) and one.day == other.day and abs(one.hour - other.hour) < par["d"]

    def further(number: int, held: list[Defence]) -> Iterator[list[Defence]]:
        if number > raw["idx"]["n_j"]:
            yield held
            return
        for way in ways(raw, number):
            if way is None:
                yield from further(number + 1, held)
            elif not any(clash(way, other) for other in held) and all(
                sum(person in other.committee for other in held) < par["c"][person] for person in way.committee
            ):
                yield from further(number + 1, [*held, way])

    yield from further(1, [])


SEEDS = range(24)


@pytest.mark.parametrize("seed", SEEDS)
def test_as_many_are_held_as_brute_force_says(seed: int) -> None:
    raw = drawn(Random(seed))
    answer = defences_held("drawn", Defences.model_validate(raw), SECONDS)
    assert answer.found == answer.bound == max(map(len, all_ways(raw)))


def test_some_can_be_held_whole_and_some_not_at_all() -> None:
    most = [max(map(len, all_ways(drawn(Random(seed))))) for seed in SEEDS]
    assert {0, 1, 2, 3} <= set(most)


# The judge

TWO = tables(people=3, defences=2, roles=2, days=1, hours=3, rooms=1)
for person in (1, 2, 3):
    TWO["par"]["c"][person] = 1
    TWO["par"]["l"][person][1] = [0, 1, 1, 1]
    for defence in (1, 2):
        TWO["par"]["e"][person][defence] = [0, 1, 1]
TWO["par"]["c"][1] = 2
TWO["par"]["e"][3][1][2] = 0
TWO["par"]["l"][2][1][3] = 0
TWO["par"]["m"][1] = [[0, 0], [0, 1], [0, 0], [0, 1]]


def two() -> Defences:
    return Defences.model_validate(TWO)


def test_a_recount_counts_what_is_held() -> None:
    held = {1: Defence(1, 1, 1, (1, 2)), 2: Defence(1, 3, 1, (1, 3))}
    assert recount(two(), held) == 2
    assert defences_held("two", two(), SECONDS).found == 2


@pytest.mark.parametrize(
    ("held", "message"),
    [
        ({1: Defence(1, 1, 1, (1,))}, "defence 1 has 1 of 2 roles"),
        ({1: Defence(1, 2, 1, (1, 2))}, "defence 1 begins on day 1 at 2 in room 1, which is not free"),
        ({1: Defence(1, 1, 1, (1, 3))}, "person 3 may not take role 2 of defence 1"),
        ({1: Defence(1, 3, 1, (1, 2))}, "person 2 is not free on day 1 at 3, when defence 1 begins"),
        ({1: Defence(1, 1, 1, (1, 1))}, "person 1 has 2 roles on day 1 at 1"),
        ({1: Defence(1, 1, 1, (1, 2)), 2: Defence(1, 1, 1, (1, 3))}, "person 1 has 2 roles on day 1 at 1"),
        ({1: Defence(1, 1, 1, (3, 2)), 2: Defence(1, 3, 1, (3, 1))}, "person 3 joins 2 committees, of 1 at most"),
    ],
)
def test_a_recount_refuses_a_broken_rule(held: Held, message: str) -> None:
    with pytest.raises(Wrong, match=message):
        recount(two(), held)


def test_a_room_has_one_defence_at_a_time() -> None:
    raw = tables(people=2, defences=2, roles=1, days=1, hours=2, rooms=1)
    for person in (1, 2):
        raw["par"]["c"][person] = 1
        raw["par"]["l"][person][1] = [0, 1, 1]
        raw["par"]["e"][person][1] = raw["par"]["e"][person][2] = [0, 1]
    raw["par"]["m"][1] = [[0, 0], [0, 1], [0, 1]]
    with pytest.raises(Wrong, match="room 1 has 2 defences on day 1 at 2"):
        recount(Defences.model_validate(raw), {1: Defence(1, 1, 1, (1,)), 2: Defence(1, 2, 1, (2,))})
    assert defences_held("room", Defences.model_validate(raw), SECONDS).found == 1


# The file


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda raw: raw.pop("idx"), "idx\n  Field required"),
        (lambda raw: raw["par"].__setitem__("d", 0), "par.d\n"),
        (lambda raw: raw["par"]["c"].pop(), "c has the sizes (3,) and should have (4,)"),
        (lambda raw: raw["par"]["l"][1][1].append(0), "the rows of l are not of one length"),
        (lambda raw: raw["par"]["m"][1][1].__setitem__(0, 1), "m says something where index 3 is 0"),
        (lambda raw: raw["par"]["e"][0][1].__setitem__(1, 1), "e says something where index 1 is 0"),
        (lambda raw: raw["par"]["c"].__setitem__(1, -1), "par.c.1\n"),
    ],
)
def test_a_bad_file_is_refused_with_what_was_expected(
    change: Callable[[Any], object], message: str, tmp_path: Path
) -> None:
    raw = json.loads(json.dumps(TWO))
    change(raw)
    path = tmp_path / "inst.json"
    path.write_text(json.dumps(raw), encoding="utf-8")
    with pytest.raises(Unreadable) as refused:
        load(path)
    assert message in str(refused.value) and f"{path}: expected a JSON file with idx" in str(refused.value)


# The study's folder


def written(folder: Path, said: str) -> Path:
    names = ["inst_C1_N2_seed2_ni3.json", "inst_C1_N10_seed10_ni3.json", "inst_C3_N65_seed1_ni3.json"]
    (folder / "generated" / "instances_scalability").mkdir(parents=True)
    for name in names:
        (folder / "generated" / "instances_scalability" / name).write_text(json.dumps(TWO), encoding="utf-8")
    (folder / "results").mkdir()
    (folder / "results" / "table_C1.csv").write_text(said, encoding="utf-8")
    return folder


def test_the_command_tells_ours_beside_the_studys(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    folder = written(tmp_path / "data", "N,g\n2,2\n10,-1\n")
    done = CliRunner().invoke(study, [str(folder), "--family", "C1", "--output", str(page)])
    assert done.exit_code == 0, done.output
    text = page.read_text(encoding="utf-8")
    assert "| C1 | 2 | 2 | 2 | 2 | 2 | relaxation |\n| C1 | 10 | 2 | 2 | 2 | - | relaxation |" in text
    assert "2 of 2 proven. The study published 1: 1 are the same, 0 of ours are higher and 0 lower." in text


def test_the_command_fails_where_the_study_holds_more(tmp_path: Path) -> None:
    done = CliRunner().invoke(study, [str(written(tmp_path, "N,g\n2,3\n")), "--family", "C1"])
    assert done.exit_code == 1 and "not all are proven, or the study holds more" in done.output


def test_the_command_fails_in_words_without_a_table(tmp_path: Path) -> None:
    done = CliRunner().invoke(study, [str(written(tmp_path, "N\n2\n")), "--family", "C1"])
    assert done.exit_code == 1 and "table_C1.csv: expected a table with whole numbers under N and g" in done.output
