"""One spelling for an English word that has several: colour and color, modelling and modeling, high-speed and highspeed.

American spellings are the common ones, because fewer rules lead there than back. The rules are our own, from general
knowledge of the language; they need not give correct words, only the same word for both spellings.
"""

import re
import unicodedata

_LETTERS_APART = str.maketrans(
    {"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)

_WORDS = dict(
    pair.split(":")
    for pair in """
    grey:gray greys:grays aerofoil:airfoil aerofoils:airfoils aeroplane:airplane aeroplanes:airplanes
    programme:program programmes:programs tyre:tire tyres:tires plough:plow ploughs:plows ploughing:plowing
    kerb:curb kerbs:curbs draught:draft draughts:drafts defence:defense defences:defenses offence:offense
    licence:license licences:licenses licencing:licensing practise:practice practised:practiced
    practising:practicing pretence:pretense sceptical:skeptical smouldering:smoldering smoulder:smolder
    artefact:artifact artefacts:artifacts judgement:judgment judgements:judgments
    acknowledgement:acknowledgment acknowledgements:acknowledgments ageing:aging enquiry:inquiry
    enquiries:inquiries jewellery:jewelry carburettor:carburetor carburettors:carburetors fulfil:fulfill
    fulfils:fulfills instal:install instals:installs skilful:skillful enrol:enroll enrolment:enrollment
    instalment:installment instalments:installments distil:distill distils:distills gramme:gram
    grammes:grams kilogramme:kilogram kilogrammes:kilograms woollen:woolen moveable:movable useable:usable
    sizeable:sizable liveable:livable cypher:cipher cyphers:ciphers gasses:gases gauge:gage gauges:gages
    gauging:gaging disc:disk discs:disks pyjamas:pajamas doughnut:donut moult:molt
    mould:mold moulds:molds moulded:molded moulding:molding mouldings:moldings mouldable:moldable
    analogue:analog analogues:analogs catalogue:catalog catalogues:catalogs catalogued:cataloged
    cataloguing:cataloging dialogue:dialog dialogues:dialogs manoeuvre:maneuver manoeuvres:maneuvers
    manoeuvring:maneuvering manoeuvred:maneuvered manoeuvrable:maneuverable manoeuvrability:maneuverability
    connexion:connection connexions:connections reflexion:reflection reflexions:reflections
    deflexion:deflection deflexions:deflections inflexion:inflection inflexions:inflections
    aluminium:aluminum caesium:cesium foetus:fetus foetal:fetal oedema:edema aetiology:etiology
    coeliac:celiac diarrhoea:diarrhea amoeba:ameba encyclopaedia:encyclopedia archaeology:archeology
    analyses:analysis
    """.split()  # noqa: SIM905 -- one pair a line would be a hundred and fifty lines
)

_OUR = "arm behavi cand clam col endeav fav ferv flav glam harb hon hum lab neighb od parl rig rum sav splend tum val vap vig"
_DOUBLED = (
    "barrel bevel cancel channel chisel counsel dial enamel equal fuel funnel gravel initial jewel label level marvel "
    "metal model panel pencil quarrel rival shovel signal snorkel spiral swivel total towel travel trowel tunnel"
)
_METRED = "cent fib lust calib theat tit spect sab mit och meag somb goit"
_ISE_KEPT = (
    "adv anis appra apprent ar chem circumc clockw comp compr comprom conc contrariw dem desp dev enterpr exc exerc "
    "expert franch impr improv inc lengthw likew merchand m otherw parad pr prec prem pre prom r rev s "
    "spanw chordw streamw stepw pairw piecew sunr superv surm surpr telev transv treat uncomprom upr val w"
)


def _any_of(stems: str) -> str:
    return "|".join(stems.split())


_RULES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (rf"^((?:bi|dis|mis|multi|un)?(?:{_any_of(_OUR)}))our", r"\1or"),
        (rf"({_any_of(_DOUBLED)})l(?=(?:ed|er|ers|ing|ings)$)", r"\1"),
        (rf"^([a-z]*met|[a-z]*lit|{_any_of(_METRED)})re(s?)$", r"\1er\2"),
        (r"^(cent|fib|lit|met|calib)re(?=[a-z]{3})", r"\1er"),
        (r"^centr(?=(?:ed|ing)$)", "center"),
        (r"sulph", "sulf"),
        (r"lys(?=(?:e|ed|er|ers|es|ing)$)", "lyz"),
        (r"^anaesth", "anesth"),
        (r"^haem", "hem"),
        (r"(?<=.)aemi(?=[ac])", "emi"),
        (r"paed(?=i)", "ped"),
        (r"^oestr", "estr"),
        (r"^gynaec", "gynec"),
        (r"^oesoph", "esoph"),
        (r"^homoeo", "homeo"),
        (r"^palaeo", "paleo"),
        (r"^faec", "fec"),
        (r"^aesthe", "esthe"),
    )
]
_ANY_RULE = re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _replacement in _RULES))
_ISE = re.compile(r"^([a-z]{2,}?)is(e|ed|es|ing|er|ers|able|ation|ations|ational)$")
_ISE_EXCEPT = frozenset(_ISE_KEPT.split())


def common(word: str) -> str:
    """The spelling that stands for all spellings of a lower-case word; not to be shown to anybody."""
    if not word.isascii():
        word = without_accents(word)
    if len(word) < 4 or not word.isascii():
        return word
    if (known := _WORDS.get(word)) is not None:
        return known
    if _ANY_RULE.search(word):  # few words: asking once costs a fifth of trying them all
        for pattern, replacement in _RULES:
            word = pattern.sub(replacement, word)
    match = _ISE.fullmatch(word)
    if match and not _keeps_s(match[1], match[2]):
        return f"{match[1]}iz{match[2]}"
    return word


def without_accents(word: str) -> str:
    """Latin letters without their marks; words of other scripts as they are."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFD", word.translate(_LETTERS_APART))
        if ord(letter) < 0x300
    )
    return plain if plain.isascii() and plain.isalpha() and len(plain) >= len(word) else word


def _keeps_s(stem: str, ending: str) -> bool:
    if ending.startswith("ation"):
        return stem in ("improv",)
    return stem[-1] in "aou" or stem in _ISE_EXCEPT or stem.endswith(("clockw", "otherw", "adv"))
