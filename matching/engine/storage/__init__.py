"""Documents at rest: building an index, writing and opening it, segments, facets and document numbers."""
