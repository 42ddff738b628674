"""From a request to a ranking of documents."""
