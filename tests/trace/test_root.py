"""On whom claims rest, and how many are independent."""

from __future__ import annotations

from sayso.trace.root import Rests, root, voices


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
