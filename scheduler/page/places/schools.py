"""Schools: what each is due to send and sends, its account, who reviews whom; and one of them by itself."""

from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from models.network import School
from scheduler.desk.looking.finding import how_many
from scheduler.desk.looking.one_school import its_card, its_reviewers, own_rows, told_as_host, visits
from scheduler.desk.report.flows import square
from scheduler.desk.report.tables import shown
from scheduler.directory.tables import of_school
from scheduler.page.drawing.filters import address, choices, filtered, finder
from scheduler.page.drawing.pages import command, draw, parts
from scheduler.page.drawing.tables import linked
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked
from scheduler.showing.flows import between_hubs
from scheduler.showing.views import by_hub
from scheduler.words import visible

router = APIRouter(prefix="/plans/{id}")

_BY = {"school": "Commitment", "account": "Accounts"}
_HOSTS = 3  # the column of commitments that says when a school hosts


@router.get("/schools")
def schools(request: Request, opened: Asked) -> Response:
    """The schools that are looked for."""
    asked = filtered(request, opened, "schools", by="school", rows="", sort="")
    by = asked.more["by"] if asked.more["by"] in _BY else "school"
    (found,) = finder(opened).found(by, asked.wanted)
    reviews = {review.host: review.id for review in opened.plan.instance.reviews}

    def links(school: School) -> dict[int, str]:
        own = (
            {_HOSTS: address(opened, "reviews", reviews[school.id])} if by == "school" and school.id in reviews else {}
        )
        return {0: address(opened, "schools", school.id), **own}

    return draw(
        request,
        "schools.html.j2",
        opened,
        filter=asked,
        choices=choices(opened, "school"),
        names_at=address(opened, "names"),
        ways=[
            *((name, asked.link(by=way, sort=""), way == by) for way, name in _BY.items()),
            ("Who reviews whom", address(opened, "hubs"), False),
        ],
        how_many=how_many([found], opened.plan.instance.host_word, asked.wanted, opened.plan.instance),
        schools=linked(found.table, [links(school) for school in found.about], asked, sorts=True),
        command=command(opened, "show", "--by", by, *asked.as_options),
    )


@router.get("/schools/{school:path}")
def one(request: Request, opened: Asked, school: str) -> Response:
    """One school."""
    found = opened.plan.instance.school_by_id.get(school)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "no school of this plan has that id")
    said = opened.kept(("school", school), lambda: _said(opened, found))
    return draw(request, "school.html.j2", opened, **said)


@router.get("/hubs")
def hubs(request: Request, opened: Asked) -> Response:
    """Who reviews whom, hub by hub."""
    return draw(request, "hubs.html.j2", opened, **opened.kept("hubs", lambda: _hubs(opened)))


def _said(opened: Opened, school: School) -> dict[str, Any]:
    plan = opened.plan
    review = next((review.id for review in plan.instance.reviews if review.host == school.id), "")
    commitment, account = own_rows(plan, school)
    received, sent = visits(plan, school)
    known = opened.contacts.get(school.id)
    return {
        "school": visible(school.name),
        "contact": visible(known.name) if known else "",
        "review": address(opened, "reviews", review) if review else "",
        "own": parts([commitment, account, its_reviewers(plan, school)]),
        "received": parts([received]),
        "sent": parts([sent]),
        "told": parts([told_as_host(plan, school)]),
        "cards": [its_card(plan, school)],
        "areas": parts(of_school(school)),
        "helpers": [
            (visible(area), address(opened, "directory", area=area, role="strong-in", near=school.id))
            for area in school.works_on
        ],
        "nearest": address(opened, "directory", near=school.id),
        "in_calendar": address(opened, "calendar", who=school.id),
        "on_map": address(opened, "map", who=school.id),
        "commands": [
            command(opened, "show", "--by", by, "--who", school.id) for by in ("school", "account", "reviewer")
        ],
    }


def _hubs(opened: Opened) -> dict[str, Any]:
    plan = opened.plan
    every, pairs, returned = by_hub(plan)
    return {
        "flow": [visible(sentence) for sentence in between_hubs(plan)],
        "square": square(pairs),
        "tables": [shown(every), shown(pairs, folded=True), shown(returned, folded=True)],
        "schools_at": address(opened, "schools"),
        "command": command(opened, "show", "--by", "hub"),
    }
