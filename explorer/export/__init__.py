"""What people take away: Keras scripts and CSV tables."""
