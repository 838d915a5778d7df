"""Which programs are read, in which order, in which process, and what the rules say of each."""
