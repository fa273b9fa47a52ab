"""The page: every section of the report, from what `showing` and `explaining` say, and the file that comes of it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from scheduler.changes.differences import by_person, by_review
from scheduler.desk.contacts import Contacts
from scheduler.desk.doing.directory import find, supporters
from scheduler.desk.naming import Names
from scheduler.desk.report.calendars import calendars
from scheduler.desk.report.cards import BLANK, cards
from scheduler.desk.report.flows import square
from scheduler.desk.report.maps import drawn, licence
from scheduler.desk.report.marks import Marks
from scheduler.desk.report.rendering import rendered
from scheduler.desk.report.tables import Shown, shown
from scheduler.directory.tables import brokered_parts
from scheduler.explaining.shortages import shortages
from scheduler.explaining.sparing import Spared
from scheduler.plan import Plan
from scheduler.showing.answers.shortages import ahead
from scheduler.showing.answers.spared import furthest_journeys, in_words
from scheduler.showing.answers.vacancies import explained, unexplained
from scheduler.showing.burdens import by_fairness
from scheduler.showing.changed.repairs import differing, proof, who_to_tell
from scheduler.showing.figures import indicators, travel, vacant_seats, waivers
from scheduler.showing.flows import between_hubs
from scheduler.showing.happened import otherwise
from scheduler.showing.reports import rules_table
from scheduler.showing.summary import achieved, broken, proven, size
from scheduler.showing.table import Table
from scheduler.showing.views import (
    by_date,
    by_hub,
    by_lead,
    by_reviewer,
    by_school,
    by_week,
    led_in_order,
    visits_in_order,
)
from scheduler.words import visible

_FURTHEST = 12
_UNFOLDED = 20  # rows of a table of the directory

Part = Shown | str


@dataclass(frozen=True)
class Fold:
    """What is read on demand."""

    title: str
    parts: tuple[Part, ...]


def report(
    plan: Plan,
    spared: Sequence[Spared] = (),
    explain: int = 3,
    contacts: Contacts | None = None,
) -> str:
    """The report of a plan as one HTML file: the same plan gives the same bytes.

    spared: what it would cost to spare the furthest journeys, as far as that was asked. explain: of so many reviews
    that lack somebody it is said why. contacts: whose names are known stands with it beside the id.
    """
    names = Names(plan.instance, contacts or {})
    marks = Marks(plan, names)
    return rendered(
        "report.html.j2",
        "script.js",
        title=visible(f"{plan.instance.name}, school year {plan.instance.school_year}"),
        named=names,
        names=_as_json(marks.as_data()),
        weeks=sorted({held.week for held in plan.held}),
        hubs=[(hub.id, visible(hub.name)) for hub in plan.instance.hubs],
        **_glance(plan),
        **_when(plan, marks),
        **_where(plan, marks),
        **_fairness(plan, spared),
        **_directory(plan),
        **_known(plan, explain),
    )


def _glance(plan: Plan) -> dict[str, Any]:
    figures = indicators(plan)
    return {
        "achieved": _parts([size(plan), *achieved(plan), *(said for said in proven(plan) if isinstance(said, str))]),
        "indicators": shown(figures),
        "repair": _repair(plan),
    }


def _repair(plan: Plan) -> list[Part]:
    """Before and after, where the schedule repairs one."""
    before = plan.instance.before
    if before is None:
        return []
    now = plan.schedule.reviews
    differences = differing(by_review(before.reviews, now), by_person(before.reviews, now), plan.policy.slot)
    said = f"What is known of this repair: {proof(plan.schedule)}."
    return _parts([said, who_to_tell(plan.instance, plan.schedule), *differences])


def _when(plan: Plan, marks: Marks) -> dict[str, Any]:
    weeks, without_date = by_week(plan)
    return {
        "calendars": list(calendars(plan, marks)),
        "reviews": shown(weeks, [marks.review(held) for held in by_date(plan)]),
        "without_date": shown(without_date) if without_date.rows else None,
        "happened": _parts(otherwise(plan)),
    }


def _where(plan: Plan, marks: Marks) -> dict[str, Any]:
    (visits,), (led,) = by_reviewer(plan), by_lead(plan)
    hubs, pairs, returned = by_hub(plan)
    return {
        "map_": drawn(plan, marks),
        "licence": licence(),
        "journeys": shown(visits, [marks.journey(seat) for seat in visits_in_order(plan)]),
        "led": shown(led, [marks.led(lead, held) for lead, held in led_in_order(plan)]),
        "flow": list(map(visible, between_hubs(plan))),
        "square": square(pairs),
        "hub_tables": [shown(hubs), shown(pairs, folded=True), shown(returned, folded=True)],
    }


def _fairness(plan: Plan, spared: Sequence[Spared]) -> dict[str, Any]:
    schools, reviewers, leads = by_fairness(plan)
    furthest = furthest_journeys(plan, max(_FURTHEST, len(spared)), spared)
    said = {one.seat.reviewer.id: in_words(one) for one in spared}
    people = {str(row[0]): said.get(str(row[0]), "") for row in furthest.rows}
    return {
        "furthest": shown(furthest),
        "cards": list(cards(reviewers, people)),
        "blank": BLANK,
        "travellers": [shown(table, folded=True) for table in (schools, reviewers, leads)],
    }


def _directory(plan: Plan) -> dict[str, Any]:
    """All schools with their areas, and the supporters on the usual terms; nothing where no school has an area."""
    instance = plan.instance
    if not instance.areas:
        return {"directory": None}
    return {
        "directory": shown(find(instance, {}).table, folded=True),
        "brokered": [
            visible(part) if isinstance(part, str) else shown(part, folded=len(part.rows) > _UNFOLDED)
            for part in brokered_parts(supporters(instance))
        ],
    }


def _known(plan: Plan, explain: int) -> dict[str, Any]:
    folds = [Fold(visible(review), tuple(_parts(parts, only_one=False))) for review, parts in explained(plan, explain)]
    return {
        "missing": [*_parts(vacant_seats(plan)), *_parts(ahead(plan.instance, shortages(plan.instance)))],
        "explained": folds,
        "unexplained": _parts(unexplained(plan, explain)),
        "schools": shown(by_school(plan)[0], folded=True),
        "proven": _parts([*proven(plan), *broken(plan), travel(plan)]),
        "waivers": _parts(waivers(plan.instance)),
        "rules": shown(rules_table(plan.policy), folded=True),
    }


def _parts(parts: Iterable[Table | str], *, only_one: bool = True) -> list[Part]:
    return [visible(part) if isinstance(part, str) else shown(part, only_one=only_one) for part in parts]


def _as_json(data: Any) -> Markup:
    """Data in a script element: no name in it can end the element."""
    return Markup(json.dumps(data, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c"))
