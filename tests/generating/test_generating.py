"""The generator: the same recipe makes the same bytes, streams never change, and a bad file is refused whole."""

import gzip
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from models.network import Phase
from models.problem import InvalidInput
from scheduler.explaining.shortages import shortages
from scheduler.generating import Recipe, generate
from scheduler.generating.geography import Place, clusters
from scheduler.generating.reading import read_schools
from scheduler.generating.streams import Stream
from scheduler.storage import dumps, parse_instance

if TYPE_CHECKING:
    from models.instance import Instance

ROOT = Path(__file__).parents[2]
HEADING = "urn,name,phase,phase_derived,pupils,lat,lon,local_authority,trust\n"
THREE = (
    "1,Ash,Primary,Primary,100,52.0,-1.0,Kent,\n"
    "2,Beech,Secondary,All-through,1200,52.2,-1.0,Kent,T\n"
    '3,"Cedar, the",AP,AP,,52.4,-1.0,,\n'
)
EXPECTED_NUMBERS = [65, 8, 51, 54, 12]


def file_of(folder: Path, rows: str, heading: str = HEADING) -> Path:
    path = folder / "some_schools.csv"
    path.write_text(heading + rows, "utf-8")
    return path


def refusal(path: Path) -> list[str]:
    with pytest.raises(InvalidInput) as raised:
        read_schools(path)
    return [str(problem) for problem in raised.value.problems]


def test_a_stream_never_changes() -> None:
    stream = Stream(2018, "test")
    assert [stream.below(100) for _ in range(5)] == EXPECTED_NUMBERS
    assert Stream(2018, "test").numbers(100, (5,)).tolist() == EXPECTED_NUMBERS


def test_streams_of_other_purposes_and_seeds_differ() -> None:
    firsts = {Stream(*key).below(1 << 60) for key in ((1, "a"), (1, "b"), (2, "a"), (1, "a", "b"))}
    assert len(firsts) == 4


def test_dealt_shares_are_exact() -> None:
    assert Counter(Stream(1, "deal").dealt([1, 0, 0, 0], 432).tolist()) == {1: 108, 0: 324}
    assert Counter(Stream(1, "deal").dealt([1] * 33 + [0] * 67, 432).tolist())[1] == 143
    assert Counter(Stream(1, "deal").dealt([1] + [0] * 99, 24).tolist())[1] == 0


def test_clusters_are_neighbours_and_alike_in_size() -> None:
    places = [Place(50 + n, -1.0) for n in (0, 4, 1, 5, 2, 3)]
    assert [sorted(group.tolist()) for group in clusters(places, 3)] == [[0, 2], [4, 5], [1, 3]]


def test_a_recipe_makes_the_same_bytes_in_another_process_and_hash_seed() -> None:
    code = (
        "import sys; from scheduler.generating import Recipe, generate; from scheduler.storage import dumps;"
        "sys.stdout.write(dumps(generate(Recipe('drawn', 30, hubs=3, terms=(2,), seed=5))))"
    )
    texts = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
        ).stdout
        for seed in ("0", "1")
    }
    assert texts == {dumps(generate(Recipe("drawn", 30, hubs=3, terms=(2,), seed=5)))}


@pytest.mark.parametrize(
    "recipe",
    [
        Recipe("two", 2),
        Recipe("year", 40, terms=(1, 2, 3), seed=1),
        Recipe("summer", 60, hubs=5, terms=(3,), seed=2),
        Recipe("spring-summer", 50, terms=(2, 3), seed=3),
        Recipe("scarce", 30, single_offer_percent=100, free_percent=0, leads=1, leads_free_percent=0),
        Recipe("plenty", 30, free_percent=100, leads_free_percent=100, leads_late_free_percent=100),
    ],
    ids=lambda recipe: recipe.name,
)
def test_what_is_made_is_valid(recipe: Recipe) -> None:
    made = generate(recipe)
    assert parse_instance(dumps(made)) == made
    assert [term.number for term in made.terms] == list(recipe.terms)


def test_scarcity_is_as_asked() -> None:
    made = generate(Recipe("scarce", 200, single_offer_percent=50, seed=4))
    offered = Counter(reviewer.school for reviewer in made.reviewers if not reviewer.reserve)
    assert sum(count == 1 for count in offered.values()) >= 100
    assert "50 % of the schools offer one reviewer only." in made.origin.text


def test_hubs_are_made_where_the_file_has_none(tmp_path: Path) -> None:
    made = generate(Recipe("small", file_of(tmp_path, THREE), hubs=3))
    assert len({school.hub for school in made.schools}) == len(made.hubs) == 3


def test_hubs_of_the_file_are_kept_unless_others_are_asked_for(tmp_path: Path) -> None:
    path = file_of(
        tmp_path,
        "North,Ash,Special,,52.0,-1.0\nSouth,Beech,Primary,7,52.2,-1.0\nNorth,Cedar,AP,8,52.4,-1.0\n",
        "hub,school,phase,urn,lat,lon\n",
    )
    made = generate(Recipe("kept", path))
    assert [hub.name for hub in made.hubs] == ["North", "South"]
    assert [school.hub for school in made.schools] == ["H01", "H02", "H01"]
    assert [school.id for school in made.schools] == ["some-2", "7", "8"]
    assert len(generate(Recipe("made", path, hubs=3)).hubs) == 3


def test_the_facts_of_a_file_are_read(tmp_path: Path) -> None:
    listed = read_schools(file_of(tmp_path, THREE, "# A licence.\n" + HEADING))
    assert listed.licence == "A licence."
    assert [(school.id, school.phase, school.pupils, school.trust) for school in listed.schools] == [
        ("1", Phase.PRIMARY, 100, None),
        ("2", Phase.ALL_THROUGH, 1200, "T"),
        ("3", Phase.AP, None, None),
    ]
    assert listed.schools[2].name == "Cedar, the"


def test_schools_follow_the_calendar_of_their_authority(tmp_path: Path) -> None:
    made: Instance = generate(Recipe("kent", file_of(tmp_path, THREE)))
    assert [school.calendar for school in made.schools] == ["C", "C", "A"]
    assert [calendar.id for calendar in made.calendars] == ["A", "C"]


def test_a_zipped_file_is_read_alike(tmp_path: Path) -> None:
    path = tmp_path / "some_schools.csv.gz"
    path.write_bytes(gzip.compress((HEADING + THREE).encode()))
    assert len(read_schools(path).schools) == 3


def test_schools_without_place_or_phase_are_left_out_and_counted(tmp_path: Path) -> None:
    rows = THREE + "4,Elm,Primary,,90,,,Kent,\n5,Fir,Unknown,,90,52.0,-1.0,Kent,\n6,Gum,,,90,52.0,-1.0,Kent,\n"
    made = generate(Recipe("left-out", file_of(tmp_path, rows)))
    text = "3 schools of some_schools.csv; left out: 1 without a place; left out: 2 of no known phase."
    assert made.origin.text.startswith(text)


def test_a_quotation_mark_read_in_the_wrong_code_is_mended(tmp_path: Path) -> None:
    """England's register has trusts such as Lady Hawkins\x92 School, and no instance may hold a control character."""
    made = generate(Recipe("mended", file_of(tmp_path, THREE + "4,Elm,Primary,,90,52.0,-1.0,,Hawkins\x92 School\n")))
    assert made.schools[3].trust == "Hawkins\N{RIGHT SINGLE QUOTATION MARK} School"
    assert parse_instance(dumps(made)) == made


def test_a_character_no_instance_may_hold_is_refused(tmp_path: Path) -> None:
    path = file_of(tmp_path, THREE + "4,El\x07m,Primary,,90,52.0,-1.0,\x81,\n")
    found = "found the character {}; expected printable text. Remove it."
    assert refusal(path) == [
        f"some_schools.csv, row 5, column name: {found.format('U+0007')}",
        f"some_schools.csv, row 5, column local_authority: {found.format('U+0081')}",
    ]


def test_everything_wrong_in_a_file_is_reported_at_once(tmp_path: Path) -> None:
    rows = THREE + (
        "1,Twice,Primary,,90,52.0,-1.0,,\n"
        "7,Swapped,Primary,,90,-1.0,52.0,,\n"
        "8,Letters,Primary,,many,52.0,-1.0,,\n"
        "9,Half,Primary,,90.5,52.0,-1.0,,\n"
        "10,Comma, the,Primary,,90,52.0,-1.0,,,\n"
        "11,Nan,Primary,,90,nan,-1.0,,\n"
    )
    found = refusal(file_of(tmp_path, rows))
    wanted = (
        "row 5, column urn: found '1'",
        "row 6, column lat: found '-1.0'",
        "row 6, column lon: found '52.0'",
        "row 7, column pupils: found 'many'",
        "row 8, column pupils: found '90.5'; expected a whole number",
        "row 9: found more cells than headings",
        "row 10, column lat: found 'nan'",
    )
    assert len(found) == len(wanted)
    for text in wanted:
        assert any(text in problem for problem in found), text


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", b"", "a column urn"),
        ("a.csv", b"urn,name\n1,Ash\n", "a column phase"),
        ("a.csv", b"\xff\xfe\x00", "text in UTF-8"),
        ("a.csv", HEADING.encode() + b'1,"Ash', "rows with closed quotation marks"),
        ("a.csv", HEADING.encode(), "at least 2 schools"),
        ("a.csv.gz", b"not zipped", "a CSV file in UTF-8"),
        ("a.csv.gz", gzip.compress(HEADING.encode() * 9, mtime=0)[:-9], "a CSV file in UTF-8"),
    ],
)
def test_what_is_no_schools_file_is_refused(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert any(message in problem for problem in refusal(tmp_path / name))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "none.csv")[0]


def test_the_schools_nearest_to_the_middle_are_taken_in_their_order(tmp_path: Path) -> None:
    rows = "".join(f"{n},S{n},Primary,,90,{51 + km / 111:.4f},-1.0,,\n" for n, km in enumerate((90, 0, 50, 40, 10)))
    path = file_of(tmp_path, rows)  # the middle is 40 km north of the southernmost
    assert [school.id for school in generate(Recipe("two", path, nearest=2)).schools] == ["2", "3"]
    made = generate(Recipe("three", path, nearest=3))
    assert [school.id for school in made.schools] == ["2", "3", "4"]
    assert made.origin.text.startswith("The 3 schools nearest to the middle of 5 schools of some_schools.csv.")
    assert generate(Recipe("all", path, nearest=5)).schools == generate(Recipe("all", path)).schools


def test_no_more_schools_are_taken_than_there_are(tmp_path: Path) -> None:
    path = file_of(tmp_path, THREE)
    with pytest.raises(InvalidInput, match="nearest: found 4; expected at most 3, the schools of the file"):
        generate(Recipe("four", path, nearest=4))
    with pytest.raises(InvalidInput, match="nearest: found 1; expected at least 2"):
        Recipe("one", path, nearest=1)
    with pytest.raises(InvalidInput, match="nearest: found 20 of drawn schools; expected a file"):
        Recipe("drawn", 40, nearest=20)


def test_a_bad_recipe_is_refused_whole() -> None:
    with pytest.raises(InvalidInput) as raised:
        Recipe("", 1, hubs=0, terms=(2, 1), single_offer_percent=101, free_percent=-1, leads=0)
    assert [problem.where for problem in raised.value.problems] == [
        "name",
        "schools",
        "terms",
        "hubs",
        "leads",
        "single_offer_percent",
        "free_percent",
    ]


@pytest.mark.parametrize("schools", [3, 6, 12, 19, 23, 35])
def test_small_drawn_networks_have_enough_leads(schools: int) -> None:
    """The one lead of a dozen schools had led them all in the years before: no review could be held."""
    for seed in range(4):
        made = generate(Recipe("small", schools, terms=(1,), seed=seed))
        led = {(visit.person, visit.host) for visit in made.visits if visit.home is None}
        assert len(made.leads) * made.policy.lead_load.reviews >= len(made.reviews)
        for review in made.reviews:
            assert [
                lead for lead in made.leads if (lead.id, review.host) not in led and review.host not in lead.conflicts
            ]


def test_a_network_of_which_nothing_is_due_is_refused() -> None:
    with pytest.raises(InvalidInput, match="2 schools, of which none is due in summer"):
        generate(Recipe("two", 2, terms=(3,)))


@pytest.mark.parametrize("schools", [12, 24, 40])
def test_a_drawn_town_is_in_reach_of_another(schools: int) -> None:
    """With two towns 300 km apart nobody could come: each hub is one of them, and nobody reviews their own."""
    made = generate(Recipe("small", schools, terms=(1,), seed=5))  # six of eight reviews of 24 schools had no team
    assert shortages(made).not_held == 0
