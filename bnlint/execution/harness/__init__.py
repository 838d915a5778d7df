"""What runs in the interpreter that has TensorFlow: Python 3.6 or newer, and NumPy, which TensorFlow needs."""
