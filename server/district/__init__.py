"""The district file: what a district is made of, as its clerk writes it down and the server loads it."""
