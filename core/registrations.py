from core import states
from core.models import WorkState

states.register("work", WorkState)
