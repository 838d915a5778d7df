"""Whole programs, written at random across the axes of the field, judged by TensorFlow and by bnlint.

`cells` holds the axes, which of their values go together, and the damage that a cell expects. `program` turns a cell
into files, from the text of its network (`networks`), its training step and evaluation (`graphs`), and its layout
(`layouts`); `styles` holds the choices that mean nothing. `agreement` compares the judges.
"""
