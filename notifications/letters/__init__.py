from notifications.letters.composing import Composed, compose

__all__ = ["Composed", "compose"]
