"""bnlint inside other tools, which look at one file at a time."""
