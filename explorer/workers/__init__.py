"""Dask clusters that train runs: connecting, submitting batches, replacing lost workers, and liveness."""
