"""Journeys that were measured, drawn for an instance: longer and shorter than straight, one way unlike the other."""

from random import Random

from models.instance import Instance
from models.policy import Travel
from models.travel import Matrix, Row


def with_travel(rng: Random, instance: Instance) -> Instance:
    """The same facts with a matrix by which journeys are counted, with gaps; some ids are missing, one is unknown."""
    ids = [school.id for school in instance.schools] + [lead.id for lead in instance.leads]
    ids = [*(id_ for id_ in ids if rng.random() < 0.9), "nobody"]
    rng.shuffle(ids)
    by = rng.choice(("road", "minutes"))
    gaps = rng.choice((0, 0.1, 0.5))

    def row() -> Row:
        return tuple(None if rng.random() < gaps else rng.randrange(0, 200) for _ in ids)

    matrix = Matrix(
        ids=tuple(ids),
        km=tuple(row() for _ in ids) if by == "road" or rng.random() < 0.5 else None,
        minutes=tuple(row() for _ in ids) if by == "minutes" or rng.random() < 0.5 else None,
    )
    travel = Travel(by=by, straight_factor=rng.choice((0.5, 1, 1.3, 2)))
    policy = instance.policy.model_copy(update={"travel": travel})
    return instance.model_copy(update={"policy": policy, "travel": matrix})
