"""What TensorFlow's functions do to the state of the graph, one module a subject; each registers its models."""
