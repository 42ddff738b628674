"""Why two documents match: shared terms, their weights, their places and the sentences to quote."""
