"""English: its words and patterns, by what they are about; ``lists`` holds those that are too many for code."""
