"""How an archive came to its present schema, step by step: archives of older versions are brought up to date on opening."""
