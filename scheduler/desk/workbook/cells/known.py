"""What may be named in cells: ids, and the names that people use in place of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from scheduler.desk.workbook.cells.plain import alike

_MOST_COMPARED = 200_000  # names, with misspelt ones; a table full of them is not answered word by word


@dataclass
class Known:
    """Ids of one collection, and the names by which its entries may be called instead. titles: the name of each id.

    sheet: on which they stand. is_unread: it cannot be read, so that nothing is known to be wrong that names one.
    """

    sheet: str = ""
    ids: dict[str, None] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)
    is_unread: bool = False
    _nearest: dict[str, str] = field(default_factory=dict)
    _compared: int = 0

    def add(self, id_: str, *names: str) -> None:
        self.ids[id_] = None
        if names and names[0]:
            self.titles[id_] = names[0]
        for name in {alike(name) for name in (id_, *names) if name}:
            self.names.setdefault(name, []).append(id_)

    def find(self, text: str) -> list[str]:
        """The ids that a text can mean: the id itself, else whatever is called so."""
        return [text] if text in self.ids else list(dict.fromkeys(self.names.get(alike(text), ())))

    def near(self, text: str) -> str:
        """Which entry a misspelt text may mean; empty where none is near, or where too many were looked for.

        A number that is near another means nothing: only zeros in front of it are forgiven.
        """
        text = alike(text)
        if text.isdigit():
            return next((id_ for id_ in self.ids if id_.lstrip("0") == text.lstrip("0")), "")
        if text not in self._nearest:
            self._compared += len(self.names)
            is_enough = self._compared > _MOST_COMPARED
            near = [] if is_enough else get_close_matches(text, self.names, n=1, cutoff=0.75)
            id_ = self.names[near[0]][0] if near else ""
            self._nearest[text] = f"{id_} ({self.titles[id_]})" if id_ in self.titles else id_
        return self._nearest[text]


Collections = Mapping[str, Known]
"""By the collection's name in the instance."""
