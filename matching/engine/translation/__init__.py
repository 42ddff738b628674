"""A need in the words of the other language."""
