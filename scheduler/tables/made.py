"""What a search makes. Apart, so that who only asks for it loads no arrays."""

from typing_extensions import TypeVar

from models.schedule import Schedule

Made = TypeVar("Made", default=Schedule)
"""What values of the columns mean: a schedule, or the groups of a programme."""
