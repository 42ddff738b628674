"""Words that every need and every project uses. They tell little about the matter, so they weigh less.

They are written down because a young catalogue is too small to show how common they are.
"""

from functools import cache

from matching.engine.text import PAIR, terms

CHINESE = """
    需求 需要 要求 预期 目标 预期目标 工作 基础 工作基础 现有 已有 目前 现在 当前 现状 难题 技术难题 问题 困难 解决 解决方案 方案 希望 寻求 寻找 合作 单位 合作单位 企业 公司
    本公司 我公司 我司 厂家 客户 用户 市场 行业 国内 国外 国内外 国际 国家 项目 课题 研发 研究 研制 开发 设计 技术 工艺技术 新技术 产品 新产品 内容 说明 具体 主要 相关
    方面 进行 实现 达到 形成 完成 提高 提升 提供 改进 改善 增加 降低 减少 满足 符合 具有 具备 拥有 存在 采用 利用 使用 应用 运用 能够 可以 有效 一定 一种 基于 发展
    社会 经济 效益 经济效益 社会效益 成本 生产 制造 生产企业 产业 产业化 专业 人员 专家 团队 经验 指标 技术指标 性能 标准 水平 领先 先进 成果 方法 过程 情况 条件 原因
    影响 研究所 高校 院校 大学 学院 科研 创新 推广 示范 建设 投入 投资 资金 万元 亿元 年 月 日 随着 由于 因此 同时 通过 以及 并且 其中 包括 根据 按照 针对 关于 对于
    为了 如何 怎么 怎样 什么 哪些 为什么 请问 介绍 特点 优势 优点 作用 功能 效果 领域 系列 类型 种类 范围 程度 部分 环节 阶段 整体 综合
"""  # fmt: skip
ENGLISH = """
    objective develop development design demonstrate demonstration propose proposal phase program project effort technology technique method approach
    innovative innovation novel new advanced improve improvement provide capability capable potential commercial commercialization application
    apply use current currently existing requirement require need solution problem result research investigate investigation study feasibility
    feasible evaluate evaluation goal technical performance cost significant significantly support ability include various different effective
    effectively efficient achieve enable future government military navy army agency department company industry market product work task present
    paper describe discuss discussion obtain given show possible important specific particular general number type large small order case
"""


@cache
def general_terms() -> frozenset[str]:
    """As the analysis writes them: stems, Chinese words and the pairs inside those."""
    words = CHINESE.split()
    pairs = {PAIR + word[n : n + 2] for word in words for n in range(len(word) - 1)}
    stems = {term for word in ENGLISH.split() for term in terms(word)}
    return frozenset(words) | pairs | stems
