"""What a check finds: a rule broken, or a goal's cost, with the names and the amount."""

from typing import Literal

from models.base import Fact


class Finding(Fact):
    """One breach of a rule, or one cost of a goal.

    rule: id of the rule or goal. about: ids of everybody and everything concerned, the review first where there is one.
    amount: by how much the limit is passed, or what the goal counts. message: a sentence that can be read out.
    """

    rule: str
    kind: Literal["breach", "cost"] = "breach"
    about: tuple[str, ...]
    amount: int
    message: str
