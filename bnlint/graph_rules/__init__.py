"""What a graph shows without the Python that built it: one file a symptom, each the first code of its family."""
