"""The workbook to fill in: a small example in rows that nobody reads, and a term's dates to replace."""

from datetime import date

from models.calendar import Calendar, Days, Term
from models.instance import Fixed, Instance, LedgerEntry, Origin, Review, Visit, Waiver
from models.network import Hub, Phase, School
from models.people import Lead, Reviewer
from scheduler.desk.contacts import Contact
from scheduler.desk.workbook.writing import workbook_of

_CONTACTS = {"R0001": Contact("A. Example", "a.example@school.example", "01632 960001")}


def blank_workbook() -> bytes:
    """The bytes of its file. The term is the spring term of 2027 in most of England: correct it to yours."""
    return workbook_of(_example(), _CONTACTS, blank=True)


def _example() -> Instance:
    spring = Days(first=date(2027, 1, 4), last=date(2027, 3, 25))
    half_term = Days(first=date(2027, 2, 15), last=date(2027, 2, 19))
    return Instance(
        name="spring-2027",
        origin=Origin(text="Our own register."),
        school_year="2026-27",
        terms=(Term(id="spring", number=2, calendar="A", first_day=spring.first, last_day=spring.last),),
        calendars=(Calendar(id="A", name="most of England", open=(spring,), closed=(half_term,)),),
        areas=("literacy", "mathematics", "leadership"),
        hubs=(Hub(id="H01", name="Northern Hub"),),
        schools=(
            School(
                id="100001",
                name="Ash Primary School",
                hub="H01",
                phase=Phase.PRIMARY,
                latitude=52.6268,
                longitude=-1.136,
                pupils=420,
                local_authority="Leicester",
                trust="Ash Trust",
                calendar="A",
                closed=(Days(first=date(2027, 1, 4), last=date(2027, 1, 4)),),
                strong_in=("literacy",),
                works_on=("mathematics", "leadership"),
            ),
        ),
        reviewers=(
            Reviewer(
                id="R0001",
                school="100001",
                completed_reviews=2,
                furthest_km=120,
                conflicts=("100002",),
                away=(
                    Days(first=date(2027, 1, 11), last=date(2027, 1, 15)),
                    Days(first=date(2027, 3, 4), last=date(2027, 3, 5)),
                ),
            ),
        ),
        leads=(Lead(id="L01", latitude=51.5074, longitude=-0.1278),),
        reviews=(
            Review(id="review-100001", host="100001", term="spring", slots=(date(2027, 1, 19), date(2027, 2, 2))),
        ),
        visits=(Visit(person="R0001", host="100002", home="100001", school_year="2025-26", slot=date(2026, 3, 10)),),
        ledger=(LedgerEntry(school="100001", planned_size=3, received=3, sent=1, owed=2),),
        fixed=(Fixed(review="review-100001", slot=date(2027, 1, 19), lead="L01", reason="agreed in November"),),
        waivers=(
            Waiver(
                rule="locality",
                person="R0001",
                review="review-100001",
                allowed_by="the hub manager",
                reason="lives elsewhere",
            ),
        ),
    )
