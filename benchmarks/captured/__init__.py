"""What bnlint says of real training scripts that TensorFlow runs, beside what it says of their source."""
