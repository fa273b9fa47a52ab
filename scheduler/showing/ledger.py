"""Schools' accounts: as they were before this schedule, and as they are when it is over."""

from models.instance import LedgerEntry
from models.network import School
from scheduler.changes.ledger import closing
from scheduler.plan import Plan
from scheduler.showing.table import Table


def in_order(plan: Plan) -> tuple[School, ...]:
    """The schools, in the order of the rows of `by_account`."""
    return tuple(sorted(plan.instance.schools, key=lambda school: (school.name, school.id)))


def by_account(plan: Plan) -> Table:
    """Each school's account this school year, before and after; received + debt brought in = sent + credited + owed."""
    instance = plan.instance
    closed = {after.school: after for after in closing(instance, plan.schedule)}
    rows = []
    for school in in_order(plan):
        after = closed[school.id]
        before = instance.ledger_by_school.get(after.school) or LedgerEntry(school=after.school)
        pairs = ((getattr(before, field), getattr(after, field)) for field in ("received", "sent", "credited", "owed"))
        rows.append((school.name, before.debt_brought_in, *(number for pair in pairs for number in pair)))
    return Table(
        key="ledger",
        title="Schools' accounts, before and after",
        columns=(
            "School",
            "Debt brought in",
            "Received before",
            "Received after",
            "Sent before",
            "Sent after",
            "Credited before",
            "Credited after",
            "Owed before",
            "Owed after",
        ),
        rows=tuple(rows),
        note="received + debt brought in = sent + credited + owed; what is owed below 0 is credit.",
    )
