"""What the directory says, as tables and sentences."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import floor

from models.instance import Instance
from models.network import School
from scheduler.directory.brokering import Brokered, Why
from scheduler.directory.searching import Found, Wanted
from scheduler.showing.table import Cell, Share, Table
from scheduler.words import count

_NO_AREAS = "No school says what it is strong in or works on: columns Strong in and Works on of sheet Schools say it."


def directory_table(instance: Instance, found: Sequence[Found], wanted: Wanted) -> Table:
    """The schools that were found, each with all its areas."""
    has_km, has_role = wanted.near is not None, bool(wanted.area)
    columns = ("Km",) * has_km + ("School", "Id", "Phase", "Hub", "Trust") + ("Here",) * has_role
    rows = tuple(
        (_whole(one.km),) * has_km
        + (one.school.name, one.school.id, one.school.phase.value, instance.hub_by_id[one.school.hub].name)
        + (one.school.trust,)
        + (tuple(role.value for role in one.roles),) * has_role
        + (one.school.strong_in, one.school.works_on)
        for one in found
    )
    note = f"Here: how the school stands to {wanted.area}." if has_role and rows else ""
    title = "Directory of schools" if rows else "Directory of schools: nothing is so"
    return Table("directory", title, (*columns, "Strong in", "Works on"), rows, note)


def how_many(instance: Instance, found: Sequence[Found], wanted: Wanted) -> str:
    """How many of the schools were found, and what was asked, in a sentence."""
    schools = count(len(instance.schools), "school")
    if not wanted.is_anything:
        return f"{schools}."
    return f"{len(found):,} of {schools}: {', '.join(_asked(instance, wanted))}."


def _asked(instance: Instance, wanted: Wanted) -> Iterator[str]:
    if wanted.area:
        yield f"{wanted.role.value if wanted.role else 'strong in or works on'} {wanted.area}"
    if wanted.phase:
        yield f"phase {wanted.phase}"
    if wanted.hub:
        yield instance.hub_by_id[wanted.hub].name
    if wanted.trust:
        yield f"trust {wanted.trust}"
    if wanted.words:
        yield f"with the words {wanted.words!r}"
    if wanted.near:
        reach = "" if wanted.within_km is None else f"within {wanted.within_km:g} km of "
        yield f"{reach}{wanted.near.name}" if reach else f"nearest to {wanted.near.name} first"


def of_school(school: School) -> Iterator[str]:
    """What a school is strong in and works on, in sentences."""
    if school.strong_in:
        yield f"Strong in: {', '.join(school.strong_in)}."
    if school.works_on:
        yield f"Works on: {', '.join(school.works_on)}."


def brokered_parts(found: Brokered) -> list[Table | str]:
    """Who supports whom, and what is missing and why."""
    if not found.pairs and not found.missing:
        return [_NO_AREAS if not found.terms.areas else "No school works on what was asked for."]
    missing = [missing_table(found)] if found.missing else []
    return [*brokered_in_words(found), areas_table(found), pairs_table(found), why_table(found), *missing]


def brokered_in_words(found: Brokered) -> Iterator[str]:
    """How many have a supporter, on what terms, and what is proven."""
    terms, pairs = found.terms, len(found.pairs)
    have = "has" if pairs == 1 else "have"
    yield (
        f"{Share(pairs, pairs + len(found.missing))} places {have} a supporter, {found.km:,} km away in all. "
        "A place is a school with one area that it works on."
    )
    yield (
        "A supporter is strong in the area, outside the school's hub, at most "
        f"{terms.within_km:g} km away, and supports at most {count(terms.per_supporter, 'place')}."
    )
    if found.is_proven:
        yield "Proven: no other choice gives more places a supporter, nor as many in fewer km."
    else:
        yield "Best found, not proven."


def areas_table(found: Brokered) -> Table:
    """Area by area how many are strong in it, work on it, and have a supporter."""
    supported, missing = (Counter(one.area for one in them) for them in (found.pairs, found.missing))
    rows = tuple(
        (area, strong, supported[area] + missing[area], supported[area], missing[area] or None)
        for area, strong in found.strong_in.items()
        if supported[area] + missing[area]
    )
    return Table("areas", "Area by area", ("Area", "Strong in it", "Work on it", "Supported", "Missing"), rows)


def pairs_table(found: Brokered) -> Table:
    """Who supports whom."""
    rows = tuple(
        (one.area, one.school.name, one.school.id, one.supporter.name, one.supporter.id, one.km)
        for one in sorted(found.pairs, key=lambda one: (one.area, one.school.name, one.school.id))
    )
    columns = ("Area", "School", "Id", "Supporter", "Supporter id", "Km")
    return Table("supporters", "Who supports whom" if rows else "Nobody supports anybody.", columns, rows, grouped=True)


def why_table(found: Brokered) -> Table:
    """How many places have no supporter for which reason."""
    counted = Counter(one.why for one in found.missing)
    rows = tuple((why.value, counted[why]) for why in Why if counted[why])
    title = "Why places have no supporter" if rows else "Every place has a supporter."
    return Table("why_missing", title, ("Why", "Places"), rows)


def missing_table(found: Brokered) -> Table:
    """Which places have no supporter, and why."""
    rows = tuple(
        (one.area, one.school.name, one.school.id, one.said)
        for one in sorted(found.missing, key=lambda one: (one.area, one.school.name, one.school.id))
    )
    return Table("not_supported", "Who has no supporter", ("Area", "School", "Id", "Why"), rows, grouped=True)


def all_places(found: Brokered) -> Table:
    """Every place in one table, for spreadsheets: its supporter, or why it has none."""
    pairs, missing = pairs_table(found), missing_table(found)
    rows: list[tuple[Cell, ...]] = [(*row, None) for row in pairs.rows]
    rows += [(*row[:3], None, None, None, row[3]) for row in missing.rows]
    rows.sort(key=lambda row: tuple(map(str, row[:3])))
    return Table("places", "Places", (*pairs.columns, "Why not"), tuple(rows))


def _whole(km: float | None) -> int | None:
    """Whole km, half up."""
    return None if km is None else floor(km + 0.5)
