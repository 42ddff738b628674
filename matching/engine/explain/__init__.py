"""Explanations: shared terms with weights and spans, translation pairs, and the sentences to quote."""
