"""Whether a choice of supporters keeps its terms: from plain data, by the checks' own distance, without arrays."""

from collections import Counter
from collections.abc import Iterator

from models.instance import Instance
from scheduler.directory.brokering import Brokered, Support, Terms
from scheduler.plan import distance_km, whole_km
from scheduler.words import count


def wrong(instance: Instance, found: Brokered) -> Iterator[str]:
    """What is wrong with it, a sentence each."""
    for pair in found.pairs:
        yield from _wrong_with(pair, found.terms)
    for id, places in Counter(pair.supporter.id for pair in found.pairs).items():
        if places > found.terms.per_supporter:
            name = instance.school_by_id[id].name
            yield f"{name} supports {count(places, 'place')}, more than {found.terms.per_supporter}"
    said = Counter((pair.school.id, pair.area) for pair in found.pairs)
    said.update((one.school.id, one.area) for one in found.missing)
    due = {(school.id, area) for school in instance.schools for area in school.works_on if area in found.terms.areas}
    yield from (
        f"{school} and {area} are said {count(times, 'time')}" for (school, area), times in said.items() if times > 1
    )
    yield from (f"{school} and {area} are left out" for school, area in sorted(due - said.keys()))
    yield from (f"{school} does not work on {area}, or nobody asked" for school, area in sorted(said.keys() - due))


def _wrong_with(pair: Support, terms: Terms) -> Iterator[str]:
    school, by = pair.school, pair.supporter
    which = f"{by.name} for {school.name} ({pair.area})"
    if pair.area not in by.strong_in:
        yield f"{which}: is not strong in it"
    if by.hub == school.hub:
        yield f"{which}: is of the same hub"
    if distance_km(school, by) > terms.within_km:
        yield f"{which}: is {distance_km(school, by):.3f} km away, beyond {terms.within_km:g}"
    if pair.km != whole_km(school, by):
        yield f"{which}: is {whole_km(school, by)} km away, not {pair.km}"
