"""The rules, one file each, in the order of the specification: the table of contents."""

from scheduler.rule import Rule
from scheduler.rules import (
    availability,
    commitment,
    experience,
    fixed,
    host_week,
    independence,
    lead_load,
    locality,
    no_return_visit,
    one_lead,
    one_place,
    outside_hub,
    phase,
    reviewer_load,
    school_release,
    team_mix,
    team_size,
)

RULES: tuple[Rule, ...] = (
    outside_hub.RULE,
    locality.RULE,
    independence.RULE,
    availability.RULE,
    one_place.RULE,
    team_size.RULE,
    one_lead.RULE,
    lead_load.RULE,
    reviewer_load.RULE,
    school_release.RULE,
    host_week.RULE,
    team_mix.RULE,
    experience.RULE,
    phase.RULE,
    no_return_visit.RULE,
    commitment.RULE,
    fixed.RULE,
)
RULE_BY_ID = {rule.id: rule for rule in RULES}
CURED_BY_PEOPLE = frozenset(rule.id for rule in RULES if rule.cured_by_people)
"""Rules of which more people can end a breach; a breach of any other is certain, whatever else is planned."""
