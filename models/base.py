"""What every model shares: frozen, and no field that nobody declared."""

from pydantic import BaseModel, ConfigDict


class Fact(BaseModel):
    """A frozen record. Unknown fields are refused, so that a misspelt one is never silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
