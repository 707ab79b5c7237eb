"""The vocabulary of traces: utterances, claims, and what a mention changed or lost. It knows nothing else.

An *utterance* is all statements, in any stories, that give one act of saying: the same words, shortened, spliced or reworded, of
one speaker. A *claim* is the utterances that say the same, whoever says it and however often. A *mention* is one statement of a
claim. Its *root* is whom its chain ends at. Mentions are *independent* where their roots differ and neither outlet had it from the
other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Change = Literal["identical", "shortened", "lengthened", "spliced", "reworded"]
"""How a wording differs from the fullest one of its utterance (after Simmons, Adamic and Adar 2011)."""
Loss = Literal["speaker", "link", "hedge", "negation", "headline"]
"""What a mention leaves out that another has: who said it (the outlet says it itself); somebody who passed it on; the doubt; the
*not*; and that somebody said it at all, where the headline asserts it flatly."""
LOSSES: tuple[Loss, ...] = get_args(Loss)
Piece = tuple[Literal["kept", "struck", "added"], str]
"""Words that a wording has in common with the fullest one, that it left out, or that it added."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A statement of a claim: where it stands, who said it in its words, what it changed and lost, and on whom it rests.

    Numbers are the archive's; a claim's and an utterance's are those of their first statement. ``number`` is its place among the
    statements of its story, from 0 on. ``published`` and ``said`` are ISO
    8601, each as precise as it is known; ``when_text`` are the story's words for when it was said. ``root`` is whom the utterance
    ends at, ``via`` from whom the outlet had it, where that is known, and ``heard_from`` the number of the mention there.
    ``pieces`` are its words held against those of the fullest wording.
    """

    statement: int
    story: int
    number: int
    outlet: str | None
    published: str | None
    headline: str | None
    url: str | None
    speaker: str | None
    source: str | None
    cue: str
    content: str
    said: str | None
    when_text: str | None
    chain: str
    utterance: int
    claim: int
    voice: int
    change: Change
    losses: tuple[Loss, ...]
    root: str
    via: str | None
    heard_from: int | None = None
    pieces: tuple[Piece, ...] = ()

    @property
    def own(self) -> bool:
        """Whether the outlet says it itself, in a sentence that is no statement: its ``number`` is below 0."""
        return self.number < 0


@dataclass(frozen=True, slots=True)
class TracedClaim:
    """A claim: its mentions in time, the fullest wording, and how many outlets, utterances, roots and independent voices it has.

    ``first_seen`` is the earliest date of publication, ``first_said`` the earliest that a mention gives for the saying; each is ISO
    8601 in its own precision, None where nobody tells.
    """

    id: int
    words: str
    first_seen: str | None
    first_said: str | None
    mentions: tuple[Mention, ...]
    utterances: int
    outlets: int
    roots: tuple[str, ...]
    independent: int
    asked: str | None = None
