"""A network planned by other machines: the same is found, and nothing that is sent names anybody."""

import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random
from socket import create_connection, create_server, socket
from threading import Thread
from typing import Any

import pytest

from models.instance import Fixed, Instance, Origin, Waiver
from models.schedule import PlannedReview, Schedule, Status
from models.travel import Matrix
from scheduler import nation
from scheduler.checking import check
from scheduler.generating import Recipe, generate
from scheduler.nation import whole
from scheduler.nation.nameless import Nameless
from scheduler.nation.regions import Size
from scheduler.processes.means import Means
from scheduler.solvers.options import Outcome, Progress
from tests.nation.networks import network
from tests.nation.test_planned import Here
from tests.processes.machines import machines
from tests.solving import PLAIN


def with_names(instance: Instance, rng: Random) -> Instance:
    """The same with ids and words by which people would be known, wherever there may be some."""
    people = [*instance.reviewer_by_id, *instance.lead_by_id]
    name = {person: f"Agnes {number:03}" for number, person in enumerate(rng.sample(people, len(people)))}
    who, led, host = rng.choice(instance.reviewers).id, rng.choice(instance.leads).id, instance.reviews[0]
    waiver = {"rule": "reviewer-load", "person": name[who], "review": host.id, "allowed_by": "Agnes", "reason": "Agnes"}
    return instance.model_copy(
        update={
            "reviewers": tuple(each.model_copy(update={"id": name[each.id]}) for each in instance.reviewers),
            "leads": tuple(each.model_copy(update={"id": name[each.id]}) for each in instance.leads),
            "visits": tuple(each.model_copy(update={"person": name[each.person]}) for each in instance.visits),
            "reviews": (host.model_copy(update={"declined_by": (name[who],)}), *instance.reviews[1:]),
            "fixed": (Fixed(review=host.id, slot=host.slots[0], reason="Agnes asked"),),
            "waivers": (Waiver.model_validate(waiver),),
            "travel": Matrix(ids=(name[led], host.host, "Agnes Who Left")),
            "origin": Origin(text="by Agnes"),
        }
    )


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Regions of a few reviews, mended with one hub around them."""
    for size in ("REGION", "MENDED"):
        monkeypatch.setattr(whole, size, Size(5, int(size == "MENDED")))


def few(seed: int) -> Instance:
    """A network that is planned in a moment."""
    return generate(Recipe("drawn", 20, hubs=4, terms=(1,), leads=4, seed=seed))


class Recorded(Here):
    """Keeps all that would be sent."""

    sent: list[bytes]

    def __init__(self, work: Any, shared: Any, workers: int, **others: Any) -> None:
        super().__init__(work, shared, workers)
        self.sent.append(pickle.dumps((work, shared)))

    def _heard(self, results: Any) -> Any:
        for name, result in results:
            self.sent.append(pickle.dumps(result))
            yield name, result

    def results(self, tasks: Any) -> Any:
        self.sent.extend(map(pickle.dumps, tasks))
        return self._heard(super().results(tasks))

    def steadily(self, following: Any) -> Any:
        return self._heard(super().steadily(following))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.soak) for seed in (0, 2, 3))])
def test_the_same_is_found_and_nothing_that_is_sent_names_anybody(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    instance, heard = with_names(few(seed), Random(seed)).model_copy(update={"fixed": ()}), list[Schedule]()
    recorded = type("Recorded", (Recorded,), {"sent": []})
    monkeypatch.setattr(whole, "Crew", Here)
    here = nation.solve(instance, PLAIN)
    monkeypatch.setattr(whole, "Crew", recorded)

    def hear(now: Progress) -> None:
        heard.extend([now.schedule] if now.schedule is not None else [])

    assert_same(instance, nation.solve(instance, replace(PLAIN, means=Means("tcp://elsewhere")), hear), here)
    assert heard[-1] == here.schedule
    sent = b"".join(recorded.sent)  # type: ignore[attr-defined]
    assert instance.schools[0].id.encode() in sent
    assert b"Agnes" not in sent


def assert_same(instance: Instance, there: Outcome, here: Outcome) -> None:
    assert there == here
    assert here.schedule is not None
    assert not check(instance, here.schedule).breaches


def test_nobody_is_named_in_it() -> None:
    instance = with_names(network(1), Random(1))
    decided = {"lead": instance.leads[0].id, "reviewers": (instance.reviewers[3].id,)}
    fixed = tuple(each.model_copy(update=decided) for each in instance.fixed)
    hidden = Nameless(instance.model_copy(update={"fixed": fixed})).instance
    assert "Agnes" not in hidden.model_dump_json()
    assert (hidden.fixed[0].lead, hidden.fixed[0].reviewers) == (hidden.leads[0].id, (hidden.reviewers[3].id,))
    assert hidden.waivers[0].person in hidden.reviewer_by_id
    assert hidden.travel is not None and hidden.travel.ids[0] in hidden.lead_by_id


def test_who_begins_from_a_schedule_begins_from_the_same() -> None:
    instance = with_names(network(1), Random(1))
    nameless, (lead, *_), (_, reviewer, *_) = Nameless(instance), instance.leads, instance.reviewers
    planned = PlannedReview(review=instance.reviews[0].id, lead=lead.id, reviewers=(reviewer.id,))
    hidden = nameless.hidden(Schedule(instance=instance.name, reviews=(planned,)))
    assert "Agnes" not in hidden.model_dump_json()
    assert nameless.shown(hidden).reviews == (planned,)


def test_a_notice_says_who_is_meant() -> None:
    instance = with_names(network(1), Random(1))
    nameless = Nameless(instance)
    number = nameless.instance.leads[0].id
    reason = nameless.instance.fixed[0].reason
    said = nameless.outcome(Outcome(Status.UNKNOWN, notices=(f"{number} leads two; {reason}: 3 do.",))).notices
    assert said == (f"{instance.leads[0].id} leads two; Agnes asked: 3 do.",)


def test_a_school_may_be_called_as_people_are_numbered() -> None:
    instance = network(1)
    school = instance.schools[0].model_copy(update={"id": "person 01"})
    odd = Nameless(instance.model_copy(update={"schools": (school, *instance.schools[1:])}))
    assert all(each.id.startswith("another person ") for each in odd.instance.leads)


# On the wire


@contextmanager
def recording(port: int, heard: list[bytes]) -> Iterator[int]:
    """A port of this machine by which everything goes to another one, and is heard."""
    with create_server(("127.0.0.1", 0)) as server:

        def pass_on(one: socket, other: socket) -> None:
            try:
                while data := one.recv(65_536):
                    heard.append(data)
                    other.sendall(data)
            except OSError:
                pass
            finally:
                other.close()

        def accept() -> None:
            while True:
                try:
                    mine, _ = server.accept()
                except OSError:
                    return
                theirs = create_connection(("127.0.0.1", port))
                for pair in ((mine, theirs), (theirs, mine)):
                    Thread(target=pass_on, args=pair, daemon=True).start()

        Thread(target=accept, daemon=True).start()
        yield server.getsockname()[1]
        server.close()


@pytest.mark.soak
@pytest.mark.usefixtures("small")
def test_over_dask_the_same_is_found_and_no_message_names_anybody() -> None:
    instance, heard = with_names(network(2), Random(2)), list[bytes]()
    here = nation.solve(instance, PLAIN)
    with machines(2) as made, recording(int(made.scheduler_address.rsplit(":", 1)[1]), heard) as port:
        means = Means(f"tcp://127.0.0.1:{port}")
        assert_same(instance, nation.solve(instance, replace(PLAIN, means=means)), here)
    messages = b"".join(heard)
    assert instance.schools[0].id.encode() in messages
    assert b"Agnes" not in messages
