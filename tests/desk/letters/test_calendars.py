"""Calendar files: whole days in no time zone, an id that stays, and nobody in them whom they do not concern."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from icalendar import Calendar

from models.planned import ReviewStates, State
from models.problem import InvalidInput
from models.told import Role
from scheduler.desk.contacts import Contact, Contacts
from scheduler.desk.letters.calendars import CANCEL, PUBLISH, REQUEST, Binder, Entry, uid
from scheduler.desk.letters.lines import Line, Recipient
from scheduler.desk.letters.naming import Naming
from scheduler.desk.letters.whole_calendars import Of, calendar
from scheduler.plan import Plan
from tests import tiny
from tests.desk.letters.test_news import LATER, WORLD, A

ON = date(2018, 9, 1)
R1, L1, HOST = Recipient(Role.REVIEWER, "R1"), Recipient(Role.LEAD, "L1"), Recipient(Role.HOST, "A")
PLAN = tiny.plan(WORLD, A, tiny.held("B", "L1", "R3", on=LATER))
NAMES = {"R1": Contact("Bo Moe", "bo@x.example"), "L1": Contact("Ann Lee"), "R3": Contact("Cy Roe")}


def binder(contacts: Contacts | None = None, sender: str = "") -> Binder:
    return Binder(Naming(WORLD, contacts or {}), ON, sender)


def text(of: Of) -> str:
    return calendar(PLAN, of, binder(NAMES)).content.decode().replace("\r\n ", "")


def test_an_event_is_three_whole_days_and_ends_on_the_day_after() -> None:
    content = binder().calendar(REQUEST, [Entry(Line("VA", date(2018, 10, 24)), R1, 3)])
    assert content.decode().split("\r\n") == [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//qa-scheduler//reviews//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        "BEGIN:VEVENT",
        "SUMMARY:QA Review at School A",
        "DTSTART;VALUE=DATE:20181024",
        "DTEND;VALUE=DATE:20181027",
        "DTSTAMP:20180901T000000Z",
        f"UID:{uid('tiny', 'VA', R1)}",
        "SEQUENCE:3",
        "LOCATION:School A",
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]


@pytest.mark.parametrize("slot", [date(2018, 10, 26), date(2019, 3, 29), date(2018, 12, 30), date(2020, 2, 27)])
def test_neither_clock_change_nor_the_end_of_a_month_moves_a_day(slot: date) -> None:
    event: Any = Calendar.from_ical(binder().calendar(REQUEST, [Entry(Line("VA", slot), R1)])).events[0]
    assert (event["DTEND"].dt - event["DTSTART"].dt).days == 3
    assert event["DTSTAMP"].dt == datetime(2018, 9, 1, tzinfo=UTC)


def test_a_cancellation_says_so() -> None:
    event = Calendar.from_ical(binder().calendar(CANCEL, [Entry(Line("VA", LATER), R1, 1)])).events[0]
    assert event["STATUS"] == "CANCELLED"


def test_an_id_is_of_instance_review_and_recipient_and_says_nothing_of_them() -> None:
    ids = {uid(name, review, to) for name in ("a", "b") for review in ("VA", "VB") for to in (R1, L1, HOST, None)}
    assert len(ids) == 16
    assert uid("tiny", "VA", R1) == "2aff3c1ac0c8e02f2cb49f10ec55ed9723e9fdca@qa-scheduler"


def test_sender_and_recipient_are_named_where_they_are_known() -> None:
    event = Calendar.from_ical(binder(NAMES, "me@x.example").calendar(REQUEST, [Entry(Line("VA", LATER), R1)])).events[
        0
    ]
    assert event["ORGANIZER"] == "mailto:me@x.example"
    assert (event["ATTENDEE"], dict(event["ATTENDEE"].params)) == (
        "mailto:bo@x.example",
        {"CN": "Bo Moe", "RSVP": "FALSE"},
    )


def test_a_reviewers_calendar_names_nobody() -> None:
    said = text(Of(person="R1"))
    assert "QA Review at School A" in said
    assert not any(name in said for name in ("Ann", "L1", "Roe", "R2", "Bo", "School B"))


def test_a_leads_calendar_names_the_teams() -> None:
    said = text(Of(person="L1"))
    assert "SUMMARY:QA Review at School B (you lead)" in said
    assert "Team: Bo Moe (School B)\\, R2 (School C)" in said
    assert "Ann" not in said


def test_a_hosts_calendar_names_lead_and_team_of_its_own_review() -> None:
    said = text(Of(host="A"))
    assert "SUMMARY:QA Review at our school" in said
    assert "Lead Reviewer: Ann Lee\\nTeam: Bo Moe (School B)\\, R2 (School C)" in said
    assert "Roe" not in said and said.count("BEGIN:VEVENT") == 1


def test_the_whole_term_and_a_hub_hold_drafts_as_tentative() -> None:
    draft = PLAN.schedule.model_copy(update={"states": (ReviewStates(review="VA", slot=State.DRAFT),)})
    plan = Plan(WORLD, draft)
    events = Calendar.from_ical(calendar(plan, Of(), binder()).content).events
    assert [(event["LOCATION"], event["STATUS"]) for event in events] == [
        ("School A", "TENTATIVE"),
        ("School B", "CONFIRMED"),
    ]
    assert calendar(plan, Of(hub="hub-B"), binder()).reviews == 1
    assert [calendar(plan, of, binder()).reviews for of in (Of(host="A"), Of(person="R1"))] == [0, 0]


@pytest.mark.parametrize("of", [Of(hub="hub-"), Of(host="AA"), Of(person="R")])
def test_who_or_what_is_not_there_is_refused(of: Of) -> None:
    with pytest.raises(InvalidInput, match=r"of the instance\. Maybe"):
        calendar(PLAN, of, binder())


def test_what_is_published_asks_for_nothing() -> None:
    made = Calendar.from_ical(calendar(PLAN, Of(person="R1"), binder(NAMES, "me@x.example")).content)
    assert made["METHOD"] == PUBLISH
    assert "ATTENDEE" not in made.events[0] and "ORGANIZER" not in made.events[0]
