"""How long an editor waits for `bnlint server`."""
