"""Stored networks at work, in NumPy alone: what they say about reviews, and why. Neither Keras nor TensorFlow."""
