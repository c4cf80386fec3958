"""Areas: the district, its streets, communities, grids and units, each dated."""
