"""A bilingual dictionary: Chinese headwords with English glosses, and the inverse index from glosses to
headwords.
"""
