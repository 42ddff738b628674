from notifications.actions.delivery import ServerAway, deliver
from notifications.actions.erase import erase_due
from notifications.actions.secret_letters import write_secret
from notifications.actions.tend import cancel, try_again
from notifications.actions.writing import News, has_left, take_out, write

__all__ = [
    "News",
    "ServerAway",
    "cancel",
    "deliver",
    "erase_due",
    "has_left",
    "take_out",
    "try_again",
    "write",
    "write_secret",
]
