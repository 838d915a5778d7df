"""What graphs and checkpoints show without the Python that made them.

The first code of each family is its symptom: a graph shows that something is wrong, and not always which cause it has.
"""
