"""Missing places of a workbook's schools and leads, from their postcodes; what is left, online if that is asked for."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from scheduler.desk.places.degrees import Place, degrees, fill_place, is_without_place
from scheduler.desk.places.online import Match, Service
from scheduler.desk.places.postcodes import Answer, Directory
from scheduler.desk.workbook.cells.headings import Row
from scheduler.desk.workbook.filling import Copy, Done, Line, Page
from scheduler.desk.workbook.sheets import LEADS, SCHOOLS


@dataclass(frozen=True)
class Geocoded:
    """A workbook whose places were looked up. content: of the copy's file. notes: of it as a whole."""

    content: bytes
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


def geocoded(workbook: Path, directory: Directory, service: Service | None = None) -> Geocoded:
    """The workbook with the places that its schools and leads lack; what is typed stays, and is compared.

    service: whom to ask for those that the directory does not know; None: nobody.

    Raises:
        InvalidInput: the workbook cannot be used, or a package is not installed.
    """
    copy = Copy(workbook, (SCHOOLS, LEADS))
    rows = [(page, row) for page in copy.pages.values() for row in page.rows]
    answers = directory.look_up(page.text(row, "Postcode") for page, row in rows)
    places = _places(answers)
    left = []
    for page, row in rows:
        postcode = page.text(row, "Postcode")
        if postcode in places:
            if answers[postcode].is_terminated:
                page.say(row, Done.LOOK, f"{postcode}: terminated; where it was last is what is said here", "Postcode")
            fill_place(page, row, places[postcode])
        elif is_without_place(page, row):
            left.append((page, row, answers[postcode].why_not))
        elif postcode:
            page.say(row, Done.LOOK, answers[postcode].why_not, "Postcode")
    notes = _ask(left, service)
    content, lost = copy.saved()
    return Geocoded(content, tuple(copy.lines), (*notes, *lost))


def _places(answers: dict[str, Answer]) -> dict[str, Place]:
    known = {text: answer.reference for text, answer in answers.items() if answer.reference is not None}
    return dict(zip(known, degrees(list(known.values())), strict=True))


def _ask(left: Iterable[tuple[Page, Row, str]], service: Service | None) -> tuple[str, ...]:
    """Say of each row why it has no place; with a service, fill in what it knows, to be looked at."""
    left = list(left)
    found, why = dict[str, Match](), ""
    if service is not None:
        found, why = service.ask(filter(None, (question_of(page, row) for page, row, _ in left)))
    for page, row, why_not in left:
        match = found.get(question_of(page, row))
        if match is not None and match.place is not None:
            fill_place(page, row, match.place)
            said = f"{why_not}; found online as {match.address}: look whether that is it"
        else:
            online = "; nothing found online" if match is not None else ""
            said = f"{why_not}{online}. Correct the postcode, or type latitude and longitude"
        page.say(row, Done.LOOK, said, "Postcode" if page.has("Postcode") else "Latitude")
    return (why,) if why else ()


def question_of(page: Page, row: Row) -> str:
    """What is asked online: a school by its name and authority, a lead by the postcode alone; never a person's name."""
    if page.found.sheet == SCHOOLS and page.text(row, "Name"):
        return ", ".join(filter(None, (page.text(row, name) for name in ("Name", "Local authority", "Postcode"))))
    return page.text(row, "Postcode")
