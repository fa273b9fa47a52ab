"""What was typed over in a plan, in words: each edit's verdict, and what became of it in the repair."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from models.finding import Finding
from scheduler.changes.edits import Verdict
from scheduler.showing.table import Table
from scheduler.words import count, days_said, listed

if TYPE_CHECKING:
    from scheduler.explaining.edits import Kept

_NAMED = 6  # so many people are named in a sentence


def verdict_in_words(verdict: Verdict) -> str:
    """Whether the edit is allowed, what it breaks if not, and what it costs by itself."""
    return days_said(" ".join((*_judgement(verdict), _price(verdict))))


def verdict_in_a_word(verdict: Verdict) -> str:
    """Allowed, or whether a waiver would lift what it breaks."""
    return "allowed" if verdict.is_allowed else "may be waived" if verdict.waivable else "against a rule"


def _judgement(verdict: Verdict) -> Iterator[str]:
    if verdict.is_allowed:
        yield "Allowed."
    for finding in verdict.breaks:
        yield f"Breaks {finding.rule}: {finding.message}"
    if verdict.waivable:
        yield "It may be waived: write why under 'Set aside rules because', and it becomes a waiver."
    elif verdict.breaks:
        yield "No waiver lifts all of it."
    if verdict.edit.because and verdict.is_allowed:
        yield "Rules are set aside for the reason given."
    if verdict.not_offered:
        yield "The host had not offered this date: it is taken as one that it asks for."


def _price(verdict: Verdict) -> str:
    told = list(verdict.told[:_NAMED])
    more = len(verdict.told) - len(told)
    names = listed([*told, *([f"{more} more"] if more else [])])
    people = f"{count(len(verdict.told), 'person', 'people')} must be told: {names}" if told else "nobody must be told"
    return f"Alone it makes journeys {verdict.km:+,} km, quality {verdict.quality:+,}, and {people}."


def verdicts_table(verdicts: Sequence[Verdict], others: Sequence[Finding]) -> Iterator[Table | str]:
    """The verdict on each edit, and what the edited plan breaks besides."""
    if not verdicts:
        yield "No date, lead or reviewer was typed over."
        return
    allowed = sum(verdict.is_allowed for verdict in verdicts)
    yield f"{count(len(verdicts), 'edit')}: {allowed:,} allowed, {len(verdicts) - allowed:,} against a rule."
    yield Table(
        key="verdicts",
        title="What was typed over",
        columns=("Edit", "Verdict", "Breaks", "Km", "Quality", "People told"),
        rows=tuple(
            (
                days_said(verdict.edit.words),
                verdict_in_a_word(verdict),
                tuple(days_said(_bare(finding.message)) for finding in verdict.breaks),
                verdict.km,
                verdict.quality,
                len(verdict.told),
            )
            for verdict in verdicts
        ),
        note="Km, quality, people told: of each edit by itself. Quality is in km; more is worse.",
    )
    yield from (days_said(f"Besides: {finding.message}") for finding in others)


def kept_in_words(kept: "Kept") -> Iterator[Table | str]:
    """How many edits are kept, whether more could be, and why the others are not."""
    whole = len(kept.kept) + len(kept.dropped)
    said = f"{len(kept.kept):,} of {count(whole, 'edit')} {'is' if len(kept.kept) == 1 else 'are'} kept."
    if kept.dropped:
        said += " No more can be: that is proven." if kept.is_most else " Whether more can be is not proven."
    yield said
    if kept.dropped:
        yield Table(
            key="not_kept",
            title="Edits that are not kept",
            columns=("Edit", "Cannot stand together", "Rules", "Because"),
            rows=tuple(
                (
                    days_said(one.edit.words),
                    tuple(map(days_said, one.clash.decisions)),
                    one.clash.rules,
                    tuple(days_said(_bare(detail)) for detail in one.clash.details),
                )
                for one in kept.dropped
            ),
        )


def _bare(sentence: str) -> str:
    return sentence.removesuffix(".")
