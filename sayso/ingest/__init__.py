"""From what a user names to stories: inputs, decoding, pages, plain text and its layout."""

from sayso.ingest.inputs import stories
from sayso.ingest.text import from_text

__all__ = ["from_text", "stories"]
