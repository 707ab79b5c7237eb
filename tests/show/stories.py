"""Stories made by hand for what is shown of them: a chain of three, and stories of any shape."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from hypothesis import strategies as st

from sayso.story import (
    ACTS,
    Act,
    Claim,
    Link,
    LinkKind,
    Reason,
    Sourcing,
    Span,
    Spans,
    Speaker,
    SpeakerKind,
    Statement,
    Story,
)
from tests.test_story import SPAN, SPANS, STATEMENT, STORY, TEXT


def at(text: str, words: str, after: str = "") -> Spans:
    """The span of the first ``words`` behind the words ``after``."""
    start = text.index(words, text.index(after))
    return (Span(start, start + len(words)),)


LETTER = (
    "Pier to close\n\n“Two clerks in the tower have confirmed to me that [the warden] Ada Brill told the crews to empty the pier. "
    "Nobody was asked,” the pilot (a known troublemaker) Jon Vey wrote on Harbour Radio on May 3. "
    "Vey claims that it is over. He did not say when."
)


def _chained() -> Story:
    speakers = (
        Speaker("Jon Vey", "person", ("Jon Vey", "Vey"), role=at(LETTER, "pilot")[0], labels=at(LETTER, "(a known troublemaker)")),
        Speaker(None, "unnamed", description=at(LETTER, "Two clerks in the tower")[0], several=True),
        Speaker("Ada Brill", "person", ("Ada Brill",), role=at(LETTER, "warden")[0], affiliation=at(LETTER, "the pier")[0]),
    )
    wrote = Statement(
        at(LETTER, "the pilot (a known troublemaker) Jon Vey"),
        at(LETTER, "wrote"),
        at(LETTER, LETTER[LETTER.index("“Two") : LETTER.index(" the pilot")]),
        kind="direct",
        where="body",
        speaker="Jon Vey",
        speaker_index=0,
        channel=at(LETTER, "on Harbour Radio"),
        when_text=at(LETTER, "on May 3"),
        when="2024-05-03",
        stance="neutral",
        why=(
            Reason("stance", "‘wrote’ is neutral", at(LETTER, "wrote")),
            Reason("speaker", "named in the source", at(LETTER, "Jon Vey")),
        ),
    )
    confirmed = Statement(
        at(LETTER, "Two clerks in the tower"),
        at(LETTER, "have confirmed"),
        at(LETTER, "that [the warden] Ada Brill told the crews to empty the pier"),
        parent=0,
        depth=1,
        kind="indirect",
        where="body",
        speaker_index=1,
        unnamed=True,
        addressee=at(LETTER, "to me"),
        stance="endorsing",
    )
    told = Statement(
        at(LETTER, "[the warden] Ada Brill"),
        at(LETTER, "told"),
        at(LETTER, "to empty the pier"),
        parent=1,
        depth=2,
        kind="indirect",
        where="body",
        speaker="Ada Brill",
        speaker_index=2,
        addressee=at(LETTER, "the crews"),
        stance="neutral",
        why=(Reason("speaker", "named in the source", at(LETTER, "Ada Brill")),),
    )
    claims = Statement(
        at(LETTER, "Vey", after="May 3"),
        at(LETTER, "claims"),
        at(LETTER, "that it is over"),
        kind="indirect",
        where="body",
        speaker="Jon Vey",
        speaker_index=0,
        stance="distancing",
    )
    denied = replace(
        claims, source=at(LETTER, "He"), cue=at(LETTER, "did not say"), content=at(LETTER, "when."), stance="neutral", negated=True
    )
    said = [wrote, confirmed, told, claims, denied]
    before = (Link("outlet", "The Tidings"), Link("agency", "NWA"))
    links = [Link("speaker", s.speaker, s.source, index, s.speaker_index) for index, s in enumerate(said)]
    paths = ((0,), (0, 1), (0, 1, 2), (3,), (4,))
    return Story(
        "letter",
        LETTER,
        tuple(replace(s, chain=(*before, *(links[i] for i in path))) for s, path in zip(said, paths, strict=True)),
        outlet="The Tidings",
        headline=Span(0, 13),
        speakers=speakers,
        insertions=(),
        sourcing=Sourcing(named=3, unnamed=2, single=5, claims=(Claim(Span(0, 13), (2,), (2,)),)),
    )


STORY_OF_A_LETTER = _chained()


def nested(levels: int) -> Story:
    """A story of one sentence in which somebody says that she says that she says."""
    text = "I say " * levels + "it leaks"
    statements = tuple(
        Statement(
            (Span(6 * n, 6 * n + 1),),
            (Span(6 * n + 2, 6 * n + 5),),
            (Span(6 * n + 6, len(text)),),
            parent=n - 1 if n else None,
            depth=n,
        )
        for n in range(levels)
    )
    return Story("deep", text, statements)


_INDEX = st.none() | st.integers(-2, 9)
_SPEAKER = st.builds(
    Speaker,
    st.none() | TEXT,
    st.sampled_from(get_args(SpeakerKind)),
    role=st.none() | SPAN,
    affiliation=st.none() | SPAN,
    description=st.none() | SPAN,
    labels=SPANS,
)
_LINK = st.builds(Link, st.sampled_from(get_args(LinkKind)), st.none() | TEXT, SPANS, _INDEX, _INDEX)


def _with_chain(
    statement: Statement, index: int | None, chain: list[Link], why: list[Reason], spans: Spans, done: tuple[Act | None, bool]
) -> Statement:
    act, unsure = done
    told = replace(statement, speaker_index=index, chain=tuple(chain), why=tuple(why), when_text=spans, negated=bool(spans))
    return replace(told, act=act, unsure=unsure, confidence=0.3 if unsure else None)


_STATEMENT = st.builds(
    _with_chain,
    STATEMENT,
    _INDEX,
    st.lists(_LINK, max_size=3),
    st.lists(st.builds(Reason, TEXT, TEXT, SPANS), max_size=2),
    SPANS,
    st.tuples(st.sampled_from((None, *ACTS)), st.booleans()),
)
_SOURCING = st.builds(
    Sourcing,
    named=st.integers(0, 3),
    claims=st.lists(
        st.builds(Claim, SPAN, st.just(()), st.lists(st.integers(-2, 9), max_size=2).map(tuple)),
        max_size=2,
    ).map(tuple),
)


def _whole(story: Story, statements: list[Statement], speakers: list[Speaker], sourcing: Sourcing | None) -> Story:
    return replace(story, statements=tuple(statements), speakers=tuple(speakers), sourcing=sourcing)


ANY_STORY = st.builds(_whole, STORY, st.lists(_STATEMENT, max_size=3), st.lists(_SPEAKER, max_size=2), st.none() | _SOURCING)
