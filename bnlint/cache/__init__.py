"""What earlier checks came to, kept on disk, and thrown away as soon as anything that it was made of has changed."""
