"""What is read of one school of the register. People's names are in the file, too: they are not read."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from models.network import Phase
from scheduler.desk.places.degrees import Reference
from scheduler.desk.workbook.cells.plain import trimmed
from scheduler.words import day_said

COLUMNS = {
    "urn": "URN",
    "name": "EstablishmentName",
    "phase": "PhaseOfEducation (name)",
    "kind": "TypeOfEstablishment (name)",
    "pupils": "NumberOfPupils",
    "trust": "Trusts (name)",
    "authority": "LA (name)",
    "postcode": "Postcode",
    "easting": "Easting",
    "northing": "Northing",
    "status": "EstablishmentStatus (name)",
    "opened": "OpenDate",
    "closed": "CloseDate",
}
"""The register's own headings, of all that is read."""
_PHASES = {
    "nursery": Phase.NURSERY,
    "primary": Phase.PRIMARY,
    "middle deemed primary": Phase.MIDDLE,
    "middle deemed secondary": Phase.MIDDLE,
    "secondary": Phase.SECONDARY,
    "all-through": Phase.ALL_THROUGH,
    "all through": Phase.ALL_THROUGH,
}
_METRES = re.compile(r"\d{1,7}(\.\d*)?")
_KINDS = {"special": Phase.SPECIAL, "alternative provision": Phase.AP, "pupil referral unit": Phase.AP}


@dataclass(frozen=True)
class Entry:
    """One school, as the register has it. phase, pupils, reference: None where it says nothing that is known here."""

    urn: str
    name: str
    phase: Phase | None = None
    pupils: int | None = None
    trust: str = ""
    authority: str = ""
    postcode: str = ""
    reference: Reference | None = None
    status: str = ""
    opened: date | None = None
    closed: date | None = None

    @property
    def is_closed(self) -> bool:
        return self.status.casefold() == "closed"

    @property
    def oddity(self) -> str:
        """What is to be known of the school; empty where it is simply open."""
        if self.status.casefold() in ("open", ""):
            return ""
        day = self.opened if self.status.casefold() == "proposed to open" else self.closed
        return f"{self.status.casefold()}{f' on {day_said(day)}' if day else ''}"


def entry_of(cells: Mapping[str, str]) -> Entry:
    """The school of a row. cells: by the keys of COLUMNS, those that the file has."""
    said = {key: trimmed(text) for key, text in cells.items()}
    pupils = said.get("pupils", "")
    return Entry(
        urn=said["urn"],
        name=said.get("name", ""),
        phase=phase_of(said.get("kind", ""), said.get("phase", "")),
        pupils=int(pupils) if pupils.isdecimal() else None,
        trust=said.get("trust", ""),
        authority=said.get("authority", ""),
        postcode=said.get("postcode", ""),
        reference=_reference(said.get("easting", ""), said.get("northing", "")),
        status=said.get("status", ""),
        opened=_day(said.get("opened", "")),
        closed=_day(said.get("closed", "")),
    )


def phase_of(kind: str, phase: str) -> Phase | None:
    """A special school's or AP's phase is its kind, for the register calls it not applicable."""
    by_kind = (ours for theirs, ours in _KINDS.items() if theirs in kind.casefold())
    return next(by_kind, None) or _PHASES.get(phase.casefold())


def _reference(easting: str, northing: str) -> Reference | None:
    """None where it is empty or 0: the register has no place then."""
    if not (_METRES.fullmatch(easting) and _METRES.fullmatch(northing)):
        return None
    return Reference(float(easting), float(northing)) if float(easting) and float(northing) else None


def _day(text: str) -> date | None:
    for form in ("%d-%m-%Y", "%d/%m/%Y"):  # the second is what Excel makes of the first
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 (a date has no zone)
        except ValueError:
            continue
    return None
