"""Phrases: from a stretch of text beside a cue to the addressees, channels, venues and dates that stand there, one after another.

A phrase is told by its preposition and its head noun, which the lists know: ``channels.txt``, ``venues.txt``,
``audiences.txt``, ``asides.txt`` and ``phrase_words.tsv``. What is no phrase ends the walk.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from sayso.language.en import setting_phrases
from sayso.story import Span

Field = Literal["addressee", "channel", "venue", "when_text"]

LONGEST = 10
"""Words in a noun phrase, at most. In our gold stories 8 find all that any number finds; 4 lose a tenth of the venues."""

_CLOSING = {"“": "”", '"': '"', "‘": "’", "«": "»"}
OPENING = frozenset(_CLOSING)
"""Marks that open a quotation."""
_NOUNS = frozenset(["channel", "venue", "audience"])
_SMALL = frozenset(["preposition", "ends", "clause", "passes", "dating"])


class Token(NamedTuple):
    """A word or a mark where it stands, with the facts that the lists know of it."""

    word: str
    start: int
    end: int
    facts: frozenset[str]

    def has(self, fact: str) -> bool:
        """Whether the lists know this of it."""
        return fact in self.facts

    @property
    def is_name(self) -> bool:
        """Whether it is written like a name."""
        return self.word[0].isupper()

    @property
    def is_adverb(self) -> bool:
        """Whether it may stand between two phrases."""
        return "passes" in self.facts or (
            self.word.endswith(setting_phrases.ADVERB) and self.word.islower() and not self.facts & _NOUNS
        )


class SettingPhrase(NamedTuple):
    """A phrase, the field that it fills, and why."""

    field: Field
    span: Span
    why: str


_END = Token("\n", -1, -1, frozenset())


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Return the words and marks of ``text[start:end]``, in order."""
    return [
        Token(match.group(), *match.span(), setting_phrases.facts(match.group()))
        for match in setting_phrases.TOKEN.finditer(text, start, end)
    ]


class Walk:
    """A walk through the phrases of a gap, from its first token on; ``found`` holds what it met.

    ``dates`` says where the dates of the sentence start and end, ``whole`` that the gap holds phrases up to its end, ``says`` that
    the cue is one of saying.
    """

    def __init__(self, gap: list[Token], dates: Mapping[int, int], *, whole: bool, says: bool) -> None:
        self.gap, self.whole, self.says = gap, whole, says
        ends = {token.end for token in gap} if dates else ()
        self.dates = {start: end for start, end in dates.items() if end in ends}
        self.at = 0
        self.found: list[SettingPhrase] = []
        self._open: int | None = None
        """Which of the found a phrase right here may belong to."""

    def run(self) -> bool:
        """Walk on to the first token that belongs to no phrase; say whether there was none."""
        while self.at < len(self.gap):
            if not (self._date() or self._phrase() or self._participle() or self._skip()):
                return False
        return True

    def object(self) -> None:
        """Take the noun phrase right here for the addressee, with an apposition that commas set off."""
        while self._token(self.at).is_adverb:
            self.at += 1
        end = self._phrase_end(self.at)
        if end == self.at or self.gap[end - 1].has("aside"):
            return
        ahead = self._token(end + 1)
        if self._token(end).word == "," and (ahead.is_name or ahead.has("determiner")):
            apposed = self._phrase_end(end + 1)
            if apposed > end + 1 and (self._token(apposed).word == "," or (self.whole and apposed == len(self.gap))):
                end = apposed
        self._take("addressee", end, "the object of the cue")

    def _token(self, at: int) -> Token:
        return self.gap[at] if 0 <= at < len(self.gap) else _END

    def _take(self, field: Field, end: int, why: str) -> None:
        self.found.append(SettingPhrase(field, Span(self.gap[self.at].start, self.gap[end - 1].end), why))
        self.at = end

    def _extend(self, end: int) -> None:
        if self._open is not None:
            field, span, why = self.found[self._open]
            self.found[self._open] = SettingPhrase(field, Span(span.start, self.gap[end - 1].end), why)

    def _date(self) -> bool:
        at = self._date_at(self.at)
        if at is None:
            return False
        end = self.dates[self.gap[at].start]
        while self._token(at).start < end and at < len(self.gap):
            at += 1
        if self._token(self.at).word == setting_phrases.DATED or self._token(self.at - 1).has("participle"):
            self._extend(at)
        else:
            self._open = None
        self._take("when_text", at, "a date beside the cue")
        return True

    def _date_at(self, at: int) -> int | None:
        """Return where a date begins that stands at ``at``, or behind the small words that lead to it: "late on", "in the"."""
        while self._token(at).has("dating") or self._token(at).word in (setting_phrases.THE, setting_phrases.DATED):
            at += 1
        token = self._token(at)
        if token.start not in self.dates or (self._token(at - 1).word == setting_phrases.THE and self._is_noun_after(at)):
            return None
        return at

    def _is_noun_after(self, at: int) -> bool:
        """Say whether the date at ``at`` only tells which of several is meant: "the 2016 campaign"."""
        end = self.dates[self.gap[at].start]
        after = next((token for token in self.gap[at:] if token.start >= end), _END)
        return after.word.isalpha() and after.word.islower() and not after.facts & _SMALL and not after.is_adverb

    def _phrase_end(self, first: int) -> int:
        """Return where the noun phrase that begins at ``first`` ends; ``first`` where none does."""
        at = first
        while at - first < LONGEST and self._belongs(at, first):
            at += 1
            if at == first + 1 and self.gap[first].has("pronoun") and not self.gap[first].has("determiner"):
                break
        while at > first and self.gap[at - 1].word in setting_phrases.UNENDING:
            at -= 1
        if at > first and (closing := _CLOSING.get(self._token(at).word)):
            ahead = (close + 1 for close in range(at + 1, min(at + 10, len(self.gap))) if self.gap[close].word == closing)
            return next(ahead, at)
        return at

    def _belongs(self, at: int, first: int) -> bool:
        """Say whether a token goes on with a noun phrase: no mark, date, preposition but "of", or word that opens a clause."""
        token, before = self._token(at), self._token(at - 1) if at > first else _END
        if not (token.word[0].isalnum() or token.word == "&"):
            return False
        if token.start in self.dates or token.has("dating"):
            date = self._date_at(at)
            if date is not None:
                named = before.is_name and self._token(at + 1).is_name
                return date == at and (named or (before.has("determiner") and self._is_noun_after(at)))
        if token.has("preposition"):
            return token.word == setting_phrases.OF and at > first
        if token.has("ends"):
            return at == first and token.has("determiner")
        if token.word == setting_phrases.AND:
            return at > first and (self.whole or (before.is_name and self._token(at + 1).is_name))
        if token.is_adverb:
            return at == first or before.has("determiner")
        return not (token.has("participle") and before.facts & _NOUNS)

    def _phrase(self) -> bool:
        preposition = self.gap[self.at]
        if not preposition.has("preposition") or (end := self._phrase_end(self.at + 1)) == self.at + 1:
            return False
        phrase = self.gap[self.at + 1 : end]
        field, why = self._field(preposition, phrase)
        if field == "venue":
            end = self._place_end(end)
        if self._open is not None and self._goes_on(preposition, field, phrase):
            self._extend(end)
            self.at = end
            return True
        self._open = len(self.found) if field in ("channel", "venue") else None
        if field:
            self._take(field, end, why)
        self.at = end
        return True

    def _place_end(self, end: int) -> int:
        """Return where a place ends that may go on over a comma: "in Salem, New Hampshire"."""
        at = end + 1
        while self._token(at).is_name:
            at += 1
        named = self.gap[end - 1].is_name and self._token(end).word == "," and at > end + 1
        after = self._token(at)
        return at if named and (after.word in (",", "\n") or after.start in self.dates or after.has("preposition")) else end

    def _field(self, preposition: Token, phrase: list[Token]) -> tuple[Field | None, str]:
        """Say which field a phrase fills, by its preposition and its nouns: those before "of" first, of these the last first."""
        phrase = phrase[: next((at for at, token in enumerate(phrase) if token.word in _CLOSING), len(phrase))]
        word, first, last = preposition.word.lower(), phrase[0], phrase[-1]
        of = next((at for at, token in enumerate(phrase) if token.word == setting_phrases.OF), len(phrase))
        nouns = [*reversed(phrase[:of]), *reversed(phrase[of:])]
        told = sorted((token for token in nouns if token.facts & {"channel", "venue"}), key=lambda token: token.is_name)
        head = told[0] if told else _END
        why = f"'{head.word}' is in the list of {' and '.join(sorted(head.facts & {'channel', 'venue'}))}s"
        if word == setting_phrases.TO:
            someone = first.is_name or first.word[0].isdigit() or last.has("audience") or first.facts & {"pronoun", "determiner"}
            something = nouns[0].facts & {"channel", "aside"} and not last.is_name
            spoken_to = someone and not something and (self.says or self._open is not None)
            return ("addressee", "whom the cue speaks to") if spoken_to else (None, "")
        if nouns[0].has("aside") and (len(phrase) == 1 or not nouns[0].facts & _NOUNS):
            return None, ""
        if preposition.has("carrying") and head.has("channel") and not (word == setting_phrases.DURING and head.has("venue")):
            return "channel", why
        if preposition.has("placing") and head.has("venue"):
            return "venue", why
        if last.is_name and word == setting_phrases.ON:
            return "channel", "a name behind 'on'"
        if last.is_name and preposition.has("leading"):
            return "venue", f"a name behind '{word}'"
        if self.says and preposition.has("locating") and first.has("determiner"):
            return "venue", f"a place or an occasion behind '{word}'"
        return None, ""

    def _goes_on(self, preposition: Token, field: Field | None, phrase: list[Token]) -> bool:
        """Say whether a phrase belongs to the channel or venue right before it: "a summit in Vilnius", "a post on X"."""
        if self._open is not None and self.found[self._open].field == "venue":
            journey = preposition.word == setting_phrases.TO and self._token(self.at - 1).has("journey")
            return (preposition.has("chaining") and not phrase[-1].has("aside")) or journey
        if preposition.word == setting_phrases.TO:
            return any(token.has("channel") for token in phrase)
        return preposition.has("chaining") and field != "venue"

    def _participle(self) -> bool:
        """Go on with a channel or venue over how it came out: "a video posted on Telegram", "an email seen by this paper"."""
        at = self.at + (self.gap[self.at].word == setting_phrases.AND)
        if self._open is None or not self._token(at).has("participle"):
            return False
        self.at = at + 1
        if self._token(self.at).has("preposition") and (end := self._phrase_end(self.at + 1)) > self.at + 1:
            self._extend(end)
            self.at = end
        return True

    def _skip(self) -> bool:
        token = self.gap[self.at]
        if token.word in ",[]":
            self._open = None
        elif not token.is_adverb and not (self.at == 0 and self.whole and token.has("opens")):
            return False
        self.says |= token.has("speaking")
        self.at += 1
        return True
