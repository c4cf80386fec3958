"""Hand-over: what the station did not take goes to whoever leads the grid, with everything in it."""
