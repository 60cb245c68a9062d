"""What measures the program and is no part of it: the bench and the load test."""
