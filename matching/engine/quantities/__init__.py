"""Quantities in text: exact values with units and bounds, what they are figures of, and their
comparison.

`comparison.compare` answers for one indicator and one text. Values are fractions, units have
dimensions, and what is not sure is never decided. The modules from the lowest up: `tables` (data),
`folding` (signs and widths), `units`, `number_parser`, `intervals`, `bounds`, `reader` (quantities in
text), `contexts` (conditions, plans, figures of others), `subjects` (what a figure is a figure of),
`goals` (what an indicator wants), `outcomes`, `comparison`.
"""
