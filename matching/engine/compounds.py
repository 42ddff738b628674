"""Words written together, apart or with a hyphen: multilayer and multi-layer, database and data base, high-speed and highspeed.

A word that is usually written in one keeps that form: the others give it beside their parts. A word that is usually
written in two is taken apart: highspeed reads as high speed. All other words with hyphens are their parts, and the
phrase that the parts make is the same with a blank.
"""

# First parts that are no words of their own; with a hyphen or a blank they make one word with what follows.
PREFIXES = frozenset(
    """
    aero anti astro auto bio cardio cryo cyber eco electro ferro fluoro geo hetero homo hydro hyper hypo immuno infra
    inter intra iso macro magneto mechano meta micro mini mono multi nano neuro non omni opto ortho para petro pharma
    photo physio piezo poly post pre pseudo psycho pyro quasi radio semi servo stereo sub super tele thermo trans
    tribo turbo ultra uni
    """.split()  # noqa: SIM905 -- a list of one word a line would be long
)
SHORT_PREFIXES = frozenset("bi by co de di dis e en in mis off on over out re tri un under up x".split())  # noqa: SIM905
_CLOSED = """
    air:craft air:flow air:foil air:frame air:port air:speed back:scatter band:width base:line base:band bench:mark
    blue:tooth bore:hole broad:band by:pass cross:talk data:base data:set down:hole down:link down:stream ear:phone
    eye:wear feed:back feed:stock fiber:board fiber:glass fibre:board fibre:glass field:bus fire:wall
    flow:meter fly:wheel foot:print frame:work free:stream gear:box green:house ground:water hand:held hard:ware
    head:phone health:care heat:sink honey:comb key:word land:fill life:cycle life:time
    light:weight loud:speaker mother:board name:plate net:work news:letter note:book off:line off:shore
    on:board on:line on:shore over:load over:voltage pass:word pay:load pipe:line play:back power:train
    pulse:width quad:copter rain:water road:map road:way roll:out sand:stone saw:tooth sea:water
    sea:bed semi:conductor servo:motor ship:yard shock:wave side:lobe side:wall slip:stream smart:phone soft:ware
    space:craft spread:sheet stand:alone stock:pile straight:forward sun:light switch:gear tele:com
    test:bed thermo:couple time:line time:stamp tool:kit tool:path touch:screen trade:mark turbo:fan
    turbo:jet two:fold up:link up:stream ware:house waste:water water:front water:proof wave:form
    wave:front wave:guide wave:length web:site weather:proof wheel:base wheel:chair wide:band wide:spread
    wild:fire wind:mill wind:shield wire:less work:flow work:piece work:place work:shop work:station
    x:ray
"""
_OPEN = """
    air:cooled closed:loop cold:rolled corrosion:resistant cost:effective cross:section deep:water dual:band
    energy:efficient fast:charging fault:tolerant fine:grained fire:resistant flame:retardant full:scale hand:free
    heat:resistant high:accuracy high:density high:efficiency high:end high:energy high:frequency high:performance
    high:power high:precision high:pressure high:purity high:quality high:resolution high:speed high:strength
    high:temperature high:throughput high:voltage hot:rolled large:scale laser:cut light:emitting
    long:life long:range long:term low:carbon low:cost low:energy low:frequency low:level low:loss low:noise low:power
    low:pressure low:speed low:temperature low:voltage mass:produced medium:voltage mid:infrared near:infrared
    oil:free open:loop open:source power:line rapid:prototyping real:time real:world room:temperature
    scratch:resistant self:assembly self:cleaning self:healing self:learning self:lubricating self:powered
    self:test short:circuit short:range short:term shock:resistant single:crystal single:mode single:phase small:scale
    solid:state state:space steady:state system:level three:dimensional three:phase time:domain time:resolved
    two:dimensional two:phase wafer:level water:cooled water:resistant water:soluble wear:resistant wide:area wide:angle
    wood:working
"""


def _pairs(table: str) -> frozenset[tuple[str, str]]:
    return frozenset(
        (first, second) for first, _colon, second in (pair.partition(":") for pair in table.split())
    )


_CLOSED_PAIRS = _pairs(_CLOSED)
_OPEN_WORDS = {first + second: len(first) for first, second in _pairs(_OPEN)}
OPENERS = PREFIXES | {
    first for first, _second in _CLOSED_PAIRS
}  # only after these a blank is worth a second look


def closed(first: str, second: str, *, hyphen: bool = False) -> str:
    """The one word that two neighbours make, or nothing; after a hyphen a little more is taken for one word."""
    if first in PREFIXES or (hyphen and (first in SHORT_PREFIXES or len(first) == 1)):
        return first + second
    for ending in ("", "s", "es", "d", "ed", "ing", "r", "er", "rs", "ers"):
        if second.endswith(ending) and (first, second[: len(second) - len(ending)]) in _CLOSED_PAIRS:
            return first + second
    return ""


def seam(word: str) -> int:
    """Where a word usually written in two comes apart; 0 when it does not."""
    return _OPEN_WORDS.get(word, 0)
