"""Languages: what reading has to know of each."""
