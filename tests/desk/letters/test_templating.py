"""Templates that the user replaces: they say what they like, do nothing, and are refused in words."""

from pathlib import Path

import pytest

from models.problem import InvalidInput
from scheduler.desk.letters.posting import Post
from scheduler.desk.letters.templating import BUILT_IN, NAMES
from tests.desk.letters.rebuilt import read_mail, text_of
from tests.desk.letters.test_calendars import NAMES as CONTACTS
from tests.desk.letters.test_calendars import ON, PLAN


def post(tmp_path: Path, **templates: str) -> Post:
    for name, text in templates.items():
        (tmp_path / f"{name}.txt.j2").write_text(text, encoding="utf-8")
    return Post(PLAN, ON, templates=tmp_path)


def letters(made: Post) -> dict[str, str]:
    return {
        name[5:-4]: f"{(mail := read_mail(content))['Subject']}\n{text_of(mail)}"
        for name, content in made.files.items()
        if name.endswith(".eml")
    }


def refused(tmp_path: Path, **templates: str) -> str:
    with pytest.raises(InvalidInput) as error:
        _ = post(tmp_path, **templates).files
    assert len(error.value.problems) == 1
    return str(error.value.problems[0])


def test_a_template_of_the_users_own_replaces_ours_and_the_others_stay(tmp_path: Path) -> None:
    said = letters(post(tmp_path, reviewer="Subject: Hello {{ name }}\nOn {{ reviews[0].days }}, grüße.\n"))
    assert said["R1"] == "Hello R1\nOn Mon-Wed 3 Sep 2018, grüße.\n"
    assert said["L1"].startswith("The QA Reviews you lead\nDear L1,")


def test_a_lead_may_be_given_the_addresses_of_the_team(tmp_path: Path) -> None:
    """A reviewer's letter has none to give."""
    (tmp_path / "lead.txt.j2").write_text("Subject: x\n{{ reviews[0].emails }}")
    (tmp_path / "reviewer.txt.j2").write_text("Subject: x\n{{ reviews[0].emails }}")
    said = letters(Post(PLAN, ON, templates=tmp_path, contacts=CONTACTS))
    assert said["L1"] == "x\n['bo@x.example']\n"
    assert said["R2"] == "x\n[]\n"


def test_a_shared_part_can_be_replaced_alone(tmp_path: Path) -> None:
    said = letters(
        post(tmp_path, changes="{% for change in changes %}* {{ change.host }}: {{ change.now }}\n{% endfor %}")
    )
    assert "\n* School A: Mon-Wed 3 Sep 2018\n" in said["R1"]


def test_every_template_that_can_be_replaced_is_there() -> None:
    assert {path.name for path in BUILT_IN.iterdir()} == set(NAMES)


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("Subject: x\n{% if %}", "reviewer.txt.j2 line 2", "Expected an expression"),
        ("Subject: x\n\n{{ nmae }}", "reviewer.txt.j2 line 3", "'nmae' is undefined"),
        ("Subject: x\n{{ changes[7].host }}", "reviewer.txt.j2 line 2", "no element 7"),
        ("Subject: x\n{{ 1 / 0 }}", "reviewer.txt.j2 line 2", "division by zero"),
        ("Subject: x\n{{ name + 1 }}", "reviewer.txt.j2 line 2", "can only concatenate"),
        ("Subject: x\n{{ name.__class__.__mro__ }}", "reviewer.txt.j2 line 2", "unsafe"),
        ("Subject: x\n{{ changes.append(1) }}", "reviewer.txt.j2 line 2", "unsafe"),
        ("Subject: x\n{% for n in range(99999999) %}{% endfor %}", "reviewer.txt.j2 line 2", "range"),
        ('Subject: x\n{% include "../../x" %}', "reviewer.txt.j2 line 2", "../../x"),
        ('Subject: x\n{% include "/etc/passwd" %}', "reviewer.txt.j2 line 2", "/etc/passwd"),
        ("Dear {{ name }}", "reviewer.txt.j2 line 1", "Subject:"),
        ("Subject:\nDear", "reviewer.txt.j2 line 1", "Subject:"),
        ("", "reviewer.txt.j2 line 1", "Subject:"),
    ],
)
def test_a_wrong_template_is_refused_with_its_line(tmp_path: Path, text: str, where: str, said: str) -> None:
    message = refused(tmp_path, reviewer=text)
    assert message.startswith(f"{where}: found ")
    assert said in message


def test_the_line_is_that_of_the_part_that_is_wrong(tmp_path: Path) -> None:
    assert refused(tmp_path, changes="\n\n{{ nobody }}").startswith("changes.txt.j2 line 3: ")


def test_what_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "lead.txt.j2").write_bytes(b"Subject: \xff\n")
    assert "lead.txt.j2" in refused(tmp_path)


def test_a_folder_without_templates_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"none of the templates' files; expected a folder with reviewer\.txt\.j2"):
        Post(PLAN, ON, templates=tmp_path)
