"""bnlint as a language server: what is open in an editor is judged as it is typed, in the programs that use it."""
