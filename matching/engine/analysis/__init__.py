"""Text to terms: normalization, English and Chinese analysis, stop words, compounds, quantities."""
