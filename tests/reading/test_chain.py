from dataclasses import replace

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


def test_statements_around_one_come_from_the_outside_in_even_in_a_ring() -> None:
    assert around(STORY.statements, 1) == [0, 1]
    ring = (replace(SAID, parent=1), replace(TOLD, parent=0))
    assert around(ring, 0) == [1, 0]
