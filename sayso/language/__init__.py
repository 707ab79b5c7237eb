"""Languages, a folder each: the words and patterns by which a text in it is read. Reading itself holds none of any language."""
