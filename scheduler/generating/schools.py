"""The schools an instance is made from, as read from a file or drawn."""

from dataclasses import dataclass

from models.network import Phase
from scheduler.generating.geography import Place


@dataclass(frozen=True)
class SchoolFacts:
    """What is known of a school before anything is drawn. `hub` is its hub's name, None where hubs are to be made."""

    id: str
    name: str
    phase: Phase
    place: Place
    pupils: int | None
    local_authority: str | None
    trust: str | None
    hub: str | None = None


@dataclass(frozen=True)
class SchoolList:
    """Schools with the text that says where they are from and what was left out."""

    schools: tuple[SchoolFacts, ...]
    text: str
    licence: str = ""
