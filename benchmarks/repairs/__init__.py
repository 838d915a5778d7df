"""What repairs do to real programs."""
