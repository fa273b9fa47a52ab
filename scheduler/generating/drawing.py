"""Schools drawn around drawn towns, with the mix of phases and sizes of England's schools in January 2019."""

from collections.abc import Sequence

from models.network import Phase
from scheduler.generating.geography import Place
from scheduler.generating.schools import SchoolFacts, SchoolList
from scheduler.generating.streams import Stream

_SCHOOLS_A_TOWN = 40
# England's box without the sea of the far south-west and north: (lowest, highest) in ten-thousandths of a degree.
_LATITUDES, _LONGITUDES = (507_000, 546_000), (-29_000, 5_000)
_TOWN_SPREAD = 1_200
_REACH_KM, _NEARER = 220, 4  # a town farther from all others lies so many times nearer to the first

Town = tuple[int, int]
"""Latitude and longitude of its middle, in ten-thousandths of a degree."""

_PHASES = (
    (Phase.PRIMARY, 762),
    (Phase.SECONDARY, 144),
    (Phase.SPECIAL, 47),
    (Phase.NURSERY, 18),
    (Phase.AP, 16),
    (Phase.ALL_THROUGH, 8),
    (Phase.MIDDLE, 5),
)
_PUPILS = {
    Phase.PRIMARY: (75, 120, 180, 205, 215, 260, 330, 400, 430, 630),
    Phase.SECONDARY: (430, 600, 720, 830, 930, 1030, 1130, 1250, 1420, 1750),
    Phase.SPECIAL: (45, 65, 80, 95, 110, 125, 145, 170, 205, 270),
    Phase.NURSERY: (55, 70, 80, 90, 100, 105, 115, 125, 140, 170),
    Phase.AP: (10, 18, 25, 32, 40, 48, 58, 72, 92, 135),
    Phase.ALL_THROUGH: (450, 640, 800, 930, 1050, 1170, 1290, 1430, 1600, 1900),
    Phase.MIDDLE: (270, 330, 380, 430, 470, 510, 560, 610, 680, 800),
}


def _in_reach(drawn: Sequence[Town]) -> list[Town]:
    """The towns, each so near to one before it that reviewers of the one reach the other: who else could come?"""
    towns = [drawn[0]]
    for town in drawn[1:]:
        alone = all(_place(town).square_km_to(_place(other)) > _REACH_KM**2 for other in towns)
        towns.append(_nearer(town, towns[0]) if alone else town)
    return towns


def _nearer(town: Town, first: Town) -> Town:
    return first[0] + (town[0] - first[0]) // _NEARER, first[1] + (town[1] - first[1]) // _NEARER


def _place(town: Town) -> Place:
    return Place(town[0] / 10_000, town[1] / 10_000)


def draw_schools(count: int, seed: int) -> SchoolList:
    """`count` schools around drawn towns; a third of them belong to the trust of their town."""
    stream = Stream(seed, "draw schools")
    many = count // _SCHOOLS_A_TOWN + 2
    towns = _in_reach([(stream.between(*_LATITUDES), stream.between(*_LONGITUDES)) for _ in range(many)])
    phases = stream.dealt([n for n, (_, share) in enumerate(_PHASES) for _ in range(share)], count)
    in_trust = stream.dealt([1, 0, 0], count)
    schools = []
    for n in range(count):
        town = stream.below(len(towns))
        phase = _PHASES[phases[n]][0]
        latitude, longitude = (
            middle + sum(stream.between(-_TOWN_SPREAD, _TOWN_SPREAD) for _ in range(2)) for middle in towns[town]
        )
        schools.append(
            SchoolFacts(
                id=f"S{n + 1:05}",
                name=f"School {n + 1} ({phase})",
                phase=phase,
                place=Place(latitude / 10_000, longitude / 10_000),
                pupils=_PUPILS[phase][stream.below(10)] + stream.below(20),
                local_authority=f"Town {town + 1}",
                trust=f"Trust {town + 1}" if in_trust[n] else None,
            )
        )
    return SchoolList(tuple(schools), f"{count} schools drawn around {len(towns)} drawn towns.")
