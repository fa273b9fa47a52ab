"""Schools' accounts: as they were before this schedule, and as they are when it is over."""

from models.instance import LedgerEntry
from scheduler.changes.ledger import closing
from scheduler.plan import Plan
from scheduler.showing.table import Table


def by_account(plan: Plan) -> Table:
    """Each school's account this school year, before and after; received + debt brought in = sent + credited + owed."""
    instance = plan.instance
    rows = []
    for after in closing(instance, plan.schedule):
        before = instance.ledger_by_school.get(after.school) or LedgerEntry(school=after.school)
        name = instance.school_by_id[after.school].name
        pairs = ((getattr(before, field), getattr(after, field)) for field in ("received", "sent", "credited", "owed"))
        rows.append((name, before.debt_brought_in, *(number for pair in pairs for number in pair)))
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
        rows=tuple(sorted(rows)),
        note="received + debt brought in = sent + credited + owed; what is owed below 0 is credit.",
    )
