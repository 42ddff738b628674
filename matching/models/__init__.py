from matching.models.candidate import Candidate
from matching.models.index import IndexBuild, IndexChange, IndexGeneration
from matching.models.judged_candidate import JudgedCandidate
from matching.models.proposal import Proposal, ProposalAnswer
from matching.models.run import MatchRequest, MatchRun, MatchShard

__all__ = [
    "Candidate",
    "IndexBuild",
    "IndexChange",
    "IndexGeneration",
    "JudgedCandidate",
    "MatchRequest",
    "MatchRun",
    "MatchShard",
    "Proposal",
    "ProposalAnswer",
]
