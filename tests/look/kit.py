"""Invented content for the kit page: every component once, in English and in Chinese."""

from django import forms

EN = {
    "kit": "Kit",
    "search": "Search",
    "query": "bearings that run dry",
    "kinds": "Kinds",
    "title": "Dry gripper pads for glass panels at 300 °C",
    "offer": "Carbon felt pads with a ceramic binder",
    "hidden": "Others see: glass maker, 50–249 staff",
    "hidden_word": "hidden",
    "place": "Zhejiang",
    "fit": "Fit",
    "states": "States",
    "buttons": "Buttons",
    "early": "too early",
    "save": "Save and continue",
    "back": "Back",
    "decline": "Decline",
    "compare": "Compare",
    "saving": "Saving",
    "help": "Describe the result, not the product you would buy.",
    "story": "Description",
    "indicator": "Indicator",
    "today": "Today",
    "wanted": "Wanted",
    "remove": "Remove this row",
    "add": "Add an indicator",
    "leave": "Leave; the draft stays",
    "clear": "How clear is it?",
    "candidates": "Candidate offers",
    "found": "27 offers",
    "all": "All 12 candidates",
    "wizard": "Posting",
    "stages": "Stages",
    "keep": "Save this search",
    "table": "What it must achieve",
    "why": "Why it is proposed",
    "meet": "Do you want to meet?",
    "deadline": "Answer by 6 December. The other side does not see your answer before both are interested.",
    "after": "Your reason helps us to propose better; your name is not attached.",
    "none": "No proposals yet",
    "none_text": "They appear here once staff have read them.",
    "finish": "Finish your draft",
    "importing": "Importing 1,200 patents: 768 done, 11 with errors",
    "saved": "Saved 14:02",
    "broke": "Something broke on our side. Your text is kept; try again in a minute.",
    "shared": "Shared terms",
    "against": "What speaks against",
    "declined": "Declined as too early.",
    "undo": "Undo",
    "hint": "Undo is open for 30 seconds after a decision",
    "text": "Pads must hold a panel of 1.2 m without marks at 300 °C.\nGrease is not allowed in the oven.",
    "term": "without grease",
    "near": "oven",
    "price": "Price range",
    "stage": "How mature must it be?",
    "agree": "I have read the terms",
    "until": "Open until",
    "country": "Country",
}

ZH = EN | {
    "kit": "组件",
    "search": "搜索",
    "query": "免润滑 夹持",
    "kinds": "类别",
    "title": "玻璃面板 300 °C 干式夹持垫",
    "offer": "陶瓷粘结碳毡夹持垫",
    "hidden": "他人所见：玻璃企业，50–249 人",
    "hidden_word": "未公开",
    "place": "浙江",
    "fit": "契合",
    "states": "状态",
    "buttons": "按钮",
    "early": "过早",
    "save": "保存并继续",
    "back": "返回",
    "decline": "否决",
    "compare": "加入比较",
    "saving": "正在保存",
    "help": "请描述要达到的结果，而不是要购买的产品。",
    "story": "描述",
    "indicator": "指标",
    "today": "目前",
    "wanted": "目标",
    "remove": "删除这一行",
    "add": "添加指标",
    "leave": "离开，草稿会保留",
    "clear": "描述得清楚吗？",
    "candidates": "候选成果",
    "found": "27 项成果",
    "all": "全部 12 项候选",
    "wizard": "发布",
    "stages": "阶段",
    "keep": "保存搜索并订阅",
    "table": "要达到的指标",
    "why": "为什么推荐",
    "meet": "您想认识对方吗？",
    "deadline": "请在 12 月 6 日前答复。双方都表示感兴趣之前，谁也看不到对方的答复。",
    "after": "原因只用于改进以后的推荐，不会附上您的姓名。",
    "none": "暂无推荐",
    "none_text": "审核员看过之后会显示在这里。",
    "finish": "完成草稿",
    "importing": "正在导入 1,200 件专利：已完成 768 件，11 件有误",
    "saved": "14:02 已保存",
    "broke": "系统出错，您的内容已保留，请一分钟后再试。",
    "shared": "共有词语",
    "against": "需要核实",
    "declined": "已否决：过早。",
    "undo": "撤销",
    "hint": "决定后 30 秒内可以撤销",
    "text": "夹持垫须在 300 °C 下夹持 1.2 m 面板且不留痕迹。\n炉内不允许使用油脂。",
    "term": "免润滑",
    "near": "炉内",
    "price": "价格区间",
    "stage": "需要多成熟？",
    "agree": "我已阅读条款",
    "until": "有效期至",
    "country": "国家",
}

STAGES = [
    ("concept", "Concept"),
    ("lab", "Lab tested"),
    ("demo", "For demonstration"),
    ("market", "On the market"),
]


class Row(forms.Form):
    name = forms.CharField(required=False)
    today = forms.CharField(required=False)
    wanted = forms.CharField()


def form(words):
    class Kit(forms.Form):
        title = forms.CharField(label=words["title"], max_length=256)
        story = forms.CharField(
            label=words["story"], required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
        )
        price = forms.IntegerField(label=words["price"])
        stage = forms.ChoiceField(label=words["stage"], choices=STAGES, widget=forms.RadioSelect)
        kinds = forms.MultipleChoiceField(
            label=words["kinds"], choices=STAGES, required=False, widget=forms.CheckboxSelectMultiple
        )
        country = forms.ChoiceField(label=words["country"], choices=[("CN", "China"), ("DE", "Germany")])
        until = forms.DateField(label=words["until"], required=False)
        agree = forms.BooleanField(label=words["agree"])

    return Kit(
        {"title": words["title"], "price": "1,2 million", "stage": "lab", "agree": "on", "country": "CN"}
    )


def rows():
    return [
        Row({"r-0-name": "Mass", "r-0-today": "3 kg", "r-0-wanted": "2 kg"}, prefix="r-0"),
        Row({"r-1-name": "Marks", "r-1-today": "28"}, prefix="r-1"),
    ]


def contents(words):
    terms = [
        {"letter": letter, "label": label, "weight": weight}
        for letter, label, weight in (
            ("a", words["term"], 0.124),
            ("b", words["near"], 0.112),
            ("c", "300 °C", 0.064),
            ("d", "1.2 m", 0.06),
            ("e", words["today"], 0.055),
            ("", words["all"], 0.055),
        )
    ]
    reasons = [
        {
            "speaks": "for",
            "lead": words["term"],
            "text": words["none_text"],
            "need_quote": [{"text": words["title"]}, {"text": words["term"], "level": 3}],
            "offer_quote": [{"text": words["offer"], "level": 1}],
        },
        {"speaks": "against", "lead": "12,000 h", "text": words["deadline"]},
        {"speaks": "ask", "text": words["after"]},
    ]
    hit = {
        "kind": "offer",
        "title": words["offer"],
        "url": "#main",
        "summary": words["text"],
        "facts": ["Lab tested, TRL 5", words["place"]],
        "terms": terms[:4],
        "strength": 0.47,
        "grade": 4,
        "sentence": words["help"],
        "compare_url": "#main",
    }
    choices = [
        {"value": str(n), "label": f"{words['place']} {n}", "count": (7 - n) * 3, "chosen": n == 1}
        for n in range(8)
    ]
    return {
        "tabs": [
            {"label": words["candidates"], "url": "#main", "current": True, "kind": "offer", "count": 38},
            {"label": words["title"][:7], "url": "#q", "current": False, "kind": "need", "count": 6},
        ],
        "crumbs": [{"label": words["kinds"], "url": "#main"}, {"label": words["title"], "url": ""}],
        "facts": [{"label": words["price"], "value": "CNY 0.8–1.2 million"}] * 4,
        "grades": [(5, 0.61), (4, 0.47), (3, 0.31), (2, 0.17), (1, 0.09)],
        "terms": terms,
        "reasons": reasons,
        "candidates": [hit, hit | {"grade": 3, "strength": 0.31, "changed": True, "change": "new"}],
        "results": [hit, hit | {"kind": "need", "grade": None, "terms": [], "state": "draft"}],
        "wizard": [
            {"label": words["story"], "state": "done", "url": "#main"},
            {"label": words["table"], "state": "current"},
            {"label": words["price"], "state": "todo"},
            {"label": words["why"], "state": "todo"},
        ],
        "stages": [
            {"label": words["story"], "state": "done", "note": "3 Sep"},
            {"label": words["fit"], "state": "current", "note": "28 Oct"},
            {"label": words["price"], "state": "todo", "note": "18 Dec"},
        ],
        "segments": [
            {"text": words["text"] + "\n"},
            {"text": words["term"], "level": 3, "letter": "a"},
            {"text": " "},
            {"text": words["near"], "level": 2, "letter": "b"},
            {"text": " "},
            {"text": "300 °C", "level": 1, "letter": "c"},
        ],
        "facets": [
            {"name": "place", "label": words["place"], "choices": choices},
            {"name": "stage", "label": words["stage"], "choices": choices[:3]},
        ],
        "hidden": [{"name": "q", "value": words["query"]}],
        "tags": [{"label": words["place"], "url": "?a=1"}, {"label": "TRL 5", "url": "?b=1"}],
        "table": [("Mass", "3 kg", "2 kg"), ("Marks per 1,000", "28", "under 5")],
        "rungs": [
            {"title": words["today"], "text": words["none_text"], "open": True},
            {"title": words["wanted"], "text": words["none_text"], "open": False, "icon": "person"},
            {"title": words["place"], "text": words["none_text"], "open": False},
        ],
        "moments": [
            {"when": "20 Nov", "title": words["table"], "text": words["help"], "icon": "file", "group": "A"},
            {"when": "28 Oct", "title": words["fit"], "icon": "arrow", "key": True, "group": "A"},
            {"when": "3 Sep", "title": words["place"], "icon": "place", "key": True, "group": "B"},
        ],
        "answers": [
            {"value": "interested", "label": words["save"]},
            {"value": "more", "label": words["help"][:12]},
            {"value": "not_interested", "label": words["back"], "asks_kind": True},
        ],
        "kinds": [{"value": f"k{n}", "label": f"{words['early']} {n}"} for n in range(1, 11)],
        "figures": [{"value": v, "label": words["found"]} for v in ("418", "3,072", "4,310", "61")],
        "fact_table": [
            {"label": words["place"], "value": words["hidden"], "badge": words["hidden_word"]},
            {"label": words["stage"], "value": "Lab tested", "agrees": "same"},
            {"label": words["country"], "value": "1,480 km", "agrees": "different"},
        ],
    }


def context(language):
    from core.states import states

    words = ZH if language.startswith("zh") else EN
    return {
        "words": words,
        "kit": contents(words) | {"states": [(each.kind, list(each.looks)) for each in states]},
        "form": form(words),
        "rows": rows(),
        "body_class": "",
    }
