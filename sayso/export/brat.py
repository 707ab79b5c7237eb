"""brat: from stories to a folder of pairs in brat's standoff format, NAME.txt and NAME.ann, with the annotation.conf for them.

Each statement is an event, its cue the trigger, source, content and setting its arguments, and ``Parent`` the statement in whose
content it stands. One without a cue (a letter, a speech, a turn of a transcript) is the event ``Spoken``, whose trigger is the
content. Attributes say kind, stance and what is denied; a note says who the speaker is, and on whose word it stands.

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
from sayso.story import Span, Spans, Story

LONGEST = 80
"""Bytes of a name, of the 255 that file systems take: an ending, a number and a digest come behind it."""

_ROLES = ("source", "content", "addressee", "channel", "venue", "when_text")
_NAMES = {"when_text": "When"}
_ATTRIBUTES = {"kind": "direct|indirect|mixed", "stance": "neutral|distancing|endorsing"}
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
    """Yield the lines of the .ann file."""
    numbers: Counter[str] = Counter()

    def numbered(letter: str) -> str:
        numbers[letter] += 1
        return f"{letter}{numbers[letter]}"

    # An event may name one that comes later, so that each has its number beforehand.
    events: dict[int, str] = {}
    triggers: dict[int, tuple[str, list[Span]]] = {}
    for index, statement in enumerate(story.statements):
        found = ((kind, _on_lines(story.text, spans)) for kind, spans in (("Cue", statement.cue), ("Spoken", statement.content)))
        if trigger := next(((kind, at) for kind, at in found if at), None):
            events[index], triggers[index] = numbered("E"), trigger
    for index, row in enumerate(rows(story)):
        if index not in events:
            continue
        event, (kind, at), statement = events[index], triggers[index], story.statements[index]
        trigger_id = numbered("T")
        yield _bound(story.text, trigger_id, kind, at)
        arguments = []
        for role in _ROLES:
            spans = getattr(statement, role)
            if (kind, role) != ("Spoken", "content") and (where := _on_lines(story.text, spans)):
                name = _NAMES.get(role, role.capitalize())
                arguments.append(f"{name}:{numbered('T')}")
                yield _bound(story.text, arguments[-1].partition(":")[2], name, where)
        if statement.parent in events and statement.parent != index:
            arguments.append(f"Parent:{events[statement.parent]}")
        yield f"{event}\t" + " ".join((f"{kind}:{trigger_id}", *arguments))
        for field in _ATTRIBUTES:
            if value := row[field]:
                yield f"{numbered('A')}\t{field.capitalize()} {event} {value}"
        for flag, holds in (
            ("Negated", statement.negated),
            ("Unasserted", statement.asserted is False),
            ("Unnamed", statement.unnamed),
        ):
            if holds:
                yield f"{numbered('A')}\t{flag} {event}"
        if note := "; ".join(f"{name}: {value}" for name in ("speaker", "speaker_kind", "when", "chain") if (value := row[name])):
            yield f"{numbered('#')}\tAnnotatorNotes {event}\t{' '.join(note.split())}"


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


def _bound(story_text: str, name: str, kind: str, at: list[Span]) -> str:
    where = ";".join(f"{start} {end}" for start, end in at)
    return f"{name}\t{kind} {where}\t{' '.join(story_text[start:end] for start, end in at)}"


def configuration() -> str:
    """Return the annotation.conf: what brat needs to show these files, and to let people correct them."""
    names = [_NAMES.get(role, role.capitalize()) for role in _ROLES]
    arguments = [f"{name}?:{name}" for name in names]
    return "\n".join(
        (
            "[entities]",
            *names,
            "[relations]",
            "[events]",
            f"Cue\t{', '.join((*arguments, 'Parent?:<EVENT>'))}",
            f"Spoken\t{', '.join((*(a for a in arguments if a != 'Content?:Content'), 'Parent?:<EVENT>'))}",
            "[attributes]",
            *(f"{field.capitalize()}\tArg:<EVENT>, Value:{values}" for field, values in _ATTRIBUTES.items()),
            *(f"{flag}\tArg:<EVENT>" for flag in ("Negated", "Unasserted", "Unnamed")),
            "",
        )
    )
