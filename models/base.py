"""What every model shares: frozen, and no field that nobody declared."""

from typing import Self

from pydantic import BaseModel, ConfigDict


class Fact(BaseModel):
    """A frozen record. Unknown fields are refused, so that a misspelt one is never silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def __copy__(self) -> Self:
        """A copy without cached lookups: `model_copy(update=...)` may change what they are made of."""
        copied = super().__copy__()
        for name in vars(copied).keys() - type(self).model_fields.keys():
            del vars(copied)[name]
        return copied
