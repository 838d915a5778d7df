"""What TensorFlow's names mean, take, are worth and do: the only room that knows, as data where data will do."""
