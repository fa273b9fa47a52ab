"""What if: scenarios made by the forms of changes, kept by name, solved side by side; nothing is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from models.problem import InvalidInput, Problem
from scheduler.changes.kinds import reason
from scheduler.desk.doing.keeping_scenarios import Kept, add, begin, kept_in, take_out
from scheduler.desk.doing.scenarios import compare, with_nothing
from scheduler.desk.report.tables import Shown
from scheduler.page.drawing.forms import KIND_TITLES, Said, forms_of
from scheduler.page.drawing.pages import command, draw, of, parts
from scheduler.page.file_names import file_name
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked, Once, Typed
from scheduler.page.server.jobs import Job, Work
from scheduler.page.server.working import working
from scheduler.processes.cores import MOST_WORKERS, cores
from scheduler.repairs.scenarios import Scenario
from scheduler.storage.scenarios import SCENARIO_ENDING

router = APIRouter()

SECONDS, MOST_SECONDS, MOST_SCENARIOS = 60.0, 900, 50


@dataclass(frozen=True)
class Wanted:
    """How scenarios are to be solved, as the form says. seconds: for each."""

    scenario: Annotated[tuple[str, ...], Form()] = ()
    seconds: Annotated[float, Form(gt=0, le=MOST_SECONDS)] = SECONDS
    workers: Annotated[int, Form(ge=1, le=MOST_WORKERS)] = 2
    anew: Annotated[bool, Form()] = False

    def words(self) -> list[str]:
        """The same for the command."""
        said = ["--time-limit-seconds", f"{self.seconds:g}", "--workers", f"{self.workers}"]
        return [*said, *(["--anew"] if self.anew else [])]


@dataclass(frozen=True)
class Compared:
    """What came of it, drawn. picture: the same as an SVG."""

    parts: Sequence[Shown | str]
    picture: str


@router.get("/plans/{id}/whatif")
def scenarios(request: Request, opened: Asked) -> Response:
    """The scenarios of the folder."""
    return draw(
        request,
        "whatif.html.j2",
        opened,
        scenarios=[(one, [reason(change) for change in one.changes]) for one in _kept(request, opened)],
        kinds=KIND_TITLES,
        seconds=SECONDS,
        most_seconds=MOST_SECONDS,
        workers=cores(),
        most_workers=MOST_WORKERS,
        command=command(opened, "whatif", f"NAME{SCENARIO_ENDING}"),
    )


@router.get("/plans/{id}/whatif/change")
def form(
    request: Request,
    opened: Asked,
    kind: Annotated[str, Query(max_length=50)] = KIND_TITLES[0].value,
    scenario: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """The form of a change that might come, in a scenario that is there or in a new one."""
    return _form(request, opened, kind, scenario, {})


@router.post("/plans/{id}/whatif/change")
def keep(
    request: Request,
    opened: Asked,
    typed: Typed,
    kind: Annotated[str, Form(max_length=50)],
    name: Annotated[str, Form(max_length=300)],
    scenario: Annotated[str, Form(max_length=300)] = "",
    sha256: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Keep it in the folder."""
    forms = forms_of(opened)
    try:
        change = forms.read(kind, typed)
        if scenario:
            add(_shown(request, opened, scenario, sha256), change, opened.instance, opened.schedule)
        else:
            path = of(request).home.folder / file_name(name, SCENARIO_ENDING)
            begin(path, change, opened.instance, opened.schedule)
    except InvalidInput as error:
        return _form(request, opened, kind, scenario, {**typed, "name": [name]}, error.problems)
    return RedirectResponse(f"/plans/{opened.id}/whatif", HTTPStatus.SEE_OTHER)


@router.post("/plans/{id}/whatif/without")
def without(
    request: Request,
    opened: Asked,
    scenario: Annotated[str, Form(max_length=300)],
    number: Annotated[int, Form(ge=1)],
    sha256: Annotated[str, Form(max_length=64)],
) -> Response:
    """Take one of its changes out of a scenario."""
    take_out(_shown(request, opened, scenario, sha256), number)
    return RedirectResponse(f"/plans/{opened.id}/whatif", HTTPStatus.SEE_OTHER)


@router.post("/plans/{id}/whatif")
def solve(request: Request, opened: Asked, how: Annotated[Wanted, Depends()], once: Once) -> Response:
    """Solve those that are chosen side by side."""
    chosen = [one for one in _kept(request, opened) if one.name in how.scenario]
    if wrong := [problem for one in chosen for problem in one.wrong]:
        raise InvalidInput(wrong)
    if not 1 <= len(chosen) <= MOST_SCENARIOS:
        expected, remedy = f"1 to {MOST_SCENARIOS} scenarios", "Choose them by their boxes; make one first if need be."
        raise InvalidInput([Problem(where="scenario", value=f"{len(chosen)} chosen", expected=expected, remedy=remedy)])
    asked = with_nothing([Scenario(one.name, one.changes) for one in chosen], anew=how.anew)
    said = command(opened, "whatif", *(one.path.name for one in chosen), *how.words())
    title = f"What if: {', '.join(one.name for one in chosen)}"
    work = _work(opened, asked, how)
    job = of(request).jobs.submit("comparing", title, work, once, plan=opened.id, command=said, whole=len(asked))
    return RedirectResponse(f"/jobs/{job.id}", HTTPStatus.SEE_OTHER)


@router.get("/jobs/{id}/picture.svg")
def picture(request: Request, id: str) -> Response:
    """The differences drawn."""
    job = of(request).jobs.get(id)
    if job is None or not isinstance(job.result, Compared):
        raise HTTPException(HTTPStatus.NOT_FOUND, "no job of this server that has a picture")
    return Response(job.result.picture, media_type="image/svg+xml")


def _work(opened: Opened, asked: Sequence[Scenario], how: Wanted) -> Work:
    def work(job: Job) -> Compared:
        numbers = count(1)

        def report(one: Scenario) -> None:
            job.tell(f"done: {one.name}, {next(numbers)} of {len(asked)}")

        with working(job):
            found = compare(opened.instance, opened.schedule, asked, how.seconds, how.workers, report, anew=how.anew)
        return Compared(parts([*found.notices, *found.parts()]), found.picture)

    return work


def _form(
    request: Request,
    opened: Opened,
    kind: str,
    scenario: str,
    typed: Said,
    wrong: Sequence[Problem] = (),
) -> Response:
    forms = forms_of(opened)
    known = _named(request, opened, scenario) if scenario else None
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return draw(
        request,
        "scenario.html.j2",
        opened,
        status,
        form=forms.form(kind, typed, wrong),
        kinds=KIND_TITLES,
        lists=forms.lists,
        scenario=known,
        causes=[reason(change) for change in known.changes] if known else [],
        name=typed.get("name", [""])[0],
        command=command(opened, "whatif", f"{scenario or 'NAME'}{SCENARIO_ENDING}"),
    )


def _kept(request: Request, opened: Opened) -> tuple[Kept, ...]:
    return kept_in(of(request).home.folder, opened.instance, opened.schedule)


def _named(request: Request, opened: Opened, name: str) -> Kept:
    found = next((one for one in _kept(request, opened) if one.name == name), None)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "no scenario of this folder")
    return found


def _shown(request: Request, opened: Opened, name: str, sha256: str) -> Kept:
    """A scenario as the page has shown it: what was changed since is not written over."""
    found = _named(request, opened, name)
    if found.sha256 != sha256:
        remedy = "Look at it again. Nothing was written."
        problem = Problem(where=found.path.name, value="changed since", expected="as it was shown", remedy=remedy)
        raise InvalidInput([problem])
    return found
