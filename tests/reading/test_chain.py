from dataclasses import replace

import pytest

from sayso.reading.chain import around, chained, sourcing
from sayso.story import Dateline, Span, Spans, Speaker, Statement, Story

TEXT = (
    "Pier to close\n\nSKERRIN (NWA) — Sources told Moe that the mayor would close the pier, Moe said. "
    "It was agreed that ferries stop. The old island pier closes in June, the mayor promised."
)


def at(words: str) -> Spans:
    start = TEXT.index(words)
    return (Span(start, start + len(words)),)


SAID = Statement(
    at("Moe said"),
    at("said"),
    at("Sources told Moe that the mayor would close the pier"),
    speaker="Moe",
    speaker_index=0,
    where="body",
)
TOLD = Statement(
    at("Sources"), at("told"), at("that the mayor would close the pier"), 0, unnamed=True, depth=1, speaker_index=1, where="body"
)
AGREED = Statement((), at("was agreed"), at("that ferries stop"), where="body")
PROMISED = Statement(
    at("the mayor promised"),
    at("promised"),
    at("The old island pier closes in June"),
    speaker="Vane",
    speaker_index=2,
    where="body",
)
STORY = Story(
    "pier", TEXT, (SAID, TOLD, AGREED, PROMISED), outlet="The Skerrin Post", headline=Span(0, 13),
    dateline=Dateline(at("SKERRIN (NWA)")[0], "SKERRIN", "NWA"),
    speakers=(Speaker("Moe", "person"), Speaker(None, "unnamed"), Speaker("Vane", "person")),
)  # fmt: skip


def test_a_chain_leads_from_the_outlet_over_its_agency_and_everybody_between() -> None:
    chains = [[(link.kind, link.name) for link in statement.chain] for statement in chained(STORY)]
    assert chains[1] == [("outlet", "The Skerrin Post"), ("agency", "NWA"), ("speaker", "Moe"), ("speaker", None)]
    assert chains[3] == [("outlet", "The Skerrin Post"), ("agency", "NWA"), ("speaker", "Vane")]


def test_an_agency_that_is_the_outlet_is_one_link() -> None:
    (link, _) = chained(replace(STORY, outlet="Nwa"))[3].chain
    assert (link.kind, link.name) == ("agency", "NWA")


def test_statements_are_counted_by_whom_they_rest_on() -> None:
    figures = sourcing(STORY)
    assert (figures.named, figures.unnamed, figures.nobody) == (2, 1, 1)


def test_a_statement_that_another_speaker_makes_too_does_not_rest_on_one_only() -> None:
    assert sourcing(STORY).single == 2
    assert sourcing(replace(STORY, statements=(SAID, TOLD, AGREED))).single == 3


def test_a_headline_that_asserts_what_only_somebody_in_the_body_says_is_found_with_him() -> None:
    text = "Old island pier closes in June" + TEXT[13:]
    shift = len("Old island pier closes in June") - 13
    moved = tuple(
        replace(s, content=tuple(Span(a + shift, b + shift) for a, b in s.content), source=s.source and (Span(0, 1),))
        for s in STORY.statements
    )
    story = replace(STORY, text=text, statements=moved, headline=Span(0, 30))
    (claim,) = sourcing(story).claims
    assert (claim.span, claim.statements, claim.speakers) == (Span(0, 30), (3,), (2,))


def test_a_headline_with_a_source_of_its_own_asserts_nothing() -> None:
    headline = Statement((), (), (Span(0, 13),), where="headline")
    assert sourcing(replace(STORY, statements=(*STORY.statements, headline))).claims == ()


def under(headline: str) -> Story:
    """The story of what the mayor promised under another headline."""
    shift = len(headline) - 13
    moved = replace(PROMISED, content=tuple(Span(a + shift, b + shift) for a, b in PROMISED.content))
    return replace(STORY, text=headline + TEXT[13:], statements=(moved,), headline=Span(0, len(headline)))


@pytest.mark.parametrize("headline", ["Old pier closes in June", "Island pier closes in June", "Old island pier closes in June"])
def test_a_headline_asserts_what_one_sentence_of_a_statement_says(headline: str) -> None:
    assert len(sourcing(under(headline)).claims) == 1


@pytest.mark.parametrize(
    "headline",
    [
        "Why the old island pier closes in June",
        "Old island pier closes in June?",
        "The old island pier of June",
        "Your guide to the old island pier",
        "Mayor says old island pier closes in June",
        "“Old island pier closes in June”",
        "Old island pier and lighthouse close in July",
    ],
)
def test_a_headline_that_asks_names_explains_quotes_or_says_more_asserts_nothing(headline: str) -> None:
    assert sourcing(under(headline)).claims == ()


def test_what_is_denied_or_asked_is_not_what_a_headline_asserts() -> None:
    story = under("Old island pier closes in June")
    (moved,) = story.statements
    for changed in (replace(moved, negated=True), replace(moved, asserted=False), replace(moved, act="thought")):
        assert sourcing(replace(story, statements=(changed,))).claims == ()


def test_statements_around_one_come_from_the_outside_in_even_in_a_ring() -> None:
    assert around(STORY.statements, 1) == [0, 1]
    ring = (replace(SAID, parent=1), replace(TOLD, parent=0))
    assert around(ring, 0) == [1, 0]


def test_only_what_is_said_or_written_for_sure_is_counted() -> None:
    thought, meant = replace(AGREED, act="thought"), replace(AGREED, act="intention")
    unsure = replace(PROMISED, act="speech", unsure=True)
    figures = sourcing(
        replace(STORY, statements=(replace(SAID, act="writing"), replace(TOLD, act="speech"), thought, meant, unsure))
    )
    assert (figures.named, figures.unnamed, figures.nobody, figures.single) == (1, 1, 0, 2)


def test_what_only_an_unsure_statement_bears_out_rests_on_one_speaker_only() -> None:
    assert sourcing(replace(STORY, statements=(SAID, TOLD, AGREED, replace(PROMISED, unsure=True)))).single == 3


def test_those_whom_the_writer_leaves_unnamed_are_told_from_critics_and_crowds() -> None:
    counts = {}
    for kind in ("anonymous", "vague", "group", None):
        figures = sourcing(replace(STORY, statements=(SAID, replace(TOLD, speaker_kind=kind))))
        counts[kind] = (figures.named, figures.unnamed, figures.anonymous, figures.nobody)
    assert counts == {"anonymous": (1, 1, 1, 0), "vague": (1, 1, 0, 0), "group": (1, 1, 0, 0), None: (1, 1, 0, 0)}
    opened = sourcing(replace(STORY, statements=(SAID, replace(TOLD, speaker_kind="open"))))
    assert (opened.unnamed, opened.nobody) == (0, 1)


def test_an_unsure_statement_stands_in_no_chain_but_its_own() -> None:
    around_it, inside = chained(replace(STORY, statements=(replace(SAID, unsure=True), TOLD)))
    assert [link.name for link in around_it.chain] == ["The Skerrin Post", "NWA", "Moe"]
    assert [link.statement for link in inside.chain] == [None, None, 1]
    figures = sourcing(replace(STORY, statements=(replace(SAID, speaker=None, source=(), unsure=True), PROMISED)))
    assert (figures.named, figures.nobody) == (1, 0)


def test_a_headline_is_held_to_nothing_of_which_the_reading_is_unsure() -> None:
    text = "Old island pier closes in June" + TEXT[13:]
    shift = len("Old island pier closes in June") - 13
    moved = replace(PROMISED, content=tuple(Span(a + shift, b + shift) for a, b in PROMISED.content))
    story = replace(STORY, text=text, statements=(moved,), headline=Span(0, 30))
    assert len(sourcing(story).claims) == 1
    assert sourcing(replace(story, statements=(replace(moved, unsure=True),))).claims == ()
