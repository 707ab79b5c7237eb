"""What is asked of an archive, and only reads it."""
