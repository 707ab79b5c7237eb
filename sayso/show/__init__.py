"""From a read story to what a person sees: a terminal, a page."""
