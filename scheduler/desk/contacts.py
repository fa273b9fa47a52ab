"""Whom a coordinator writes to. Names and addresses stay in the coordinator's own workbook, letters and exports."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Contact:
    """How somebody, or a school, is reached; what is not known is empty."""

    name: str = ""
    email: str = ""
    telephone: str = ""


Contacts = Mapping[str, Contact]
"""By the id of a person or a school."""
