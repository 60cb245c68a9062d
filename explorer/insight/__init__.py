"""What the figures mean, as statistics: settings in order, effects, intervals, tests. `wording` puts them in sentences."""
