from core import states
from core.models import WorkState
from notifications.enums import DeliveryState

states.register("letter", WorkState, DeliveryState)
