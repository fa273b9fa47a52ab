"""The instances that come with the project."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from models.instance import Instance
from scheduler.generating.network import generate
from scheduler.generating.planted import PLANTED
from scheduler.generating.recipe import Recipe
from scheduler.generating.small import SMALL
from scheduler.generating.years import MAT_REVIEWS

SCHOOLS_FILE = Path(__file__).resolve().parents[2] / "instances" / "noe_schools.csv"

_AUTUMN = Recipe("noe-2018-autumn", SCHOOLS_FILE, terms=(1,), leads=36)
_RECIPES = (
    _AUTUMN,
    replace(_AUTUMN, name="noe-2019-spring", terms=(2,)),
    replace(_AUTUMN, name="noe-2019-summer", terms=(3,)),
    replace(_AUTUMN, name="noe-2018-19", terms=(1, 2, 3)),
    replace(_AUTUMN, name="noe-2018-autumn-as-reported", single_offer_percent=33, leads_late_free_percent=30),
    Recipe("mat-peer-review-2018", SCHOOLS_FILE, trusts=12, terms=MAT_REVIEWS.numbers, leads=4),
    Recipe("three-hubs-24", 24, hubs=3, leads=4, seed=24),
)


def _name(make: Callable[[], Instance]) -> str:
    return make.__name__.replace("_", "-")


def _making(recipe: Recipe) -> Callable[[], Instance]:
    return lambda: generate(replace(recipe, command=f"qa-scheduler generate {recipe.name}"))


_MAKERS: dict[str, Callable[[], Instance]] = {
    **{recipe.name: _making(recipe) for recipe in _RECIPES},
    **{_name(make): make for make in SMALL},
    **{f"planted-{_name(make)}": make for make in PLANTED},
}

BUNDLED = tuple(_MAKERS)
"""Names of all bundled instances."""


def generate_bundled(name: str) -> Instance:
    """The bundled instance of that name, made again from its seed. Raises KeyError for a name not in BUNDLED."""
    return _MAKERS[name]()
