"""Mutation benchmark: right programs are broken one way at a time, and bnlint must notice.

`operators` say how a program is broken, `programs` which are, `checking` asks bnlint about every mutant, `judging` asks
TensorFlow which mutants behave like the program that they were made of, `equivalent` knows those that a person read.
`python -m benchmarks.mutants` prints the scores.
"""
