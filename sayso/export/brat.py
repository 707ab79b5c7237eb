"""brat: from stories to a folder of pairs in brat's standoff format, NAME.txt and NAME.ann, with the annotation.conf for them.

Each statement is an event, its cue the trigger, source, content and setting its arguments, and ``Parent`` the statement in whose
content it stands. One without a cue (a letter, a speech, a turn of a transcript) is the event ``Spoken``, whose trigger is the
content. Attributes say act, kind, stance, and what is denied or unsure; a note says who the speaker is, on whose word it stands,
and how sure that is.

An annotation's text is on one line of the .ann file: a piece ends at each line end and tab of the story, the next goes on behind.
"""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from sayso.errors import InputError
from sayso.export.places import pieces
from sayso.export.rows import rows
from sayso.story import Span, Spans, Statement, Story

LONGEST = 80
"""Bytes of a name, of the 255 that file systems take: an ending, a number and a digest come behind it."""

CUE, SPOKEN = "Cue", "Spoken"
"""The events, and the types of what they hang on."""

_ROLES = {
    "source": "Source",
    "content": "Content",
    "addressee": "Addressee",
    "channel": "Channel",
    "venue": "Venue",
    "when_text": "When",
}
_VALUES = {
    "Act": "speech|writing|thought|intention",
    "Kind": "direct|indirect|mixed",
    "Stance": "neutral|distancing|endorsing",
}
_FLAGS = ("Negated", "Unasserted", "Unnamed", "Unsure")
_NOTED = ("speaker", "speaker_kind", "when", "chain", "confidence")
_BREAK = re.compile(r"[\t\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""Where some reader of .ann files ends a line or a field."""
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?")
"""Names that Windows keeps."""
_PLAIN = re.compile(r"[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_-])?")


def write(stories: Iterable[Story], folder: Path) -> None:
    """Write a pair of files a story into ``folder``, which is there once all is written.

    Raises :class:`InputError` where the folder holds something already, and where it cannot be made.
    """
    target = folder.resolve()
    part = target.with_name(f"{target.name}.part")
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise InputError(str(folder), "is there and not empty", "Name a new folder, or empty this one.")
        part.mkdir(parents=True)
    except FileExistsError:
        raise InputError(str(part), "is left of an export that was broken off", "Remove it.") from None
    except OSError as error:
        raise _unwritable(folder, error) from None
    try:
        _fill(stories, part)
        if target.exists():
            target.rmdir()
        part.replace(target)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise


def _fill(stories: Iterable[Story], folder: Path) -> None:
    _put(folder / "annotation.conf", configuration())
    again: Counter[str] = Counter()
    for story in stories:
        name = file_name(story.id)
        if (folder / f"{name}.txt").exists():
            again[name] += 1
            name = f"{name}~{again[name] + 1}"
        _put(folder / f"{name}.txt", text(story))
        _put(folder / f"{name}.ann", "".join(f"{line}\n" for line in lines(story)))


def _put(path: Path, content: str) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="") as file:
            file.write(content)
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> InputError:
    return InputError(str(path), f"cannot be written ({error.strerror})", "Make room, or choose another folder with --output.")


def file_name(story_id: str) -> str:
    """Return a name for the files of a story, the same each time: no path, no device, none that another id has.

    An id of small letters, digits, ``.``, ``_`` and ``-`` is its own name. In any other what is none of these is ``_``, and a
    digest of the id comes behind a ``~``: it also tells apart those that differ in capitals alone, which some file systems do not.
    """
    if _PLAIN.fullmatch(story_id) and len(story_id) <= LONGEST and not _DEVICE.fullmatch(story_id):
        return story_id
    plain = re.sub(r"[^a-z0-9_-]+", "_", story_id.lower())[-LONGEST:].strip("_-")
    return f"{plain or 'story'}~{sha256(story_id.encode()).hexdigest()[:20]}"


def text(story: Story) -> str:
    """Return the story's text for the .txt file: as it is, but for its carriage returns.

    Readers that take both characters of a line end for one, as Python's do, would count otherwise than those that do not: a
    carriage return before a line feed is a blank here, another is a line feed.
    """
    return story.text.replace("\r\n", " \n").replace("\r", "\n")


def lines(story: Story) -> Iterator[str]:
    """Yield the lines of the .ann file: of each statement what stands in the text, the event, its attributes and its note."""
    triggers = [_trigger(story.text, statement) for statement in story.statements]
    numbers: Counter[str] = Counter()

    def numbered(letter: str) -> str:
        numbers[letter] += 1
        return f"{letter}{numbers[letter]}"

    for index, (statement, trigger, row) in enumerate(zip(story.statements, triggers, rows(story), strict=True)):
        if trigger is None:
            continue
        event, bound = f"E{index + 1}", [trigger]
        for role, name in _ROLES.items():
            if (at := _on_lines(story.text, getattr(statement, role))) and (trigger[0], role) != (SPOKEN, "content"):
                bound.append((name, at))
        arguments = []
        for name, at in bound:
            arguments.append(f"{name}:{numbered('T')}")
            where = ";".join(f"{start} {end}" for start, end in at)
            yield f"T{numbers['T']}\t{name} {where}\t{' '.join(story.text[start:end] for start, end in at)}"
        parent = statement.parent
        if parent is not None and 0 <= parent < len(triggers) and parent != index and triggers[parent]:
            arguments.append(f"Parent:E{parent + 1}")
        yield f"{event}\t{' '.join(arguments)}"
        for name in _VALUES:
            if value := row[name.lower()]:
                yield f"{numbered('A')}\t{name} {event} {value}"
        for name, holds in zip(
            _FLAGS, (statement.negated, statement.asserted is False, statement.unnamed, statement.unsure), strict=True
        ):
            if holds:
                yield f"{numbered('A')}\t{name} {event}"
        if note := "; ".join(f"{name}: {value}" for name in _NOTED if (value := row[name]) is not None):
            yield f"{numbered('#')}\tAnnotatorNotes {event}\t{' '.join(note.split())}"


def _trigger(story_text: str, statement: Statement) -> tuple[str, list[Span]] | None:
    """Return what an event hangs on, and where it stands: the cue, or else the content; None where the text has neither."""
    found = ((name, _on_lines(story_text, spans)) for name, spans in ((CUE, statement.cue), (SPOKEN, statement.content)))
    return next(((name, at) for name, at in found if at), None)


def _on_lines(story_text: str, spans: Spans) -> list[Span]:
    """Return the pieces of the spans that stand on one line each, without the blanks around them."""
    found = []
    for start, end in pieces(story_text, spans):
        at = start
        for piece in _BREAK.split(story_text[start:end]):
            words = piece.strip()
            if words:
                begin = at + len(piece) - len(piece.lstrip())
                found.append(Span(begin, begin + len(words)))
            at += len(piece) + 1
    return found


def configuration() -> str:
    """Return the annotation.conf: what brat needs to show these files, and to let people correct them."""
    names = list(_ROLES.values())
    arguments = {name: f"{name}?:{name}" for name in names} | {"Parent": "Parent?:<EVENT>"}
    spoken = [argument for name, argument in arguments.items() if name != "Content"]
    return "\n".join(
        (
            "[entities]",
            *names,
            "[relations]",
            "[events]",
            f"{CUE}\t{', '.join(arguments.values())}",
            f"{SPOKEN}\t{', '.join(spoken)}",
            "[attributes]",
            *(f"{name}\tArg:<EVENT>, Value:{values}" for name, values in _VALUES.items()),
            *(f"{name}\tArg:<EVENT>" for name in _FLAGS),
            "",
        )
    )
