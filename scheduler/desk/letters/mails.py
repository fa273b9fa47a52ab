"""E-mail drafts: files that a mail program opens to look at and send. Nothing is sent from here."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP


@dataclass(frozen=True)
class Attachment:
    """A calendar file of a mail. method: what the calendar is to do with it."""

    name: str
    method: str
    content: bytes


def draft(subject: str, text: str, to: Address | None, sender: str, calendars: Sequence[Attachment]) -> bytes:
    """One draft. to: None where no address is known. The same letter gives the same bytes."""
    mail = EmailMessage(policy=SMTP)
    mail["X-Unsent"] = "1"
    mail["Subject"] = subject
    if sender:
        mail["From"] = Address(addr_spec=sender)
    if to is not None:
        mail["To"] = to
    mail.set_content(text, charset="utf-8", cte="quoted-printable")
    for file in calendars:
        params = {"method": file.method, "charset": "utf-8"}
        mail.add_attachment(file.content, maintype="text", subtype="calendar", filename=file.name, params=params)
    if calendars:
        mail.set_boundary(f"=={hashlib.sha256(text.encode(errors='replace')).hexdigest()[:32]}==")
    return mail.as_bytes()
