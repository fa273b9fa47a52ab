"""Who really came: accounts, visits and experience count what happened, not what was planned."""

import json
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner

from models.before import Before
from models.digest import said
from models.instance import Instance, LedgerEntry
from models.planned import ReviewStates
from models.problem import InvalidInput
from models.schedule import Schedule
from scheduler.changes.carry_over import carry_over
from scheduler.changes.effective_instance import effective, with_states_of
from scheduler.changes.happened import as_held
from scheduler.changes.ledger import closing
from scheduler.cli import main
from scheduler.plan import Plan
from scheduler.repairs.rescheduling import reschedule
from scheduler.storage import dumps, load_plan, load_schedule, parse_schedule
from tests import tiny
from tests.agreeing import following
from tests.drawing import draw_instance
from tests.in_process import in_this_process
from tests.repairs.test_begun import drawn as changed_during_a_review
from tests.solving import PLAIN, outcome, without_fairness

SCHOOLS = tuple(tiny.school(name, km=20 * n, pupils=200) for n, name in enumerate("ABCDE"))
LEADS = tiny.lead("L1"), tiny.lead("L2")
TEAM = tuple(tiny.reviewer(f"R{school}", school) for school in "BCDE")
AUTUMN = tiny.instance(*SCHOOLS, *LEADS, *TEAM, tiny.review("A"), tiny.review("B"))
SPRING = tiny.instance(
    *SCHOOLS, *LEADS, *TEAM, tiny.SPRING, tiny.review("C", tiny.day(20), tiny.day(21), term="spring"), name="spring"
)
PLAN = tiny.schedule(tiny.held("A", "L1", "RB", "RC", on=tiny.day(3)))  # RB of B and RC of C review A, of size 2


def held(**absent: str | None) -> Schedule:
    """The plan, with who was absent and who came instead."""
    return PLAN.model_copy(update={"states": (ReviewStates(review="VA", absent=absent),)})


def accounts(schedule: Schedule) -> dict[str, tuple[int, int, int, int]]:
    """Received, sent, credited and owed of each school that has any."""
    entries = closing(AUTUMN, schedule)
    said = {one.school: (one.received, one.sent, one.credited, one.owed) for one in entries}
    return {school: numbers for school, numbers in said.items() if any(numbers)}


def test_all_came_who_were_planned() -> None:
    assert accounts(PLAN) == accounts(held()) == {"A": (2, 0, 0, 2), "B": (0, 1, 0, -1), "C": (0, 1, 0, -1)}


def test_who_did_not_come_was_not_sent_and_the_host_is_credited() -> None:
    """2 received = 0 sent + 1 credited + 1 owed at A; B sent nobody."""
    assert accounts(held(RB=None)) == {"A": (2, 0, 1, 1), "C": (0, 1, 0, -1)}


def test_who_came_instead_counts_for_their_school() -> None:
    assert accounts(held(RB="RD")) == {"A": (2, 0, 0, 2), "C": (0, 1, 0, -1), "D": (0, 1, 0, -1)}
    assert accounts(held(RB="RD", RC=None)) == {"A": (2, 0, 1, 1), "D": (0, 1, 0, -1)}


def test_the_next_term_knows_what_happened() -> None:
    """RB did not come, RD came instead of RC, and L2 led instead of L1."""
    spring = carry_over(AUTUMN, held(RB=None, RC="RD", L1="L2"), SPRING)
    assert [(visit.person, visit.host, visit.home) for visit in spring.visits] == [("L2", "A", None), ("RD", "A", "D")]
    assert {one.id: one.completed_reviews for one in spring.reviewers} == {"RB": 3, "RC": 3, "RD": 4, "RE": 3}
    assert spring.ledger_by_school["A"] == LedgerEntry(school="A", planned_size=2, received=2, credited=1, owed=1)
    assert spring.ledger_by_school["B"].owed == 0
    assert {review.id for review in spring.reviews} == {"VC", "VB"}, "A's was held"


@pytest.mark.parametrize("seed", range(30))
def test_accounts_balance_whatever_happened(seed: int) -> None:
    rng = Random(seed)
    facts = without_fairness(draw_instance(rng))
    made = outcome(facts).schedule
    if made is None:
        return
    made = draw_absences(rng, facts, made)
    entries, before, there = closing(facts, made), facts.ledger_by_school, as_held(Plan(facts, made))
    for entry in entries:
        assert entry.received + entry.debt_brought_in == entry.sent + entry.credited + entry.owed
    sent, credited = (sum(getattr(one, of) for one in entries) for of in ("sent", "credited"))
    assert sent - sum(one.sent for one in before.values()) == len(there.seats)
    sizes = sum(one.size for one in there.held)
    assert credited - sum(one.credited for one in before.values()) == sizes - len(there.seats)
    carried = carry_over(facts, made, following(facts))
    visits = {(visit.person, visit.host) for visit in carried.visits}
    assert visits == {(seat.reviewer.id, seat.held.host.id) for seat in there.seats} | {
        (one.lead.id, one.host.id) for one in there.held if one.lead
    }
    ended = {entry.school: entry.owed for entry in entries}
    assert {school: entry.owed for school, entry in carried.ledger_by_school.items()} == ended


def draw_absences(rng: Random, facts: Instance, made: Schedule) -> Schedule:
    states = []
    for planned in made.reviews:
        free = [one for one in facts.reviewer_by_id if one not in planned.reviewers]
        rng.shuffle(free)
        absent: dict[str, str | None] = {
            person: free.pop() if free and rng.random() < 0.5 else None
            for person in planned.reviewers
            if rng.random() < 0.4
        }
        others = [one for one in facts.lead_by_id if one != planned.lead]
        if planned.lead is not None and others and rng.random() < 0.3:
            absent[planned.lead] = rng.choice(others)
        states.append(ReviewStates(review=planned.review, absent=absent))
    drawn = made.model_copy(update={"states": tuple(states)})
    assert parse_schedule(dumps(drawn), facts) == drawn
    return drawn


@pytest.mark.parametrize("seed", range(20))
def test_a_repair_keeps_who_came_to_what_has_begun(seed: int) -> None:
    what = changed_during_a_review(seed)
    if what is None:
        return
    facts, made, changes = what
    notice = changes[0].notice
    all_absent = draw_absences(Random(seed), facts, made)
    begun = {one.review for one in made.reviews if one.slot is not None and one.slot <= notice}
    made = made.model_copy(update={"states": tuple(one for one in all_absent.states if one.review in begun)})
    done = reschedule(facts, made, changes, PLAIN)
    slots = {one.review: one.slot for one in made.reviews}
    for repaired in (one.schedule for one in done.repairs if one.schedule is not None):
        again = parse_schedule(dumps(repaired), facts)
        after = {one.review: one.absent for one in again.states}
        stays = {one.review for one in again.reviews if one.slot == slots.get(one.review)}
        for states in made.states:
            assert after.get(states.review, {}) == (states.absent if states.review in stays else {})
        for entry in closing(effective(facts, again), again):
            assert entry.received + entry.debt_brought_in == entry.sent + entry.credited + entry.owed


@pytest.mark.parametrize(
    ("absent", "value", "expected"),
    [
        ({"RD": None}, "'RD' absent, nobody instead", "one of L1, RB, RC absent, as planned for VA"),
        ({"L1": None}, "'L1' absent, nobody instead", "who led instead"),
        ({"L1": "RD"}, "'L1' absent, 'RD' instead", "the id of a Lead Reviewer"),
        ({"RB": "L2"}, "'RB' absent, 'L2' instead", "the id of a reviewer"),
        ({"RB": "R?"}, "'RB' absent, 'R?' instead", "the id of a reviewer"),
        ({"RB": "RC"}, "'RB' absent, 'RC' instead", "somebody instead who was not planned for VA"),
        ({"RB": "RD", "RC": "RD"}, "'RC' absent, 'RD' instead", "and each once"),
    ],
)
def test_what_cannot_have_happened_is_refused(absent: dict[str, str | None], value: str, expected: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_schedule(dumps(held(**absent)), AUTUMN)
    assert value in str(refused.value)
    assert expected in str(refused.value)
    assert "$.states[0].absent" in str(refused.value)


def test_what_is_not_said_is_not_in_the_file_nor_in_the_digest() -> None:
    """So that schedules of older versions, and certificates of their repairs, stay as they are."""
    assert "absent" not in dumps(held()) + dumps(PLAN)
    before, with_absence = (Before(notice=tiny.day(2), states=one.states) for one in (held(), held(RB=None)))
    assert "absent" not in str(said(before))
    assert "absent" in str(said(with_absence))


def test_a_plan_filled_anew_keeps_what_is_said_of_those_still_there() -> None:
    moved = PLAN.model_copy(update={"reviews": (tiny.held("A", "L1", "RC", on=tiny.day(3)),)})
    assert with_states_of(held(RB=None, RC="RD"), moved).states[0].absent == {"RC": "RD"}


def test_who_left_and_had_never_come_is_absent(folder: Path) -> None:
    """RB is ill from the first day of A's review on: the repair says that RB left it, which counts as sent."""
    ill = f'{{"kind": "drop-out", "notice": "{FIRST}", "person": "RB", "days": "{FIRST}/{tiny.day(6)}"}}'
    assert CliRunner().invoke(main, ["reschedule", "instance.json", "plan.json", ill, "--deterministic"]).exit_code == 0
    assert CliRunner().invoke(main, ["reschedule", "instance.json", "plan.json", "--apply", "1"]).exit_code == 0
    judged, made = load_plan("plan.json", AUTUMN)
    before = {one.school: one.sent for one in closing(judged, made)}
    assert before["B"] == 1
    mark("VA/RB", "--absent", "--pin", "--instead", "RD", "--on", FIRST)
    judged, made = load_plan("plan.json", AUTUMN)
    assert {one.school: one.sent for one in closing(judged, made)} == {**before, "B": 0, "D": before["D"] + 1}
    assert made.states[0].pins == (), "nobody is pinned who is not there"


def test_a_repair_keeps_what_is_said_of_who_came(folder: Path) -> None:
    """Also of somebody who is taken out of the review by it."""
    mark("VA/RB", "--absent", "--on", FIRST)
    mark("VA/RC", "--absent", "--instead", "RD", "--on", FIRST)
    ill = f'{{"kind": "drop-out", "notice": "{FIRST}", "person": "RB", "days": "{FIRST}/{tiny.day(6)}"}}'
    assert CliRunner().invoke(main, ["reschedule", "instance.json", "plan.json", ill, "--deterministic"]).exit_code == 0
    assert CliRunner().invoke(main, ["reschedule", "instance.json", "plan.json", "--apply", "1"]).exit_code == 0
    assert absent() == {"RB": None, "RC": "RD"}


# By hand


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    in_this_process(monkeypatch)
    monkeypatch.chdir(tmp_path)
    Path("instance.json").write_text(dumps(AUTUMN))
    Path("plan.json").write_text(dumps(PLAN))
    return tmp_path


def mark(*words: str, code: int = 0) -> str:
    result = CliRunner().invoke(main, ["mark", "instance.json", "plan.json", *words])
    assert result.exit_code == code, result.output
    return " ".join(result.output.split())


def absent() -> dict[str, str | None]:
    states = load_schedule("plan.json", AUTUMN).states
    return states[0].absent if states else {}


FIRST = str(tiny.day(3))


def test_mark_says_who_came(folder: Path) -> None:
    assert "RB absent" in mark("VA/RB", "--absent", "--on", FIRST)
    assert "RC replaced by RD" in mark("VA/RC", "--absent", "--instead", "RD", "--on", FIRST)
    mark("VA/lead", "--absent", "--instead", "L2", "--on", FIRST)
    assert absent() == {"RB": None, "RC": "RD", "L1": "L2"}
    shown = CliRunner().invoke(main, ["show", "instance.json", "plan.json", "--json"])
    assert [one["instead"] for one in json.loads(shown.stdout)["happened"]] == [None, "RD", "L2"]
    CliRunner().invoke(main, ["report", "instance.json", "plan.json", "-o", "report.html"])
    assert "What happened otherwise than planned" in Path("report.html").read_text()
    mark("VA/RC", "--attended", "--on", FIRST)
    assert absent() == {"RB": None, "L1": "L2"}
    mark("VA", "--attended", "--on", FIRST)
    assert absent() == {}
    steps = CliRunner().invoke(main, ["history", "plan.json", "--json"]).stdout
    assert [one["what"] for one in json.loads(steps)["history"]][:2] == [
        "marked absent: VA/RB",
        "marked replaced by RD: VA/RC",
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("VA/RB", "--absent", "--on", str(tiny.day(2))), f"which begins on {FIRST}; expected a review that has begun"),
        (("VA/RB", "--absent"), "--on: found no day"),
        (("VA", "--absent", "--on", FIRST), "VA: found no person; expected VA/PERSON or VA/lead"),
        (("VA/lead", "--absent", "--on", FIRST), "VA/L1: found 'L1' absent, nobody instead; expected who led instead"),
        (("VA/RB", "--absent", "--instead", "RX", "--on", FIRST), "VA/RB: found 'RB' absent, 'RX' instead"),
        (("VA/RB", "--instead", "RD", "--on", FIRST), "add --absent"),
    ],
)
def test_a_mark_that_cannot_be_so_is_refused(folder: Path, words: tuple[str, ...], said: str) -> None:
    before = Path("plan.json").read_bytes()
    assert said in mark(*words, code=2)
    assert Path("plan.json").read_bytes() == before


def test_nobody_was_at_two_places_on_a_day(folder: Path) -> None:
    """RD is at B's review on A's last two days."""
    both = tiny.schedule(*PLAN.reviews, tiny.held("B", "L2", "RD", on=tiny.day(3, 2)))
    Path("plan.json").write_text(dumps(both))
    instead = ("VA/RB", "--absent", "--instead", "RD", "--on", str(tiny.day(3, 3)))
    said = mark(*instead, code=2)
    assert f"VA/RB: found 'RD', who was at VB on {tiny.day(3, 2)}; expected somebody who was at one place" in said
    assert "absent there: VB/RD" in said
    mark("VB/RD", "--absent", "--on", str(tiny.day(3, 3)))
    mark(*instead)
    said = mark("VB/RD", "--attended", "--on", str(tiny.day(3, 3)), code=2)
    assert f"VB/RD: found 'RD', who was at VA on {tiny.day(3, 2)}" in said
