"""Core knows no roles; it asks the actor by the permission's name."""


def can_tend_work(actor) -> bool:
    return actor.may("operate")
