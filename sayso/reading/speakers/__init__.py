"""Speakers: who the sources of a story are."""
