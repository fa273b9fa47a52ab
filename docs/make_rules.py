"""Write the page of rules and goals: `python docs/make_rules.py > docs/rules.md`."""

import sys

from models.policy import Policy
from scheduler.showing.reports import goals_in_order, rules_table
from scheduler.showing.table import Table

PAGE = """# Rules and goals

With the network's own numbers. `qa-scheduler rules INSTANCE` prints them with those in force there. Each rule is one
file in `scheduler/rules/`, each goal one in `scheduler/goals/`.

## Rules: never broken

{rules}

A rule that can be switched off is so by the policy's `without` or by `--without RULE`; it is then still checked, and
its breaches are listed. A waiver sets one such rule aside for one person and one review.

## Goals: each decided before the next is looked at

{goals}

Goals are never hard: none makes an instance impossible. Distances are great circle, one way, in whole km; of
trusts in the place of schools, from the nearest pair of their schools. What differs for them is a number of the policy:
[programmes.md](programmes.md#mat-peer-review).
"""


def markdown(table: Table, columns: tuple[str, ...]) -> str:
    """The named columns of a table."""
    rows = [[str(row[table.columns.index(name)]) for name in columns] for row in table.rows]
    return "\n".join(["| " + " | ".join(row) + " |" for row in [list(columns), ["---"] * len(columns), *rows]])


if __name__ == "__main__":
    rules = markdown(rules_table(Policy()), ("Rule", "Sentence", "Can be switched off"))
    goals = markdown(goals_in_order(Policy()), ("Order", "Goal", "Sentence", "Later goals may give back"))
    sys.stdout.write(PAGE.format(rules=rules, goals=goals))
