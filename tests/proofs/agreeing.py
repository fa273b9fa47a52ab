"""The engine's program and the verifier's in the same words, so that they can be held against each other."""

from typing import Any

from models.instance import Instance
from scheduler.model import Model
from scheduler.proofs import verify
from scheduler.proofs.row_names import row_names
from scheduler.tables.rows import Block

Name = tuple[str, ...]
Limits = tuple[float, float]
Programs = tuple[dict[Name, tuple[int, dict[str, int]]], dict[Name, tuple[Limits, dict[Name, int]]]]
"""Of each column its highest value and its costs, of each row its limits and the factors of its columns."""

GOALS = ("reviews-held", "seats-filled", "commitments-met", "quality")


def of_engine(instance: Instance) -> Programs:
    """The program of the engine, without the columns and rows that only repairs and fairness have."""
    model = Model(instance, every_row=True)
    names = column_names(model)
    columns = {
        name: (int(model.highest[k]), {goal: int(model.costs[goal][k]) for goal in GOALS if model.costs[goal][k]})
        for k, name in names.items()
    }
    rows: dict[Name, tuple[Limits, dict[Name, int]]] = {}
    for number, name in enumerate(row_names(model)):
        if name[0] != "availability":  # of dates that have no column in the other
            start, end = model.matrix.indptr[number : number + 2]
            entries = zip(model.matrix.indices[start:end], model.matrix.data[start:end], strict=True)
            factors = {names[column]: int(factor) for column, factor in entries if factor and column in names}
            rows[name] = (float(model.lower[number]), float(model.upper[number])), factors
    closed = {key for key, (limits, _) in _closed(model).items() if limits[1] == 0}
    gone = {name for name in columns if name[0] in ("date", "vacant", "lead", "seat") and name[-2:] in closed}
    held = {name[1:] for name, (_, factors) in rows.items() if name[0] == "quality" and _dates(factors.keys() - gone)}
    gone |= {name for name in columns if name[0] == "crowded" and name[1:] not in held}
    left = {name: column for name, column in columns.items() if name not in gone}
    slots = {name[-1] for name in left if name[0] == "date"}
    return left, {
        name: (limits, kept)
        for name, (limits, factors) in rows.items()
        if (kept := {column: factor for column, factor in factors.items() if column not in gone})
        and not (name[0] == "one-place gap" and name[-1] not in slots)  # it says no more than the others
    }


def _dates(columns: set[Name]) -> set[Name]:
    return {name for name in columns if name[0] == "date"}


def _closed(model: Model) -> dict[Name, tuple[Limits, None]]:
    """The dates on which a host is closed: rows of the engine, no columns of the verifier."""
    return {
        name[1:]: ((float(model.lower[number]), float(model.upper[number])), None)
        for number, name in enumerate(row_names(model))
        if name[0] == "availability"
    }


def of_verifier(instance: Any) -> Programs:
    """The program of the verifier. instance: as its file has it."""
    network = verify.Network(instance, [])
    columns: dict[Name, tuple[int, dict[str, int]]] = {}
    rows: dict[Name, tuple[Limits, dict[Name, int]]] = {}
    for name, highest, costs, stands in network.columns():
        columns[name] = highest, {goal: cost for goal, cost in costs.items() if cost}
        assert len(dict(stands)) == len(stands), f"{name} stands in a row twice"
        for row, factor in stands:
            if row not in rows:
                low, high = network.limits(*row)
                rows[row] = (-float("inf") if low is None else low, float("inf") if high is None else high), {}
            if factor:
                rows[row][1][name] = factor
    return columns, rows


def column_names(model: Model) -> dict[int, Name]:
    """The verifier's name of each of the engine's columns that it knows."""
    columns, facts, instance = model.columns, model.facts, model.instance
    weeks = [str(facts.day_date(int(day))) for day in facts.dates.weeks]
    terms, schools = list(facts.terms), [school.id for school in instance.schools]
    reviews = [review.id for review in instance.reviews]
    dates = [
        (reviews[review], str(facts.day_date(day)))
        for review, day in zip(facts.dates.review.tolist(), facts.dates.day.tolist(), strict=True)
    ]
    term_weeks = facts.term_weeks
    names: dict[int, Name] = {}

    def name(block: Block, kind: str, *keys: tuple[str, Any]) -> None:
        for position, column in enumerate(block.columns.tolist()):
            parts = [of[int(block.keys[key][position])] for key, of in keys]
            names[column] = (kind, *(part for one in parts for part in ([one] if isinstance(one, str) else one)))

    name(columns.dates, "date", ("date", dates))
    name(columns.vacancies, "vacant", ("date", dates))
    name(columns.unheld, "unheld", ("review", reviews))
    name(columns.leads, "lead", ("lead", [lead.id for lead in instance.leads]), ("date", dates))
    name(columns.seats, "seat", ("reviewer", [one.id for one in instance.reviewers]), ("date", dates))
    name(columns.shortfalls, "short", ("home", schools), ("term", terms))
    pairs = [(terms[term], weeks[week]) for term, week in zip(term_weeks.term, term_weeks.week, strict=True)]
    name(columns.crowding, "crowded", ("term week", pairs))
    return names
