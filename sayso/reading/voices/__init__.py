"""Who speaks in the first person outside of quotation marks."""
