"""What runs inside the user's interpreter: it watches TensorFlow while the script runs, and writes down what it saw.

Python 3.6 and the standard library, and nothing of ours: the folder is started as a program by `bnlint.capture.launch`.
TensorFlow is touched only once the script has imported it.
"""
