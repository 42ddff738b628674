"""Words that carry no topic."""

ENGLISH_STOP_WORDS = frozenset(
    """
    a about above across after afterwards again against all almost alone along already also although
    always am among amongst an and another any anyhow anyone anything anyway anywhere are around as at
    away be became because become becomes been before beforehand behind being below beside besides
    between beyond both but by can cannot could couldn did didn do does doesn doing don done down due during each either else
    elsewhere enough etc even ever every everyone everything everywhere except few for former formerly
    from further furthermore get give go had has hasn have having he hence her here hers herself him
    himself his how however i ie if in indeed instead into is it its itself just last latter least less
    made many may me meanwhile might mine more moreover most mostly much must my myself namely neither
    never nevertheless next no nobody none nor not nothing now nowhere of off often on once one only
    onto or other others otherwise our ours ourselves out over own per perhaps please put quite rather
    re really s same see seem seemed seems several shall she should since so some somehow someone
    something sometime sometimes somewhere still such t than that the their theirs them themselves then
    there thereafter thereby therefore therein these they this those though through throughout thus to
    together too toward towards under until up upon us very via was we well were what whatever when
    whence whenever where whereas whereby wherein wherever whether which while whither who whoever whole
    whom whose why will with within without would yet you your yours yourself yourselves
    """.split()  # noqa: SIM905 -- a list of one word a line would be four hundred lines
)

CHINESE_STOP_WORDS = frozenset(
    """
    一 一个 一种 上 下 不 与 个 中 为 为了 之 也 了 于 什么 从 他 他们 以 以及 们 但 但是 你 你们 关于 其 其中 到 又 及 可以 各 同时 向 吗 吧 呢 和 啊 因为 因此
    在 她 如何 如果 它 它们 对 对于 将 就 并 并且 很 怎么 怎样 我 我们 或 所以 把 是 有 某 每 由 由于 的 着 等 给 而 而且 被 让 该 还 这 这个 这些 进行 通过 那
    那个 那些 都
    """.split()  # noqa: SIM905 -- as above
)
