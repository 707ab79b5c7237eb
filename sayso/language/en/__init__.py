"""English: its lists, each with what it rests on."""
