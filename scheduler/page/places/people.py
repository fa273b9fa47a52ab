"""People: reviewers and leads with what they bear and how they stand; and one of them by themselves."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from models.people import Lead, Reviewer
from models.told import Role
from scheduler.desk.looking.finding import how_many
from scheduler.desk.looking.one_person import about, cards_of, journeys, roles_of, told
from scheduler.desk.report.cards import Card, cards
from scheduler.page.drawing.filters import address, choices, filtered, finder, names
from scheduler.page.drawing.pages import command, draw, parts
from scheduler.page.drawing.tables import linked
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked
from scheduler.plan import Plan
from scheduler.showing.answers.spared import furthest_journeys
from scheduler.showing.burdens import by_fairness
from scheduler.words import by_number, visible

router = APIRouter(prefix="/plans/{id}/people")

_FURTHEST = 6
_OF = {"reviewers": 0, "leads": 1}
_SCHOOL = 1  # the column of reviewers that says their school


@router.get("")
def people(request: Request, opened: Asked) -> Response:
    """The people who are looked for."""
    asked = filtered(request, opened, "people", of="reviewers", rows="", sort="")
    kind = asked.more["of"] if asked.more["of"] in _OF else "reviewers"
    found = list(finder(opened).found("person", asked.wanted))[_OF[kind]]
    return draw(
        request,
        "people.html.j2",
        opened,
        filter=asked,
        choices=choices(opened, "person"),
        names_at=address(opened, "names"),
        ways=[(f"{name.capitalize()}", asked.link(of=name, sort=""), name == kind) for name in _OF],
        how_many=how_many([found], kind.removesuffix("s"), asked.wanted, opened.plan.instance),
        people=linked(found.table, [_links(opened, one) for one in found.about], asked, sorts=True),
        cards=opened.kept("furthest", lambda: _furthest(opened.plan)),
        command=command(opened, "show", "--by", "person", *asked.as_options),
    )


@router.get("/{who:path}/why-not")
def why_not(opened: Asked, who: str, review: str) -> Response:
    """To the panel of a review, where it is said why somebody is not there."""
    to = address(opened, "reviews", review, ask="why-not", who=who)
    return RedirectResponse(to, HTTPStatus.SEE_OTHER)


@router.get("/{who:path}")
def person(request: Request, opened: Asked, who: str) -> Response:
    """One person."""
    if not roles_of(opened.plan, who):
        raise HTTPException(HTTPStatus.NOT_FOUND, "nobody of this plan has that id")
    said = opened.kept(("person", who), lambda: _said(opened, who))
    return draw(request, "person.html.j2", opened, **said)


def _links(opened: Opened, one: Reviewer | Lead) -> dict[int, str]:
    if isinstance(one, Lead):
        return {}
    return {_SCHOOL: address(opened, "schools", one.school)}


def _furthest(plan: Plan) -> list[Card]:
    """The cards of those with the furthest journeys."""
    _, reviewers, _ = by_fairness(plan)
    people = [str(row[0]) for row in furthest_journeys(plan, _FURTHEST, ()).rows]
    return list(cards(reviewers, dict.fromkeys(people, "")))


def _said(opened: Opened, who: str) -> dict[str, Any]:
    plan = opened.plan
    reviews = sorted(plan.instance.reviews, key=lambda review: by_number(plan.instance.school_by_id[review.host].name))
    return {
        "who": who,
        "name": names(opened)(visible(who)),
        "facts": parts(about(plan, one) for one in roles_of(plan, who)),
        "journeys": parts([journeys(plan, who)]),
        "told": parts([told(plan, who, Role.LEAD, Role.REVIEWER)]),
        "cards": cards_of(plan, who),
        "reviews": [(review.id, visible(plan.instance.school_by_id[review.host].name)) for review in reviews],
        "why_not_at": address(opened, "people", who, "why-not").split("?")[0],
        "in_calendar": address(opened, "calendar", who=who),
        "on_map": address(opened, "map", who=who),
        "commands": [command(opened, "show", "--by", by, "--who", who) for by in ("person", "reviewer", "lead")],
    }
