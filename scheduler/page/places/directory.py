"""The directory: schools by area, phase, hub, trust, words and distance; and who could support whom."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from models.problem import InvalidInput
from scheduler.desk.doing.directory import ROLES, find, supporters
from scheduler.directory.brokering import Brokered, terms_of
from scheduler.directory.tables import brokered_parts
from scheduler.page.drawing.filters import address, choices
from scheduler.page.drawing.pages import command, draw, parts
from scheduler.page.drawing.tables import Linked, linked
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked
from scheduler.showing.table import Cell, Table
from scheduler.words import visible

router = APIRouter(prefix="/plans/{id}/directory")

_SCHOOLS = {"supporters": (2, 4), "not_supported": (2,)}
"""Of the tables that may be long, the columns with a school's id; its name stands before it."""


@dataclass(frozen=True)
class _Look:
    """What the address says of the tables."""

    rows: str = ""
    sort: str = ""


@dataclass(frozen=True)
class _Schools:
    """Which schools are looked for, as it was typed."""

    area: str = ""
    role: str = ""
    phase: str = ""
    hub: str = ""
    trust: str = ""
    near: str = ""
    within: str = ""
    words: str = ""


@dataclass(frozen=True)
class _Terms:
    """On what terms supporters are sought, as it was typed."""

    area: str = ""
    within: str = ""
    per_supporter: str = ""


@dataclass(frozen=True)
class _Place:
    """A place with what its address says, and the links that keep it."""

    opened: Opened
    steps: Sequence[str]
    said: Mapping[str, str]
    look: _Look = field(default_factory=_Look)

    @property
    def more(self) -> Mapping[str, str]:
        return asdict(self.look)

    def link(self, **changes: str) -> str:
        """The address of this place with the same said; changes: what else it says."""
        return address(self.opened, *self.steps, **{**self.said, **self.more, **changes})

    @property
    def context(self) -> dict[str, Any]:
        """What every template of a form needs of it."""
        version = {} if self.opened.version is None else {"version": str(self.opened.version)}
        instance = self.opened.plan.instance
        return {
            "said": {name: visible(text) for name, text in self.said.items()},
            "hidden": version,
            "action": address(self.opened, *self.steps).split("?")[0],
            "without": address(self.opened, *self.steps),
            "areas": [(area, visible(area)) for area in instance.areas],
            "ways": [
                ("Schools", address(self.opened, "directory"), len(self.steps) == 1),
                ("Who could support whom", address(self.opened, "directory", "supporters"), len(self.steps) == 2),
            ],
        }


@router.get("")
def directory(
    request: Request, opened: Asked, typed: Annotated[_Schools, Depends()], look: Annotated[_Look, Depends()]
) -> Response:
    """The schools that are looked for, each with its areas."""
    place = _Place(opened, ("directory",), asdict(typed), look)
    trusts = sorted({one.trust for one in opened.plan.instance.schools if one.trust})
    form = {
        **place.context,
        "choices": choices(opened, "school"),
        "trusts": [(trust, visible(trust)) for trust in trusts],
        "roles": [(name, role.value) for name, role in ROLES.items()],
    }
    try:
        answer = opened.kept(("directory", typed), lambda: find(opened.plan.instance, place.said))
    except InvalidInput as error:
        return _refused(request, "directory.html.j2", opened, form, error)
    at = answer.table.columns.index("School")
    links = [dict.fromkeys((at, at + 1), address(opened, "schools", one.school.id)) for one in answer.found]
    return draw(
        request,
        "directory.html.j2",
        opened,
        **form,
        answers=parts([answer.said, *answer.notes]),
        tables=[linked(answer.table, links, place, sorts=True)],
        command=command(opened, "directory", *_options(place.said)),
    )


@router.get("/supporters")
def who_supports_whom(
    request: Request, opened: Asked, typed: Annotated[_Terms, Depends()], look: Annotated[_Look, Depends()]
) -> Response:
    """A supporter for every school that works on an area, as far as there is one."""
    place = _Place(opened, ("directory", "supporters"), asdict(typed), look)
    usual = terms_of(opened.plan.instance)
    form = {**place.context, "usual_km": f"{usual.within_km:g}", "usual_places": usual.per_supporter}
    try:
        found: Brokered = opened.kept(
            ("supporters", typed),
            lambda: supporters(opened.plan.instance, (typed.area,), typed.within, typed.per_supporter),
        )
    except InvalidInput as error:
        return _refused(request, "supporters.html.j2", opened, form, error)
    said = brokered_parts(found)
    long = [part for part in said if isinstance(part, Table) and part.key in _SCHOOLS]
    return draw(
        request,
        "supporters.html.j2",
        opened,
        **form,
        answers=parts(part for part in said if part not in long),
        tables=[_with_schools(table, place) for table in long],
        command=command(opened, "broker", *_options(place.said)),
    )


def _with_schools(table: Table, place: _Place) -> Linked:
    def of_row(row: tuple[Cell, ...]) -> dict[int, str]:
        to = {id_at: address(place.opened, "schools", str(row[id_at])) for id_at in _SCHOOLS[table.key]}
        return {**to, **{id_at - 1: there for id_at, there in to.items()}}

    return linked(table, [of_row(row) for row in table.rows], place)


def _options(said: Mapping[str, str]) -> list[str]:
    """What is asked as options of a command."""
    return [word for name, text in said.items() if text.strip() for word in (f"--{name.replace('_', '-')}", text)]


def _refused(request: Request, template: str, opened: Opened, form: Mapping[str, Any], error: InvalidInput) -> Response:
    """The form as it was typed, with everything that is wrong with it."""
    return draw(
        request, template, opened, HTTPStatus.UNPROCESSABLE_ENTITY, **form, problems=[*map(str, error.problems)]
    )
