"""Whole programs, written at random across the axes of the field, judged by TensorFlow and by bnlint.

`cells` holds the axes, `sense` which of their values go together, `faults` what is wrong with a cell and the damage
that is expected of it, and `drawing` draws cells. `program` turns a cell into files, from the text of its network
(`networks`), its training step and evaluation (`graphs`), and its layout (`layouts`); `styles` holds the choices that
mean nothing. `agreement` compares the judges.
"""
