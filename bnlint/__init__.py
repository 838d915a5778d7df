"""bnlint: finds batch normalisation that silently goes wrong in TensorFlow programs."""

__version__ = "0.1.0"
