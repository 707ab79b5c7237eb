"""The face: pages and an API over an archive, both the verbs of the library."""
