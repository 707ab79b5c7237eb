"""Gold stories as examples: each statement's spans, links, act and kind of speaker lie on its pieces."""

from __future__ import annotations

from random import Random
from typing import Any

from sayso.reading.tagging.tagger import ACTS, GUIDELINES, LEVELS, NO_NAMES, QUERIES, TAGS
from tests.reading.tagging.test_pieces import TOKENIZER
from training.data import IGNORED, NONE, Edge, Example, Mixture, coreference, depths, example, training_windows

TEXT = "Maud Ferris said that experts fear a flood. “It will rain.” She left."


def spans(words: str) -> list[list[int]]:
    return [[TEXT.index(words), TEXT.index(words) + len(words)]]


STORY: dict[str, Any] = {
    "id": "a",
    "text": TEXT,
    "statements": [
        {"source": spans("Maud Ferris"), "cue": spans("said"), "content": spans("experts fear a flood"), "act": "speech",
         "speaker": "Maud Ferris", "parent": None},
        {"source": spans("experts"), "cue": spans("fear"), "content": spans("a flood"), "act": "thought", "speaker": "vague",
         "parent": 0},
        {"source": [], "cue": [], "content": spans("“It will rain.”"), "act": "speech", "speaker": "Maud Ferris", "parent": None},
    ],
}  # fmt: skip


def words(item: Example, pieces: list[int]) -> str:
    return " ".join(TEXT[item.pieces.starts[at] : item.pieces.ends[at]] for at in pieces)


def tagged(item: Example, level: int, role: str) -> str:
    wanted = (TAGS.index(f"B-{role}"), TAGS.index(f"I-{role}"))
    return words(item, [at for at, tag in enumerate(item.tags[level]) if tag in wanted])


def test_each_statement_is_tagged_at_its_depth() -> None:
    item = example(STORY, TOKENIZER)
    assert tagged(item, 0, "source") == "Maud Ferris"
    assert tagged(item, 0, "cue") == "said"
    assert tagged(item, 1, "source") == "experts"
    assert tagged(item, 1, "content") == "a flood"
    assert not item.tags[2].any()
    assert GUIDELINES[item.guideline] == "real"


def test_contents_lead_to_cues_cues_to_sources_and_both_to_names() -> None:
    item = example(STORY, TOKENIZER)

    def leads(query: str, word: str) -> set[str]:
        (edge,) = [e for e in item.edges if QUERIES[e.query] == query and words(item, [e.piece]) == word]
        return {words(item, [at]) if at != NONE else "nothing" for at in edge.targets}

    assert leads("content 0", "flood") == {"said"}
    assert leads("content 1", "flood") == {"fear"}
    assert leads("content 0", "rain") == {"nothing"}
    assert leads("source", "said") == {"Maud"}
    assert leads("who", "Maud") == {"Maud", "Ferris"}
    assert leads("who", "experts") == {"nothing"}
    assert leads("who", "“") == {"Maud", "Ferris"}


def test_acts_stand_on_cues_and_kinds_on_sources() -> None:
    item = example(STORY, TOKENIZER)
    acts = {words(item, [at]): ACTS[act] for at, act in enumerate(item.acts) if act != IGNORED}
    kinds = {words(item, [at]): NO_NAMES[kind] for at, kind in enumerate(item.kinds) if kind != IGNORED}
    assert acts == {"said": "speech", "fear": "thought", "“": "speech"}
    assert kinds == {"Maud": "named", "Ferris": "named", "experts": "vague"}


def test_where_nothing_inside_contents_is_marked_nothing_is_learnt_of_it() -> None:
    flat = example(
        {**STORY, "statements": STORY["statements"][:1], "discard": spans("She left.")}, TOKENIZER, "polnear", nested=False
    )
    assert (flat.tags[1:] == IGNORED).all()
    assert words(flat, [at for at, tag in enumerate(flat.tags[0]) if tag == IGNORED]) == "She left ."


def test_mentions_lead_to_the_names_of_their_entity() -> None:
    def mention(words: str, entity: int, form: str) -> dict[str, Any]:
        return {"span": spans(words)[0], "head": spans(words)[0], "type": "person", "entity": entity, "form": form}

    mentions = [mention("Maud Ferris", 1, "name"), mention("experts", 2, "noun"), mention("She", 1, "pronoun")]
    item = coreference({"id": "a", "text": TEXT, "mentions": mentions}, TOKENIZER)
    found = {words(item, [piece]): [words(item, [at]) if at != NONE else "nothing" for at in to] for _, piece, to in item.edges}
    assert found == {"Maud": ["Maud"], "experts": ["nothing"], "She": ["Maud"]}
    assert (item.tags == IGNORED).all()


def test_depths_count_the_statements_around() -> None:
    assert depths([{"parent": 1}, {"parent": 2}, {"parent": None}, {}]) == [2, 1, 0, 0]
    assert LEVELS == 3


def test_an_epoch_goes_through_all_labelled_news_and_a_share_of_the_rest() -> None:
    item = example(STORY, TOKENIZER)
    epoch = Mixture([item, item], [item] * 20, [item] * 10, [])(Random(1))
    assert len(epoch) == 2 + 3 + 3


def test_windows_hold_every_piece_once() -> None:
    item = example(STORY, TOKENIZER)
    cuts = training_windows([item], 8, Random(3))
    assert [at for _, start, end in cuts for at in range(start, end)] == list(range(len(item.pieces)))
    assert isinstance(item.edges[0], Edge)
