"""Documents at rest: building, writing, opening and extending an index."""
