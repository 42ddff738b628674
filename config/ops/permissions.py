from accounts.actor import Actor
from accounts.roles import Permission


def can_tend_work(actor: Actor) -> bool:
    return actor.may(Permission.OPERATE)
