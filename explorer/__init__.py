"""Sentiment Explorer: train small Keras networks on real reviews and see which settings really are better."""

__version__ = "0.1.0"
