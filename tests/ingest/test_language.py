"""A story in another language is not read as if it were English: it is named with its language, and the others are read."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

import sayso
from sayso.archive import Archive
from sayso.errors import LanguageError
from sayso.ingest import stories
from sayso.ingest.language import language_of
from sayso.story import Story
from tests.gold import stories as ours

ENGLISH = (
    "The quay is unsafe and will be closed to boats until May, the harbour master said on Monday. The union had not been asked."
)
OTHERS = {
    "de": "Der Kai ist nicht mehr sicher und wird bis Mai gesperrt, sagte der Hafenmeister. Die Gewerkschaft wurde nicht gefragt.",
    "fr": "Le quai est dangereux et sera fermé jusqu'en mai, a déclaré le capitaine du port. Le syndicat n'a pas été consulté.",
    "es": "El muelle es inseguro y permanecerá cerrado hasta mayo, dijo el capitán del puerto. Nadie preguntó al sindicato.",
    "nl": "De kade is onveilig en blijft tot mei gesloten, zei de havenmeester maandag. De vakbond was niet gevraagd.",
    "pl": "Nabrzeże jest niebezpieczne i pozostanie zamknięte do maja, powiedział kapitan portu. Nie pytano związku.",
    "sv": "Kajen är farlig och stängs för alla båtar till maj, sade hamnkaptenen på måndagen. Facket hade inte blivit tillfrågat.",
    "ru": "Причал небезопасен и будет закрыт до мая, заявил в понедельник начальник порта. Профсоюз об этом никто не спрашивал.",
    "zh": "港务局长周一表示，码头不安全，将关闭至五月。工会说没有人征求过他们的意见，四十名工人将失去工作。",
}  # fmt: skip


@pytest.mark.parametrize("lang", OTHERS)
@pytest.mark.parametrize("form", ["txt", "jsonl", "html", "json"])
def test_a_story_in_another_language_is_named_and_the_others_are_read(tmp_path: Path, lang: str, form: str) -> None:
    text = OTHERS[lang]
    (tmp_path / f"b.{form}").write_text(
        {
            "txt": text,
            "jsonl": json.dumps({"id": "b", "text": text}),
            "html": f"<html lang='en'><body><article><h1>Port</h1><p>{text}</p><p>{text}</p></article></body></html>",
            "json": json.dumps({"uri": "urn:b", "language": "en", "headline": "Port", "body_text": text}),
        }[form],
        encoding="utf-8",
    )
    (tmp_path / "a.txt").write_text(ENGLISH)
    (tmp_path / "c.txt").write_text(ENGLISH)
    first, error, last = stories([tmp_path])
    assert isinstance(first, Story)
    assert isinstance(last, Story)
    assert isinstance(error, LanguageError)
    assert error.input.startswith(str(tmp_path / f"b.{form}"))
    assert error.story.lang == lang
    assert "reads English so far" in error.problem
    assert "--lang en" in error.remedy
    assert all(isinstance(each, Story) for each in stories([tmp_path], lang="en"))


def test_no_story_of_ours_is_taken_for_another_language() -> None:
    for story in ours():
        assert language_of(story["text"]) == "en", story["id"]


FEW = [
    "Boats stop.",
    "Fund buys port",
    "Ferry Nya Varv, Hamnfacket, Göteborg",
    "“Nej,” said Castellan.",
    "?",
    "123 456",
    "Lund: Nej.",
]


@pytest.mark.parametrize("text", FEW)
def test_too_few_words_tell_no_other_language(text: str) -> None:
    assert language_of(text) in (None, "en")


def test_english_with_foreign_names_and_a_foreign_quotation_is_english() -> None:
    said = f"“{OTHERS['de']}” the harbour master, Jürgen Groß, told reporters in Bad Zwischenahn."
    text = f"{said} {ENGLISH} He said it again. {ENGLISH}"
    assert language_of(text) == "en"


def test_the_library_says_it_too_and_lang_overrides() -> None:
    with pytest.raises(LanguageError, match="is in German"):
        sayso.read_text(OTHERS["de"])
    assert sayso.read_text(OTHERS["de"], lang="en").text == OTHERS["de"]


def test_the_archive_keeps_the_others_and_tells_of_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(OTHERS["fr"], encoding="utf-8")
    (tmp_path / "b.txt").write_text(ENGLISH)
    with Archive(str(tmp_path / "news.db")) as archive:
        added = archive.add(tmp_path / "a.txt", tmp_path / "b.txt").to_pylist()
        assert [row["outcome"] for row in added] == ["failed", "new"]
        assert "is in French" in added[0]["problem"]
        assert archive.add(tmp_path / "a.txt", lang="en")["outcome"].to_pylist() == ["new"]


def run(*words: object) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([sys.executable, "-m", "sayso", *map(str, words)], capture_output=True, text=True, check=False)


@pytest.mark.slow
def test_the_command_line_says_it_in_each_form_and_ends_with_1(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(OTHERS["es"], encoding="utf-8")
    (tmp_path / "b.txt").write_text(ENGLISH)
    for form in ("--jsonl", "--html", None):
        done = run("read", *([form] if form else []), tmp_path)
        assert done.returncode == 1
        assert f"sayso: {tmp_path / 'a.txt'}: is in Spanish, and sayso reads English so far." in done.stderr
        if form == "--jsonl":
            first, second = map(json.loads, done.stdout.splitlines())
            assert (first["lang"], first["statements"]) == ("es", [])
            assert second["statements"]
        else:
            assert "This is in Spanish, and sayso reads English so far." in done.stdout
    assert run("read", "--lang", "en", tmp_path).returncode == 0


def test_errors_of_language_go_through_pickle() -> None:
    import pickle

    error = LanguageError("a", Story("a", OTHERS["de"], lang="de"), "German")
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, LanguageError)
    assert (str(again), again.story) == (str(error), error.story)
