"""Text to terms: normal spelling, English and Chinese analysis, stop words, compounds, quantities."""
