"""Stored networks at work, in NumPy: what they say about reviews, and why. Neither Keras nor TensorFlow."""
