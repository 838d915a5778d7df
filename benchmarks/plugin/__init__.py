"""What bnlint costs inside pylint."""
