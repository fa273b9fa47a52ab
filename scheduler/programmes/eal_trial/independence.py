"""independence: no school is trained at a centre with which it has a conflict. Arms are drawn, whoever is in them."""

from models.programmes.eal_trial import EALTrial
from scheduler.programmes.common import independence
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.arrays import Bools


def forbids(facts: ProgrammeFacts[EALTrial]) -> Bools:
    return facts.in_conflict(facts.instance.members, facts.instance.places)


RULE = ProgrammeRule(id="independence", sentence=independence.sentence, check=independence.check, forbids=forbids)
