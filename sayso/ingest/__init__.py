"""From what a user names to stories: inputs, documents and their forms, plain text and its layout."""

from sayso.ingest.document import Document, story_of
from sayso.ingest.inputs import documents, stories
from sayso.ingest.text import from_text

__all__ = ["Document", "documents", "from_text", "stories", "story_of"]
