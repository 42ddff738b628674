from notifications.models.letter import Letter, LetterItem

__all__ = ["Letter", "LetterItem"]
