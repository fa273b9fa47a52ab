"""One school by itself: what it is, its own review, who comes to it, whom it sends, and its account."""

from dataclasses import replace

from models.network import School
from models.told import Role
from scheduler.desk.looking.one_person import told
from scheduler.desk.looking.people import by_person
from scheduler.desk.report.cards import Card, card
from scheduler.plan import Plan
from scheduler.showing.burdens import by_fairness
from scheduler.showing.ledger import by_account, in_order
from scheduler.showing.table import Table
from scheduler.showing.views import by_reviewer, by_school, schools_in_order, visits_in_order


def own_rows(plan: Plan, school: School) -> tuple[Table, Table]:
    """Its commitment and its account: its own rows of the tables of all schools."""
    (commitments,), accounts = by_school(plan), by_account(plan)
    commitment = commitments.rows[schools_in_order(plan).index(school)]
    account = accounts.rows[in_order(plan).index(school)]
    return (
        replace(commitments, title="Its commitment", rows=(commitment,)),
        replace(accounts, title="Its account, before and after", rows=(account,)),
    )


def visits(plan: Plan, school: School) -> tuple[Table, Table]:
    """Who comes to it, and whom it sends where."""
    (table,) = by_reviewer(plan)
    pairs = list(zip(table.rows, visits_in_order(plan), strict=True))
    received = tuple(row for row, seat in pairs if seat.held.host.id == school.id)
    sent = tuple(row for row, seat in pairs if seat.home.id == school.id)
    return (
        replace(table, key="received", title="Who comes" if received else "Nobody comes.", rows=received),
        replace(table, key="sent", title="Whom it sends" if sent else "It sends nobody.", rows=sent),
    )


def its_reviewers(plan: Plan, school: School) -> Table:
    """Its own people."""
    table, _ = by_person(plan)
    own = {one.id for one in plan.instance.reviewers if one.school == school.id}
    rows = tuple(row for row in table.rows if row[0] in own)
    return replace(table, key="own", title="Its reviewers" if rows else "It has no reviewers.", rows=rows)


def its_card(plan: Plan, school: School) -> Card:
    """What its reviewers travel, beside the median of all schools."""
    schools, _, _ = by_fairness(plan)
    return card(schools, 1 + schools_in_order(plan).index(school))


def told_as_host(plan: Plan, school: School) -> Table:
    """What it was last told by letters about its own review."""
    return told(plan, school.id, Role.HOST)
