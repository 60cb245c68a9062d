"""Who is served next, what trains together, and how much anybody may ask for. Pure: no store, no Dask, no clock."""
