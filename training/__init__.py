"""From gold stories to the model that sayso ships. Never imported by it."""
