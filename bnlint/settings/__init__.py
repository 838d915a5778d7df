"""What users decide for a project: which rules, which files, how much is shown."""
