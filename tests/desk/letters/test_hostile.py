"""Names that break what they stand in: files, headers, lists, calendars and paths stay whole."""

import csv
from io import StringIO
from itertools import chain
from pathlib import Path, PurePosixPath

import pytest
from icalendar import Calendar

from models.instance import Instance
from models.schedule import Schedule
from scheduler.desk.contacts import Contact
from scheduler.desk.letters.plain import is_address, one_line
from scheduler.desk.letters.posting import COVER, MERGE, Post
from scheduler.plan import Plan
from tests import tiny
from tests.desk.letters.rebuilt import calendars_of, read_mail, text_of
from tests.desk.letters.test_calendars import ON

HOSTILE = (
    "line\nbreak",
    "carriage\rreturn",
    "Bcc\r\nBcc: everybody@x.example\r\n\r\nBody",
    "END:VEVENT\r\nEND:VCALENDAR\r\nBEGIN:VCALENDAR",
    "Moe, Bo; the \"second\" <bo@x.example>, eve@x.example",
    "=cmd|'/c calc'!A1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\uff1d1",
    " '=1",
    "<script>alert(1)</script>",
    "{{ name.__class__ }}{% include 'x' %}",
    "../../x",
    "/etc/passwd",
    "..",
    "C:\\x",
    "CON",
    "NUL.txt",
    "x" * 300,
    "ü" * 300,
    "\N{RIGHT-TO-LEFT OVERRIDE}exe.scr",
    "\u2028separator\u2029",
    "nul\x00",
    "escape\x1b[31m",
    "\U0001f469\u200d\U0001f3eb",
    "=?utf-8?q?encoded?=",
    " ",
)  # fmt: skip


def world(name: str) -> tuple[Instance, Schedule]:
    """Everybody has this name, as id and as the school's name, told apart by what follows."""
    one, two = f"{name}1", f"{name}2"
    instance = tiny.instance(
        *(tiny.school("A", name=name, hub="a"), tiny.school(one, km=20, name=name, hub="b")),
        *(tiny.review("A", id=f"{name}V"), tiny.lead(f"{name}L"), tiny.reviewer(two, one)),
    )
    held = tiny.held("A", f"{name}L", two).model_copy(update={"review": f"{name}V"})
    return instance, tiny.schedule(held)


def posted(name: str) -> dict[str, bytes]:
    instance, schedule = world(name)
    contact = Contact(name, "bo@x.example", name)
    contacts = dict.fromkeys(("A", f"{name}L", f"{name}2"), contact)
    return Post(Plan(instance, schedule), ON, contacts=contacts, sender="me@x.example").files


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_name_breaks_what_it_stands_in(name: str, tmp_path: Path) -> None:
    files = posted(name)
    drafts = [read_mail(content) for path, content in files.items() if path.endswith(".eml")]
    assert len(drafts) == 3
    for mail in drafts:
        assert not mail.defects
        assert sorted(mail.keys()) == ["Content-Type", "From", "MIME-Version", "Subject", "To", "X-Unsent"]
        assert [address.addr_spec for address in mail["To"].addresses] == ["bo@x.example"]
        assert "{{ name.__class__" in text_of(mail) or "__class__" not in name
        events = list(chain.from_iterable(calendar.events for calendar in calendars_of(mail)))
        assert len(events) == 1
    for path, content in files.items():
        assert ".." not in PurePosixPath(path).parts and not path.startswith("/") and len(path.encode()) < 100
        assert path.count("/") <= 1 and "\\" not in path
        if path.endswith(".ics"):
            assert len(Calendar.from_ical(content, multiple=True)) == 1
            assert all(len(line) <= 75 for line in content.split(b"\r\n"))


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_no_cell_of_the_list_is_a_formula_or_a_second_row(name: str) -> None:
    rows = list(csv.reader(StringIO(posted(name)[MERGE].decode("utf-8-sig"))))
    assert len(rows) == 4 and {len(row) for row in rows} == {11}
    for cell in chain.from_iterable(rows):
        assert not cell.lstrip(" \"'").startswith(("=", "+", "-", "@", "\t", "\r", "\uff1d")) or cell.startswith("'")
        assert "\n" not in cell and "\r" not in cell


def test_the_cover_sheet_has_one_line_a_letter() -> None:
    lines = posted("line\nbreak")[COVER].decode().splitlines()
    assert sum(".eml  " in line for line in lines) == 3


def test_half_a_pair_is_left_out() -> None:
    """No file of ours can hold it; a contact might."""
    instance, schedule = world("x")
    post = Post(Plan(instance, schedule), ON, contacts={"x2": Contact("Bo \ud800 Moe")})
    assert text_of(read_mail(post.files["0003-x2.eml"])).startswith("Dear Bo Moe,")


def test_an_address_that_is_none_is_not_written_to() -> None:
    instance, schedule = world("x")
    bad = {"x2": Contact("Bo", "bo@x.example\r\nBcc: all@x.example")}
    post = Post(Plan(instance, schedule), ON, contacts=bad)
    assert "To" not in read_mail(post.files["0003-x2.eml"])
    assert "Without a known e-mail address: 3 letters. Fill it in before you send them." in post.sentences


@pytest.mark.parametrize("text", ["a@b.example", "o'neil+x@mail.school.sch.uk", "=1@b.example"])
def test_addresses(text: str) -> None:
    assert is_address(text)


@pytest.mark.parametrize(
    "text",
    ["", "a", "a@b", "@b.c", "a@b.c,d@e.f", "a@b.c ", "a b@c.d", "a@b.c\n", "<a@b.c>", ".a@b.c", "a..b@c.d"],
)  # fmt: skip
def test_no_addresses(text: str) -> None:
    assert not is_address(text)


def test_one_line_keeps_letters_of_every_script() -> None:
    assert one_line(" Ann\u00a0 Ó'Néil 李\u200d ") == "Ann Ó'Néil 李\u200d"
    assert len(one_line("x" * 300)) == 200
