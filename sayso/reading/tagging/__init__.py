"""From text to statements as the network sees them, and what quotation marks and headlines add."""
