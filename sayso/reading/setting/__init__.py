"""Setting: to whom, by which channel, where and when a statement was made."""
