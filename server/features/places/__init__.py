"""Places: what is checked on a round, such as a shop, a stairwell or a site gate."""
