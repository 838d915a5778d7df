"""What a program does to its TensorFlow graphs, whoever witnessed it: the only thing that rules see."""
