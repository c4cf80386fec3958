"""How the rows of a district file must fit together. Each module checks and builds one part."""
