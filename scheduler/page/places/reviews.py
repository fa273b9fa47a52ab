"""A review's panel: date, lead, team and states, what is known of it, and the answer to what is asked there."""

import json
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from models.instance import Review
from models.problem import InvalidInput, Problem
from scheduler.changes.places import LEAD, review_named
from scheduler.desk.report.tables import Shown, shown
from scheduler.page.asking import Ask, Question, work
from scheduler.page.deeds import Do
from scheduler.page.drawing.filters import address, finder
from scheduler.page.drawing.forms import Field, forms_of
from scheduler.page.drawing.pages import command, draw, of, parts
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked
from scheduler.page.server import questions
from scheduler.showing.one_review import how_it_stands, its_facts, its_places, place_names, what_is_known
from scheduler.showing.table import Table

router = APIRouter(prefix="/plans/{id}")

_MOMENT_SECONDS = 0.1  # what is answered by then is drawn at once

_Text = Annotated[str, Query(max_length=300)]


@dataclass(frozen=True)
class Answer:
    """What is asked in the panel, and what is known of it. address: where it is asked. problems: why it cannot be.

    waivable: rules that forbid it, of which the answer says that a waiver would lift them.
    """

    asked: Question
    address: str
    command: str
    is_under_way: bool
    is_cut_short: bool
    parts: list[Shown | str]
    problems: tuple[Problem, ...] = ()
    failure: str = ""
    waivable: tuple[str, ...] = ()


@router.get("/reviews/{review:path}")
def panel(
    request: Request,
    opened: Asked,
    review: str,
    ask: Ask | None = None,
    seat: _Text = "",
    who: _Text = "",
    again: bool = False,
    done: Do | None = None,
    waive: _Text | None = None,
    rule: _Text = "",
) -> Response:
    """One review, by its id, or its host's id or name; and the answer to what is asked of one of its places.

    again: what was stopped is asked anew. done: what was just marked. waive: for whom a rule is to be waived.
    """
    about = review_named(opened.plan.instance, review)
    if ask is None:
        return drawn(request, opened, about, done=done, waiver=None if waive is None else (waive, rule))
    asked = Question(ask, about.id, seat, finder(opened).person(who))
    answer = _answer(request, opened, asked, again=again)
    if again:
        return RedirectResponse(answer.address, HTTPStatus.SEE_OTHER)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if answer.problems else HTTPStatus.OK
    return drawn(request, opened, about, status, answer=answer)


@router.post("/stop-asking")
def stop(
    request: Request,
    opened: Asked,
    ask: Annotated[Ask, Form()],
    review: Annotated[str, Form()],
    seat: Annotated[str, Form()] = "",
    who: Annotated[str, Form()] = "",
) -> Response:
    """Stop looking for an answer; what is known by now stays."""
    asked = Question(ask, review, seat, who)
    question = of(request).questions.stop(_key(opened, asked))
    if question is not None:
        question.ended.wait(1.0)
    return RedirectResponse(_address(opened, asked), HTTPStatus.SEE_OTHER)


def drawn(
    request: Request,
    opened: Opened,
    review: Review,
    status: int = HTTPStatus.OK,
    *,
    answer: Answer | None = None,
    problems: tuple[Problem, ...] = (),
    done: Do | None = None,
    waiver: tuple[str, str] | None = None,
) -> Response:
    """The panel of a review. problems: with what was to be marked. done: what was. waiver: whom, and which rule."""
    said = opened.kept(("review", review.id), lambda: _said(opened, review))
    return draw(
        request,
        "review.html.j2",
        opened,
        status,
        **said,
        answer=answer,
        problems=problems,
        done=done,
        waive=waiver is not None,
        waiver=_waiver(opened, of(request).home.settings.by, *(waiver or ("", ""))),
    )


def _waiver(opened: Opened, by: str, who: str, rule: str) -> list[Field]:
    """What is asked of a waiver in the panel: as by the form under Changes, but for the review and a second reason."""
    said = {"waiver.person": [who], "waiver.rule": [rule], "waiver.allowed_by": [by]}
    fields = forms_of(opened).form("waive-rule").fields
    asked = [one for one in fields if one.name not in ("waiver.review", "why")]
    return [replace(one, said=tuple(said.get(one.name, one.said))) for one in asked]


def _answer(request: Request, opened: Opened, asked: Question, *, again: bool) -> Answer:
    """The answer as far as it is known, begun now where it was not yet asked."""
    page = of(request)
    name, *words = asked.command
    both = _address(opened, asked), command(opened, name, *words)
    try:
        question = page.questions.ask(_key(opened, asked), work(page.engine, opened, asked), again=again)
    except InvalidInput as error:
        return Answer(asked, *both, is_under_way=False, is_cut_short=False, parts=[], problems=tuple(error.problems))
    question.ended.wait(_MOMENT_SECONDS)
    return _as_known(opened, asked, question, *both)


def _as_known(opened: Opened, asked: Question, question: questions.Question, place: str, typed: str) -> Answer:
    has_ended, said, refusal = question.ended.is_set(), question.said, question.refusal
    return Answer(
        asked,
        place,
        typed,
        is_under_way=not has_ended,
        is_cut_short=has_ended and said is not None and said.interrupted,
        parts=parts((*said.parts, *said.notices)) if said is not None else [],
        problems=tuple(refusal.problems) if isinstance(refusal, InvalidInput) else (),
        failure=refusal if isinstance(refusal, str) else "",
        waivable=_waivable(said.parts) if said is not None else (),
    )


def _waivable(answered: tuple[Table | str, ...]) -> tuple[str, ...]:
    """The rules in a table of what forbids something of which it says that they could be waived."""
    forbids = [row for part in answered if isinstance(part, Table) for row in part.as_data() if part.key == "obstacles"]
    return tuple(dict.fromkeys(row["rule"] for row in forbids if row["could_be_waived"] == "yes"))


def _key(opened: Opened, asked: Question) -> tuple[Any, ...]:
    return opened.id, opened.version, opened.sha256, id(opened.instance), asked


def _address(opened: Opened, asked: Question) -> str:
    return address(opened, "reviews", asked.review, ask=asked.ask.value, seat=asked.seat, who=asked.who)


def _said(opened: Opened, review: Review) -> dict[str, Any]:
    plan = opened.plan
    places, facts = shown(its_places(plan, review)), shown(its_facts(plan, review))
    waiver = {"rule": "RULE", "person": "PERSON", "review": review.id, "allowed_by": "WHO", "reason": "WHY"}
    return {
        "title": plan.instance.school_by_id[review.host].name,
        "review": review,
        "address": address(opened, "reviews", review.id),
        "to_strip": address(opened, "reviews", review.id, "strip"),
        "stands": how_it_stands(plan, review),
        "places": places,
        "seats": list(zip(place_names(plan, review), places.rows, strict=True)),
        "people": [plan.planned(review.id).lead if name == LEAD else name for name in place_names(plan, review)],
        "is_held": plan.planned(review.id).slot is not None,
        "lead": LEAD,
        "facts": facts,
        "known": parts(what_is_known(plan, review)),
        "names_at": address(opened, "names", alone="true"),
        "deeds": tuple(Do),
        "last_notice": plan.schedule.last_notice or "",
        "to_change": lambda kind, **said: address(opened, "changes", kind, **said),
        "mark_command": command(opened, "mark", review.id),
        "waive_command": command(opened, "reschedule", "waive-rule", "notice=DAY", f"waiver={json.dumps(waiver)}"),
        "command": command(opened, "show", "--review", review.id),
    }
