"""Plain facts: what an instance, a schedule and a finding are. Pydantic only, frozen, no solver and no arrays."""
