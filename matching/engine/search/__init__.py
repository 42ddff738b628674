"""From a request to a ranking: query vectors, hard constraints, top k of segments, re-ranking."""
