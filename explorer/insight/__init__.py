"""What the figures mean: a history in plain English, and runs in order."""
