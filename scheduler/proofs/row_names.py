"""What the engine's rows are called in a proof: the rule that states each, and whom or what it is about, by ids."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from scheduler.model import Model
from scheduler.tables.rows import Rows

Name = tuple[str, ...]

WITHOUT_ROWS = "availability"
"""Dates on which a host is closed have rows of this rule in the engine, and no columns in a proof."""

_SEVERAL = {
    ("team-size", "date", 1): "team-size fewest",
    ("experience", "date", 1): "experience vouched",
    ("team-mix", "date", 0): "team-mix school",
    ("team-mix", "date", 1): "team-mix hub",
    ("one-place", "reviewer", 1): "one-place gap",
    ("commitment", "home", 1): "commitments-met",
}
"""A rule that states more than one family of rows: by its id, the first key and the how manieth with that key."""


def row_names(model: Model) -> Iterator[Name]:
    """The name of every row of the program, in the order of the rows."""
    facts, instance = model.facts, model.instance
    weeks = [str(facts.day_date(int(day))) for day in facts.dates.weeks]
    slots = [str(facts.day_date(int(day))) for day in sorted(set(facts.dates.day.tolist()))]
    terms = list(facts.terms)
    dates = [
        (instance.reviews[review].id, str(facts.day_date(day)))
        for review, day in zip(facts.dates.review.tolist(), facts.dates.day.tolist(), strict=True)
    ]
    words: dict[str, Callable[[int], Name]] = {
        "lead": lambda k: (instance.leads[k].id,),
        "reviewer": lambda k: (instance.reviewers[k].id,),
        "home": lambda k: (instance.schools[k].id,),
        "hub": lambda k: (instance.hubs[k].id,),
        "review": lambda k: (instance.reviews[k].id,),
        "term": lambda k: (terms[k],),
        "up to term": lambda k: (terms[k],),
        "date": lambda k: dates[k],
        "week": lambda k: (weeks[k],),
        "spell": lambda k: (slots[k],),
        "term week": lambda k: (terms[facts.term_weeks.term[k]], weeks[facts.term_weeks.week[k]]),
        "pin": lambda k: (facts.pins[k].review_id, facts.pins[k].value_id),
    }
    seen: Counter[tuple[str, str]] = Counter()
    for unit, rows in model.families:
        first = rows.names[0]
        name = _SEVERAL.get((unit, first, seen[unit, first]), unit)
        seen[unit, first] += 1
        for row in range(len(rows)):
            keys = rows.about(row)
            if first == "goal":
                yield ("goal", unit)
            elif first == "one":
                yield (name, *_clash(model, rows, row))
            else:
                yield (name, *(part for key in rows.names for part in words[key](keys[key])))


def _clash(model: Model, rows: Rows, row: int) -> Name:
    """Two schools with the groups that go from each to the other, in the order of their ids."""
    keys, schools, reviewers = rows.about(row), model.instance.schools, model.instance.reviewers
    there, back = ("" if keys[way] == 0 else reviewers[keys[way] - 1].id for way in ("there", "back"))
    return tuple(
        part for pair in sorted([(schools[keys["one"]].id, there), (schools[keys["other"]].id, back)]) for part in pair
    )


def by_name(names: Iterable[Name], prices: Iterable[int]) -> dict[Name, int]:
    """The prices above or below 0 by the names of their rows. Two rows that say the same add up, as where strict."""
    found: dict[Name, int] = {}
    for name, price in zip(names, prices, strict=True):
        if price and name[0] != WITHOUT_ROWS:
            found[name] = found.get(name, 0) + price
    return found


def column_name(model: Model, column: int) -> Name:
    """The name of a date, a lead or a seat."""
    columns, facts, instance = model.columns, model.facts, model.instance
    kinds = (("date", columns.dates, None, ()), ("lead", columns.leads, "lead", instance.leads))
    for kind, block, key, people in (*kinds, ("seat", columns.seats, "reviewer", instance.reviewers)):
        position = column - int(block.columns[0]) if len(block) else -1
        if 0 <= position < len(block):
            date = int(block.keys["date"][position])
            who = (people[int(block.keys[key][position])].id,) if key is not None else ()
            review = instance.reviews[int(facts.dates.review[date])].id
            return (kind, *who, review, str(facts.day_date(int(facts.dates.day[date]))))
    raise ValueError(f"column {column} is no date, lead or seat")
