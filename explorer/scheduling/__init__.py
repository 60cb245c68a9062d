"""Which runs train next and together, what a search tries, how much anybody may ask for. Pure: no store, Dask or clock."""
