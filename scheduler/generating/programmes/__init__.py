"""Instances of the network's other programmes: of the Annual Report's schools, and by recipe of any."""

from collections.abc import Callable

from models.programmes.instance import ProgrammeInstance
from scheduler.generating.programmes.challenge_the_gap import challenge_the_gap_2018
from scheduler.generating.programmes.eal_trial import eal_trial_2018
from scheduler.generating.programmes.getting_ahead_london import getting_ahead_london_2018
from scheduler.generating.programmes.growing_the_top import growing_the_top_2018
from scheduler.generating.programmes.leadership_development_days import leadership_development_days_2018

MAKERS: dict[str, Callable[[], ProgrammeInstance]] = {
    make.__name__.replace("_", "-"): make
    for make in (
        leadership_development_days_2018,
        growing_the_top_2018,
        getting_ahead_london_2018,
        challenge_the_gap_2018,
        eal_trial_2018,
    )
}
"""The bundled ones by name, each made again byte for byte."""
