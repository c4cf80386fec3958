"""`make soak`: the proofs of the tests at the counts that take an hour."""
