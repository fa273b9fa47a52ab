"""The network's other programmes: groups of schools or people, with dates, made by the engine that makes schedules.

A programme is a few columns and rows of the same algebra (`scheduler/tables/rows.py`). Each has a folder: `columns.py`,
a file a rule, `goals.py`, and in its `__init__` what it is. `common/` has the rules that all share.
"""

from models.programmes.instance import ProgrammeInstance
from scheduler.programmes import (
    challenge_the_gap,
    eal_trial,
    getting_ahead_london,
    growing_the_top,
    leadership_development_days,
)
from scheduler.programmes.unit import Programme

PROGRAMMES: tuple[Programme, ...] = (
    leadership_development_days.PROGRAMME,
    growing_the_top.PROGRAMME,
    getting_ahead_london.PROGRAMME,
    challenge_the_gap.PROGRAMME,
    eal_trial.PROGRAMME,
)
"""All programmes, in the order in which they are listed."""
BY_ID = {programme.id: programme for programme in PROGRAMMES}


def programme_of(instance: ProgrammeInstance) -> Programme:
    """The programme of an instance."""
    return BY_ID[instance.programme]
