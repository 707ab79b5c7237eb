"""The face: pages and an API over an archive, both the verbs of the library."""

DEADLINE = 30.0
"""Seconds in which a text is to be read: the longest that is taken needs a quarter of it on one core."""
