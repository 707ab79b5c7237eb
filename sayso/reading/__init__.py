"""From a story to its statements."""
