"""Which runs train next, which train together, and how much anybody may ask for. Pure: no store, no Dask, no clock."""
