"""A dictionary in two languages: Chinese headwords with English glosses, and the way back."""
