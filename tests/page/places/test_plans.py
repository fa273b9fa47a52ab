"""Plans: a workbook brought in is read as `import --check` reads it, and saved where no file is."""

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from httpx2 import Response
from openpyxl import load_workbook
from starlette.testclient import TestClient

from scheduler.desk.doing.importing import Read
from scheduler.desk.workbook.importing import Imported
from scheduler.desk.workbook.writing import workbook_of
from scheduler.page import uploads
from scheduler.processes.child import Finished
from scheduler.storage import load_instance
from tests.page.browsing import browser, id_of, plan_folder, words

NAMES = ("<img src=x onerror=alert(1)>.xlsx", "../../evil.xlsx", "..\\CON.xlsx", "\u202egnp.xlsx", "a" * 300 + ".xlsx")


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A workbook is read in this process, which is quicker."""
    monkeypatch.setattr(uploads, "run_child", lambda work, task, hear, _: Finished(work(task, hear)))


def good() -> bytes:
    return workbook_of(load_instance("two-schools"))


def wrong(rows: int = 60) -> bytes:
    """The same with so many wrong rows, one of them hostile."""
    book = load_workbook(BytesIO(good()))
    page = book["Reviewers"]
    for n in range(rows):
        page.append([f"R{n}", "<script>alert(1)</script>"])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def sent(client: TestClient, content: bytes, name: str = "spring.xlsx") -> Response:
    return client.post("/import", files={"workbook": (name, content)})


@pytest.mark.usefixtures("here")
def test_what_is_wrong_is_listed_by_sheet_and_cell_and_all_of_it_can_be_had(tmp_path: Path) -> None:
    content = wrong()
    with browser(tmp_path) as client:
        answer = sent(client, content)
        page: Any = client.app.state.page  # type: ignore[attr-defined]
        remarks = page.uploads.get(answer.url.path.rpartition("/")[2]).read.found.errors
        said = words(answer)
        assert f"{len(remarks)} problems to mend" in said
        assert f"And {len(remarks) - 50} more." in said
        assert str(remarks[0].problem.expected) in said
        assert "<script>alert" not in answer.text
        listed = client.get(f"{answer.url.path}/problems.csv").text
        assert listed.count("\n") >= len(remarks)
        copy = client.get(f"{answer.url.path}/marked.xlsx")
        assert "Problems" in load_workbook(BytesIO(copy.content)).sheetnames
        assert client.post(f"{answer.url.path}/save", data={"name": "x"}).status_code == 409
        assert not (tmp_path / "x.xlsx").exists()


@pytest.mark.usefixtures("here")
def test_what_is_right_is_saved_where_no_file_is(tmp_path: Path) -> None:
    saved_where_no_file_is(tmp_path)


@pytest.mark.soak
def test_what_is_right_is_saved_where_no_file_is_by_a_process_of_its_own(tmp_path: Path) -> None:
    saved_where_no_file_is(tmp_path)


def saved_where_no_file_is(tmp_path: Path) -> None:
    content = good()
    (tmp_path / "spring.xlsx").write_bytes(b"mine")
    with browser(tmp_path) as client:
        page = sent(client, content).url.path
        assert "two-schools: 2 reviews" in words(client.get(page))
        assert client.post(f"{page}/save", data={"name": "spring.xlsx"}).status_code == 422
        assert client.post(f"{page}/save", data={"name": "../spring-2"}).status_code == 422
        assert client.post(f"{page}/save", data={"name": "spring-2"}).status_code == 200
        assert "2 reviews" in words(client.get("/solve", params={"instance": "spring-2.xlsx"}))
    assert (tmp_path / "spring.xlsx").read_bytes() == b"mine"
    assert (tmp_path / "spring-2.xlsx").read_bytes() == content
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 cut off", b"name,school\nR1,A\n", b"<html></html>"])
@pytest.mark.usefixtures("here")
def test_what_is_no_workbook_is_refused_by_its_own_name(tmp_path: Path, content: bytes) -> None:
    with browser(tmp_path) as client:
        answer = sent(client, content, "my term.xlsx")
        assert answer.status_code == 422
        assert "my term.xlsx" in words(answer)
        assert "/tmp" not in answer.text


def test_a_hostile_name_is_drawn_as_text_and_is_no_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Read(tmp_path / "term.xlsx", Imported((), {}, load_instance("two-schools")))
    monkeypatch.setattr(uploads, "run_child", lambda *_: Finished((found, b"", ())))
    with browser(tmp_path) as client:
        for name in NAMES:
            answer = sent(client, b"the workbook", name)
            assert answer.status_code == 200
            assert "<img" not in answer.text
            assert "\u202e" not in answer.text
            proposed = answer.text.partition('name="name" value="')[2].partition('"')[0]
            assert client.post(f"{answer.url.path}/save", data={"name": f"{proposed}-2"}).status_code == 200
            assert [path.name for path in tmp_path.iterdir()] == [f"{proposed}-2.xlsx"]
            next(tmp_path.iterdir()).unlink()


@pytest.mark.parametrize("name", ["term.xls", "term.json", "", "xlsx"])
@pytest.mark.usefixtures("here")
def test_a_file_of_another_ending_is_refused(tmp_path: Path, name: str) -> None:
    with browser(tmp_path) as client:
        assert sent(client, good(), name).status_code == 422


def test_what_is_not_kept_any_more_says_so(tmp_path: Path) -> None:
    with browser(tmp_path) as client:
        assert "bring it in again" in words(client.get("/imports/nothing"))


def test_the_files_of_a_plan_are_those_of_the_commands(tmp_path: Path) -> None:
    plan_folder(tmp_path)
    with browser(tmp_path) as client:
        page = f"/plans/{id_of(client)}/files"
        assert "qa-scheduler export two-schools plan.json -o plan.xlsx" in words(client.get(page))
        found: dict[str, Any] = {
            kind: client.get(f"{page}/{kind}", params={"on": "2018-09-03"})
            for kind in ("workbook", "report", "calendar")
        }
        assert "Plan" in load_workbook(BytesIO(found["workbook"].content)).sheetnames
        assert found["report"].text.startswith("<!DOCTYPE html>")
        assert found["calendar"].text.startswith("BEGIN:VCALENDAR")
        for answer in found.values():
            assert answer.headers["content-disposition"].startswith("attachment")
        assert "the day of the letters" in words(client.get(f"{page}/calendar"))
        assert client.get(f"{page}/calendar", params={"on": "2018-09-03", "hub": "<b>"}).status_code == 422
        assert client.get(f"{page}/other").status_code == 404
