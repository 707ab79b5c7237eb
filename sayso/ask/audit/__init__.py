"""The audit: whom the outlets quote, how much and how."""
