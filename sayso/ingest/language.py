"""Language: from the words of a story to the language that they are in, so that no other than English is read as if it were."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from sayso.errors import LanguageError
from sayso.language.en.words import COMMON_WORDS, THE
from sayso.story import Story

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

READ = frozenset({"en", "sco", "pcm"})
"""Languages that are read: English, and what py3langid has beside it for dialects of it, Scots and Nigerian Pidgin."""
SAMPLE = 3000
"""Characters of a text by which its language is told: the sureness of py3langid is meant for a page, not for a book."""
FEWEST = 8
"""Words of which fewer tell no language: names in a headline may be of any."""
SURE = 0.9
"""Sureness from which a language is believed. Of sentences of one line in nine languages py3langid told eight right and none wrong
at it; headlines of names it gives .2 at most."""
COMMON = 0.12
"""Share of words, *the* and five others, that is enough to know English by: the library takes half a second to load."""

NAMES = {
    "ar": "Arabic", "bg": "Bulgarian", "bn": "Bengali", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German",
    "el": "Greek", "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian", "is": "Icelandic",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "ms": "Malay", "nl": "Dutch",
    "no": "Norwegian", "nb": "Norwegian", "nn": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sl": "Slovene", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil",
    "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
"""Code of ISO 639-1 → its name in English, of the languages with the most news."""


def language_of(text: str) -> str | None:
    """Return the language of a text, as a code of ISO 639; None where too little of it tells."""
    sample = text[:SAMPLE]
    words = len(sample.split())
    the = len(THE.findall(sample))
    if the > 1 and the >= 0.02 * words and the + len(COMMON_WORDS.findall(sample)) >= COMMON * words:
        return "en"
    letters = sum(map(str.isalpha, sample))
    # Chinese, Japanese and Thai have no blanks between words.
    if words < FEWEST and (sample.isascii() or letters < 5 * FEWEST):
        return None
    found, sure = _identifier().classify(sample)
    return str(found) if sure >= SURE else None


def is_read(lang: str | None) -> bool:
    """Say whether stories in a language, by its code or tag (``en-GB``), are read; those of which nobody knows it are."""
    return not lang or lang.casefold().replace("_", "-").partition("-")[0] in READ


def name_of(lang: str) -> str:
    """Return the name of a language; its code where that has none here."""
    return NAMES.get(lang.casefold().partition("-")[0], f"another language ({lang})")


def checked(story: Story, name: str, given: str | None = None) -> Story:
    """Return the story if it is in a language that is read, or if nobody can tell which it is.

    ``given`` is the language that the user says it is in, which counts before all; ``name`` is what errors call it. Raises
    :class:`LanguageError` for any other language.
    """
    found = given or language_of(story.text)
    if is_read(found):
        return story
    assert found is not None  # noqa: S101 - none at all is read
    raise LanguageError(name, replace(story, lang=found), name_of(found))


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
