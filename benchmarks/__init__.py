"""Speed, memory and size, beside a peer in the same run."""
