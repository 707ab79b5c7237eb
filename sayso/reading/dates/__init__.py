"""Dates: what expressions of date in a text say, in ISO 8601."""
