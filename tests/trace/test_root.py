"""On whom claims rest, and how many are independent."""

from __future__ import annotations

from sayso.trace.root import Rests, passed_on, root, voices


def independent(*utterances: list[Rests]) -> int:
    return len(set(voices(dict(enumerate(utterances))).values()))


def by(name: str | None, outlet: str, source: str | None = None, before: tuple[str, ...] = (), origin: str | None = None) -> Rests:
    return Rests(name, source or name, outlet, before, origin)


def test_ten_outlets_with_one_speaker_are_one_voice() -> None:
    outlets = [[by("Mara Lindqvist" if at % 2 else "Lindqvist", f"Daily {at}")] for at in range(10)]
    assert independent(*outlets) == 1


def test_two_speakers_are_two_voices() -> None:
    assert independent([by("Mara Lindqvist", "Tidings")], [by("Owen Bray", "Courier")]) == 2


def test_brothers_are_two() -> None:
    assert independent([by("Mara Lindqvist", "Tidings")], [by("Owen Lindqvist", "Courier")]) == 2


def test_what_another_outlet_reported_is_had_from_there() -> None:
    told = [by(None, "Tidings", "two officials")]
    assert independent(told, [by("Tidings", "Courier")]) == 1
    assert independent(told, [by("Owen Bray", "Courier", before=("Tidings",))]) == 1


def test_officials_without_names_are_one_unless_both_outlets_were_told_and_describe_them_otherwise() -> None:
    one = [by(None, "Tidings", "two officials")]
    assert independent(one, [by(None, "Courier", "two officials")]) == 1
    assert independent(one, [by(None, "Courier")]) == 1
    assert independent(one, [by(None, "Courier", "an aide to the mayor")]) == 2
    assert independent(one, [by(None, "Courier", "an aide to the mayor", before=("NPA",))]) == 1


def test_an_utterance_rests_on_the_fullest_form_of_the_name_that_most_give() -> None:
    mentions = [by("Owen Bray", "A"), by("Mara Lindqvist", "B"), by("Mara Lindqvist", "C"), by(None, "D", "officials")]
    assert root(mentions).root == "Mara Lindqvist"
    assert root([by(None, "D", "officials"), by(None, "E")]).root == "officials"
    assert root([by(None, "E")]).root == "E"


def test_a_reprint_is_had_from_where_it_first_stood() -> None:
    assert by("Owen Bray", "Courier", origin="Tidings").via == "Tidings"
    assert by("Owen Bray", "Courier", before=("NPA", "the mayor")).via == "the mayor"
    assert by("Owen Bray", "Courier").via is None


def test_who_passes_it_on_in_one_mention_is_not_whom_it_ends_at_in_another() -> None:
    mentions = [by("Mara Lindqvist", "A"), by("Mara Lindqvist", "B"), by("the auditors", "C", before=("Mara Lindqvist",))]
    assert root(mentions).root == "the auditors"
    assert root(mentions[:2]).root == "Mara Lindqvist"


def test_another_outlet_is_no_root_but_from_where_it_was_had() -> None:
    told, credits_it, itself = by(None, "The Tidings", "two officials"), by("Tidings", "Courier"), by("Post", "Post")
    first, second, third = passed_on([told, credits_it, itself])
    assert (first, third) == (told, itself)
    assert (second.name, second.source, second.via) == (None, None, "Tidings")
    assert root([first, second]).root == "two officials"


def test_an_outlet_is_known_by_the_short_form_of_its_name() -> None:
    told = [by(None, "Harbour Courier", "two officials")]
    assert independent(told, [by("Owen Bray", "Blog", before=("the Courier",))]) == 1
    assert independent(told, [by("Owen Bray", "Blog", before=("the Harbour Watch",))]) == 2


def test_who_says_it_without_a_word_on_whom_it_is_from_makes_no_voice_of_its_own() -> None:
    told = [Rests("Ada Kell", None, "Tidings")]
    passed = [Rests(None, None, "Mirror", before=("Tidings",)), Rests(None, None, "Globe")]
    assert independent(told, passed) == 1
