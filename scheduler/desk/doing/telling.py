"""Letters to just those whose own line has changed. See `qa-scheduler publish`."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from models.instance import Instance
from scheduler.checking import check
from scheduler.desk.contacts import Contacts
from scheduler.desk.doing.ends import Untrue
from scheduler.desk.doing.plans import read_plan
from scheduler.desk.letters import publishing
from scheduler.desk.letters.posting import Post
from scheduler.showing.table import Table, as_data
from scheduler.storage.versions import troubles


@dataclass(frozen=True)
class Published:
    """Who is told what. folder: of the letters; None where nothing is written."""

    post: Post
    folder: Path | None
    notices: tuple[str, ...] = ()

    @property
    def parts(self) -> tuple[Table | str, ...]:
        post = self.post
        return post.listing, *(post.sentences if post.news.letters else ())

    def as_data(self) -> dict[str, Any]:
        """The same for machines."""
        written = str(self.folder) if self.folder else None
        return {"written": written, **as_data([*self.post.sentences, self.post.listing])}

    @property
    def following(self) -> str:
        """What was done and where to begin, in words."""
        return "Nothing is written." if self.folder is None else f"Written to {self.folder}. Begin with its cover.txt."


def publish(
    instance: Instance,
    contacts: Contacts,
    path: Path,
    output: Path | None,
    on: date | None,
    *,
    sender: str = "",
    templates: Path | None = None,
    everyone: bool = False,
    dry_run: bool = False,
    by: str = "",
    expected_sha256: str | None = None,
) -> Published:
    """Write letters to those whose own line in the plan differs from what they were last told; see `publishing`.

    output: the new folder; None: the next beside the plan. on: the day of the letters; None: the last notice. dry_run:
    only say who would be told what. expected_sha256: of the version of the plan that is meant.

    Raises:
        InvalidInput: the folder is there, there is no day, or another version of the plan is there by now.
        Untrue: the plan breaks a rule.
    """
    folder = publishing.folder_for(path, output)
    then = read_plan(instance, path, expected_sha256)
    if breaches := check(then.instance, then.schedule).breaches:
        raise Untrue("The schedule breaks rules, so nobody is told of it:", [one.message for one in breaches])
    day = publishing.day_of(then.schedule, on)
    post = Post(then.plan, day, contacts=contacts, sender=sender, templates=templates, everyone=everyone)
    if dry_run or not post.news.letters:
        return Published(post, None)
    publishing.publish(path, then.text, post, folder, by=by)
    return Published(post, folder, troubles(path))
