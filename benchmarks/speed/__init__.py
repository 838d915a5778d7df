"""How long bnlint takes, as ratios to other tools on the same files in one run."""
