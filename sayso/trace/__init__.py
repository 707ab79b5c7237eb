"""Trace: utterances and claims over stories. Who had what from whom, what changed on the way, and how many roots it has."""
