from matching.models.candidate import Candidate
from matching.models.index import IndexBuild, IndexChange, IndexGeneration
from matching.models.proposal import Proposal, ProposalAnswer
from matching.models.run import MatchRequest, MatchRun, MatchShard

__all__ = [
    "Candidate",
    "IndexBuild",
    "IndexChange",
    "IndexGeneration",
    "MatchRequest",
    "MatchRun",
    "MatchShard",
    "Proposal",
    "ProposalAnswer",
]
