import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.language.en.cue_words import cues
from sayso.reading.stance import Judged, judge
from sayso.story import Span, Stance
from tests.seconds import seconds

_PART = re.compile(r"⟪(?P<role>[ct]):(?P<words>[^⟫]*)⟫")


def judged(marked: str) -> Judged:
    """Judge ``⟪c:cue⟫`` and ``⟪t:content⟫``, each in one piece or several."""
    text = _PART.sub(lambda match: match["words"], marked)
    spans: dict[str, list[Span]] = {"c": [], "t": []}
    for index, match in enumerate(_PART.finditer(marked)):
        start = match.start() - 4 * index
        spans[match["role"]].append(Span(start, start + len(match["words"])))
    found = judge(text, tuple(spans["c"]), tuple(spans["t"]))
    assert all(text[start:end] for start, end in found.spans)
    return found


def rests_on(marked: str) -> list[str]:
    text = _PART.sub(lambda match: match["words"], marked)
    return [text[start:end] for start, end in judged(marked).spans]


@pytest.mark.parametrize(
    ("cue", "stance"),
    [
        ("said", "neutral"),
        ("wrote", "neutral"),
        ("insisted", "neutral"),
        ("has denied", "neutral"),
        ("promised", "neutral"),
        ("claimed", "distancing"),
        ("has repeatedly alleged", "distancing"),
        ("reportedly said", "distancing"),
        ("lied", "distancing"),
        ("admitted", "endorsing"),
        ("points out", "endorsing"),
        ("made it clear", "endorsing"),
        ("has been confirmed", "endorsing"),
        ("are aware", "endorsing"),
    ],
)
def test_a_cue_takes_the_stance_that_the_literature_gives_it(cue: str, stance: Stance) -> None:
    assert judged(f"The harbour master ⟪c:{cue}⟫ ⟪t:that the ferry leaks⟫.").stance == stance


@pytest.mark.parametrize("form", ["admit", "admits", "admitted", "admitting", "conceding", "confessed", "acknowledges", "proven"])
def test_every_inflection_of_a_cue_is_known(form: str) -> None:
    assert judged(f"They ⟪c:{form}⟫ ⟪t:that it leaks⟫.").stance == "endorsing"


def test_the_strongest_of_two_cues_decides() -> None:
    assert judged("⟪c:According to⟫ his ⟪c:claims⟫, ⟪t:the ferry is sound⟫.").stance == "distancing"
    assert judged("The yard ⟪c:falsely confirmed⟫ ⟪t:that it was sound⟫.").stance == "distancing"


def test_the_rule_names_the_word_and_what_its_class_rests_on() -> None:
    found = judged("The yard ⟪c:claimed⟫ ⟪t:that it was sound⟫.")
    assert found.rule.startswith("'claimed' is distancing (Martin & White 2005")
    assert rests_on("The yard ⟪c:claimed⟫ ⟪t:that it was sound⟫.") == ["claimed"]


def test_a_mark_or_an_unknown_word_takes_no_stance() -> None:
    assert judged("⟪t:Ferry sails on⟫ ⟪c:—⟫ owner").stance == "neutral"
    assert judged("She ⟪c:frobnicated⟫ ⟪t:that it leaks⟫.").rule == "a cue of no known stance"


@pytest.mark.parametrize(
    "marked",
    [
        "He ⟪c:did not specify⟫ ⟪t:when it would sail⟫.",
        "He did not ⟪c:specify⟫ ⟪t:when it would sail⟫.",
        "He didn’t even ⟪c:mention⟫ ⟪t:the leak⟫.",
        "They ⟪c:never said⟫ ⟪t:that it was safe⟫.",
        "Nor did she ever ⟪c:claim⟫ ⟪t:that it was⟫.",
        "No official at the yard ⟪c:has confirmed⟫ ⟪t:the leak⟫.",
        "The owner left without ⟪c:saying⟫ ⟪t:why⟫.",
        "I do not ⟪c:think⟫ ⟪t:it leaks⟫.",
        "The letter ⟪c:made no mention of⟫ ⟪t:the leak⟫.",
    ],
)
def test_a_denied_saying_is_negated(marked: str) -> None:
    found = judged(marked)
    assert found.negated
    assert "denies the saying" in found.rule


@pytest.mark.parametrize(
    "marked",
    [
        "He ⟪c:denied⟫ ⟪t:that it leaks⟫.",
        "She ⟪c:not only said⟫ ⟪t:that it leaks⟫ but showed it.",
        "⟪t:It will not sail⟫, she ⟪c:said⟫.",
        "⟪t:“We will not,”⟫ he ⟪c:said⟫.",
        "They did not sail because the owner ⟪c:feared⟫ ⟪t:a storm⟫.",
        "Crews who do not swim and their families ⟪c:said⟫ ⟪t:that it leaks⟫.",
        "No, he ⟪c:says⟫ ⟪t:it is safe⟫.",
        "There is no doubt, and the yard ⟪c:knows⟫ ⟪t:it⟫.",
        "The inspector never failed to ⟪c:say⟫ ⟪t:that it leaks⟫.",
        "The sale ⟪c:was announced⟫ ⟪t:after the failed test⟫.",
    ],
)
def test_a_saying_is_not_negated_by_what_negates_something_else(marked: str) -> None:
    assert not judged(marked).negated


@pytest.mark.parametrize(
    "marked",
    [
        "The owner ⟪c:declined to comment⟫ ⟪t:on the leak⟫.",
        "The owner ⟪c:declined⟫ ⟪t:to comment on the leak⟫.",
        "The owner ⟪c:would not say⟫ ⟪t:whether it leaks⟫.",
        "The owner ⟪c:would not be drawn⟫ ⟪t:on the leak⟫.",
        "The owner ⟪c:refused to say⟫ ⟪t:whether it leaks⟫.",
    ],
)
def test_a_refusal_to_speak_is_negated_and_asserts_nothing(marked: str) -> None:
    found = judged(marked)
    assert found.negated
    assert not found.asserted


def test_a_refusal_to_act_is_a_statement() -> None:
    found = judged("The owner ⟪c:refused⟫ ⟪t:to sell the ferry⟫.")
    assert (found.negated, found.asserted) == (False, True)


def test_a_plain_did_not_say_is_negated_but_no_refusal() -> None:
    assert judged("The yard ⟪c:did not say⟫ ⟪t:whether it leaks⟫.").asserted


@pytest.mark.parametrize(
    "marked",
    [
        "A reporter ⟪c:asked⟫ ⟪t:whether it leaks⟫.",
        "“⟪t:Does it leak?⟫” she ⟪c:asked⟫.",
        "⟪t:“Who would buy it?”⟫ he ⟪c:said⟫.",
        "They ⟪c:wondered⟫ ⟪t:why it was sold⟫.",
        "She ⟪c:was asked about⟫ ⟪t:the leak⟫.",
    ],
)
def test_a_question_asserts_nothing(marked: str) -> None:
    found = judged(marked)
    assert (found.negated, found.asserted) == (False, False)


@pytest.mark.parametrize(
    "marked",
    [
        "She ⟪c:asked⟫ the crew ⟪t:to wait⟫.",
        "She ⟪c:asked for⟫ ⟪t:patience⟫.",
        "She ⟪c:asked⟫ ⟪t:that the ferry be sold⟫.",
        "He ⟪c:hopes⟫ ⟪t:to sail in May⟫.",
        "⟪t:“Why not? It floats.”⟫ he ⟪c:said⟫.",
    ],
)
def test_a_request_or_a_wish_is_put_forward_by_who_has_it(marked: str) -> None:
    assert judged(marked).asserted


def test_what_was_perhaps_said_is_not_asserted() -> None:
    assert not judged("If she ⟪c:says⟫ ⟪t:that it leaks⟫, we stay.").asserted
    assert not judged("He ⟪c:may have promised⟫ ⟪t:to pay⟫.").asserted
    assert judged("They signed in May and ⟪c:said⟫ ⟪t:it was fair⟫.").asserted


def test_a_factive_endorses_under_negation_but_no_question() -> None:
    assert judged("He ⟪c:did not admit⟫ ⟪t:that it leaks⟫.").stance == "endorsing"
    assert judged("He ⟪c:did not confirm⟫ ⟪t:that it leaks⟫.").stance == "neutral"
    assert judged("He ⟪c:did not reveal⟫ ⟪t:when it would sail⟫.").stance == "neutral"


def test_every_row_of_the_list_says_what_it_rests_on() -> None:
    assert len(cues()) > 2000
    assert all(cue.source for cue in cues().values())
    assert {cue.stance for cue in cues().values()} == {None, "neutral", "distancing", "endorsing"}


_SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4)


def _within(text: str, pairs: list[tuple[int, int]]) -> tuple[Span, ...]:
    return tuple(Span(min(a, b, len(text)), min(max(a, b), len(text))) for a, b in pairs)


_WORDS = [*sorted(cues())[::7], "not", "no", "n't", "If", ",", ".", "“", "to", "he", "May"]
_TEXT = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(_WORDS), max_size=12).map(" ".join))


@given(_TEXT, _SPANS, _SPANS)
def test_any_text_and_any_spans_are_judged(text: str, cue: list[tuple[int, int]], content: list[tuple[int, int]]) -> None:
    found = judge(text, _within(text, cue), _within(text, content))
    assert found.rule
    assert list(found.spans) == sorted(set(found.spans))
    assert all(0 <= start < end <= len(text) for start, end in found.spans)


@pytest.mark.slow
def test_time_grows_no_faster_than_the_cue() -> None:
    def spent(words: int) -> float:
        text = "not, however, never if May claimed “ " * words
        return seconds(lambda: judge(text, (Span(0, len(text)),), (Span(0, len(text)),)))

    assert spent(8000) < 40 * max(spent(1000), 1e-3)
