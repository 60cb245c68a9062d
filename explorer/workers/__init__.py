"""The processes that train: Dask clusters, what they are given to do, and whether they still live."""
