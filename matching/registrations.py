from core import states
from matching.enums import Answer, Closing, ProposalState, RunState

states.register("proposal", ProposalState, Closing, Answer)  # a party sees its answer as the state
states.register("answer", Answer)
states.register("run", RunState)
