"""Small networks for the directory, on a line from south to north."""

from random import Random

from models.instance import Instance
from models.network import School, Site
from scheduler.generating import by_hand

AREAS = ("literacy", "mathematics")


def network(*schools: School) -> Instance:
    """An instance of these schools, of which the first hosts a review."""
    review = by_hand.review(schools[0].id, by_hand.WEEK_1)
    return by_hand.instance("drawn", "A network.", schools, [], [], [review])


def drawn(rng: Random) -> Instance:
    """Up to eight schools, two areas, few hubs, and many distances that are equal; some schools have two sites."""
    schools = []
    for n in range(rng.randint(2, 8)):
        strong_in, works_on = (tuple(area for area in AREAS if rng.random() < 0.5) for _ in range(2))
        hub = f"hub-{rng.randint(0, 3)}"
        one = by_hand.school(f"s{n}", rng.randint(0, 9) * 10, hub, strong_in=strong_in, works_on=works_on)
        schools.append(_with_sites(one, rng) if rng.random() < 0.1 else one)
    return network(*schools)


def _with_sites(one: School, rng: Random) -> School:
    """The school with a second place, that of another school."""
    other = by_hand.school("other", rng.randint(0, 9) * 10)
    sites = [
        Site(id=f"{one.id}-{n}", name="A site", latitude=at.latitude, longitude=at.longitude)
        for n, at in enumerate((one, other))
    ]
    return one.model_copy(update={"sites": tuple(sites)})
