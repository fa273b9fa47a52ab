"""Contacts from a CSV: read whole, or refused with everything that is wrong."""

from pathlib import Path

import pytest

from models.problem import InvalidInput
from scheduler.desk.contacts import Contact, Contacts
from scheduler.desk.letters.contacts_file import load_contacts
from scheduler.desk.workbook.writing import workbook_of
from tests.cli.test_repairs import small


def read(tmp_path: Path, text: str) -> Contacts:
    path = tmp_path / "contacts.csv"
    path.write_text(text, encoding="utf-8")
    return load_contacts(path)


def problems(tmp_path: Path, text: str) -> list[str]:
    with pytest.raises(InvalidInput) as refused:
        read(tmp_path, text)
    return [f"{problem.where}: {problem.value}" for problem in refused.value.problems]


def test_columns_may_stand_in_any_order_and_others_beside_them(tmp_path: Path) -> None:
    text = '\ufeffEmail,ID,room,Name\r\nbo@x.example,R1,7,"Moe, Bo"\r\n\r\n,R2,,\r\n'
    assert read(tmp_path, text) == {"R1": Contact("Moe, Bo", "bo@x.example"), "R2": Contact()}


def test_it_may_be_saved_as_a_country_saves_it(tmp_path: Path) -> None:
    path = tmp_path / "contacts.csv"
    path.write_bytes("Id;Name;E-mail;;\nR1;Zo\xeb O\x92Neil;zo@x.example;;\n".encode("latin-1"))
    assert load_contacts(path) == {"R1": Contact("Zoë O\N{RIGHT SINGLE QUOTATION MARK}Neil", "zo@x.example")}


def test_the_workbook_of_an_instance_has_contacts_too(tmp_path: Path) -> None:
    path = tmp_path / "term.xlsx"
    path.write_bytes(workbook_of(small(), {"R2": Contact("Bo Moe", "bo@x.example", "0123")}))
    assert load_contacts(path)["R2"] == Contact("Bo Moe", "bo@x.example", "0123")


def test_our_own_apostrophe_before_a_formula_is_taken_off(tmp_path: Path) -> None:
    assert read(tmp_path, "id,name,email,telephone\n'=R4,'+1,,'+44 1\n") == {"=R4": Contact("+1", "", "+44 1")}


def test_everything_wrong_is_said_at_once(tmp_path: Path) -> None:
    text = "id,name,email\nR1,a,a@b\n,b,\nR2,c,c@x.example\nR2,d,d@x.example,and,more\nR2,e,\n"
    assert problems(tmp_path, text) == [
        "line 2, email: 'a@b'",
        "line 3, id: no id",
        "line 5: 5 cells",
        "line 6, id: 'R2'",
    ]


@pytest.mark.parametrize("text", ["", "name\nx\n", "id,id,name,email\n"])
def test_missing_and_repeated_headings_are_refused(tmp_path: Path, text: str) -> None:
    assert all(said.startswith("line 1: ") for said in problems(tmp_path, text))


def test_a_quote_that_is_not_closed_is_refused(tmp_path: Path) -> None:
    (said,) = problems(tmp_path, 'id,name,email\nR1,"a,b@x.example\n')
    assert said.startswith("sheet contacts, row 2: a quotation mark that is not closed")
