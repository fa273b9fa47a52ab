"""Makes instances: the bundled ones again, byte for byte, and others from a recipe."""

from scheduler.generating.bundled import BUNDLED, generate_bundled
from scheduler.generating.network import generate, schools_of, with_schools
from scheduler.generating.recipe import Recipe

__all__ = ["BUNDLED", "Recipe", "generate", "generate_bundled", "schools_of", "with_schools"]
