"""Numbers with units in one spelling: 10 kV, 10,000 volts and 10千伏 are "10kv", 0.01 mm and 10 microns are "10μm".

Exact: decimal digits and powers of ten, no floating point. Units that are not a power of ten apart (hours and seconds,
inches and metres) keep their own name. Folded text has no case: MW and mW are one unit, and m is the milli or the mega
that is usual for the unit. Factors: International System of Units, 9th brochure.
"""

import re
from typing import NamedTuple

# Base unit; then for each power of ten the spellings, the first of them the one that is written (!: and not read).
_TABLE = """
v       9 gv / 6 megavolt megavolts 兆伏 / 3 kv kilovolt kilovolts 千伏 / 0 v volt volts 伏特 伏 / -3 mv millivolt millivolts 毫伏 / -6 μv uv 微伏 / -9 nv
w       12 tw / 9 gw gigawatt gigawatts 吉瓦 / 6 mw megawatt megawatts 兆瓦 / 3 kw kilowatt kilowatts 千瓦 / 0 w watt watts 瓦特 瓦 / -6 μw uw microwatt microwatts 微瓦
wh      9 gwh 吉瓦时 / 6 mwh 兆瓦时 / 3 kwh 千瓦时 度电 / 0 wh 瓦时
va      6 mva 兆伏安 / 3 kva 千伏安 / 0 va 伏安
a       3 ka 千安 / 0 !a amp amps ampere amperes 安培 / -3 ma milliamp milliamps 毫安 / -6 μa ua 微安
ah      0 ah 安时 / -3 mah 毫安时
hz      12 thz terahertz 太赫兹 / 9 ghz gigahertz 吉赫 吉赫兹 / 6 mhz megahertz 兆赫 兆赫兹 / 3 khz kilohertz 千赫 千赫兹 / 0 hz hertz 赫兹 赫
m       3 km kilometer kilometers kilometre kilometres 千米 公里 / 0 m meter meters metre metres 米 / -1 dm 分米 / -2 cm centimeter centimeters centimetre centimetres 厘米 / -3 mm millimeter millimeters millimetre millimetres 毫米 / -6 μm um micron microns micrometer micrometers micrometre micrometres 微米 / -9 nm nanometer nanometers nanometre nanometres 纳米
g       6 tonne tonnes 吨 / 3 kg kilogram kilograms 千克 公斤 / 0 gram grams gramme grammes 克 / -3 mg milligram milligrams 毫克 / -6 μg ug microgram micrograms 微克
l       0 l liter liters litre litres 升 / -3 ml milliliter milliliters millilitre millilitres 毫升 / -6 μl ul 微升
pa      9 gpa 吉帕 / 6 mpa 兆帕 / 3 kpa 千帕 / 2 hpa 百帕 / 0 pa pascal pascals 帕斯卡
bar     0 bar bars / -3 mbar 毫巴
n       3 kn kilonewton kilonewtons 千牛 / 0 !n newton newtons 牛顿
nm      3 knm 千牛米 / 0 牛米
j       3 kj kilojoule kilojoules 千焦 / 0 joule joules 焦耳 / -3 mj millijoule millijoules 毫焦 兆焦
s       0 !s sec seconds 秒 / -3 ms millisecond milliseconds 毫秒 / -6 μs us microsecond microseconds 微秒 / -9 ns nanosecond nanoseconds 纳秒 / -12 ps picosecond picoseconds 皮秒
mol     0 mol mole moles 摩尔 / -3 mmol 毫摩尔 / -6 μmol umol 微摩尔
ω       6 megohm megohms 兆欧 / 3 kω kohm 千欧 / 0 ω ohm ohms 欧姆 / -3 mω 毫欧
f       -6 μf uf 微法 / -9 nf / -12 pf 皮法
bit     9 gbit / 6 mbit / 3 kbit / 0 bit bits 比特
byte    12 tb / 9 gb / 6 mb / 3 kb / 0 byte bytes 字节
bps     9 gbps / 6 mbps / 3 kbps / 0 bps
%       0 % percent pct
‰       0 ‰
°c      0 °c celsius 摄氏度
°f      0 °f fahrenheit 华氏度
db      0 db decibel decibels 分贝
dbm     0 dbm
dbi     0 dbi
rpm     0 rpm 转/分 转/分钟
ppm     0 ppm
ppb     0 ppb
psi     0 psi
hrc     0 hrc
hv      0 hv
min     0 min mins minute minutes 分钟
hour    0 hour hours hr hrs 小时
inch    0 inch inches 英寸
m2      0 m2 平方米
m3      0 m3 立方米
mm2     0 mm2 平方毫米
cm2     0 cm2 平方厘米
km2     0 km2 平方公里 平方千米
cm3     0 cm3 立方厘米
m/s     0 m/s 米/秒 米每秒
km/h    0 km/h kmh kph 公里/小时 千米/小时 公里每小时
g/cm3   0 g/cm3 克/立方厘米
"""
_NUMBER = r"\d{1,16}+(?:,\d{3}){0,5}+(?:\.\d{1,16}+)?+"
_TIMES = {"": 0, "万": 4, "亿": 8}
_BETWEEN = r"[-~–—至到±]|to"  # of a range or a tolerance
_NOT_BEFORE = {
    "升": "级降温学华",
    "克": "隆服",
    "瓦": "斯楞片",
    "米": "粉线饭制色",
    "伏": "特击",
    "秒": "杀",
    "吨": "位",
    "gb": "/",
}  # 10升级 is an upgrade, GB/T 4754 a standard


def _read_table() -> tuple[dict[str, tuple[str, int]], dict[str, dict[int, str]]]:
    """Spelling -> base unit and power of ten; base unit -> power of ten -> the spelling that is written."""
    spellings: dict[str, tuple[str, int]] = {"nm": ("m", -9)}
    steps: dict[str, dict[int, str]] = {}
    for row in _TABLE.strip().splitlines():
        base, _blank, rest = row.partition(" ")
        for step in rest.split("/ "):
            exponent, *names = step.split()
            spellings |= {name: (base, int(exponent)) for name in names if name[0] != "!"}
            steps.setdefault(base, {})[int(exponent)] = names[0].lstrip("!")
    return spellings, steps


_UNITS, _STEPS = _read_table()


def _alternative(name: str) -> str:
    if name == "us":  # 5 us firms
        return r"(?<=\d)us"
    return re.escape(name) + (f"(?![{_NOT_BEFORE[name]}])" if name in _NOT_BEFORE else "")


_FIRST = "".join(
    sorted({name[0] for name in _UNITS})
)  # asked for first: most of what follows a number is no unit
_UNIT = rf"(?=[{_FIRST}])(?:{'|'.join(_alternative(name) for name in sorted(_UNITS, key=len, reverse=True))})"
QUANTITY = rf"(?:{_NUMBER} ?(?:{_BETWEEN}) ?)?{_NUMBER}[ -]?[万亿]?(?:{_UNIT})"
_READ = re.compile(rf"^(?:({_NUMBER}) ?(?:{_BETWEEN}) ?)?({_NUMBER})[ -]?([万亿]?)({_UNIT})")


class Quantity(NamedTuple):
    """Numbers with their places and common spellings, and the unit with its place."""

    numbers: tuple[tuple[str, int, int], ...]
    unit: str
    start: int


def quantity(text: str) -> Quantity | None:
    """What a stretch found by QUANTITY says; None for other text. A range has two numbers."""
    match = _READ.fullmatch(text)
    if match is None:
        return None
    unit, times = match[4], _TIMES[match[3]]
    low = [(spelled(match[1], unit, times), match.start(1), match.end(1))] if match[1] else []
    high = (spelled(match[2], unit, times), match.start(2), match.end(4))
    return Quantity((*low, high), unit, match.start(4))


def spelled(number: str, unit: str, times: int = 0) -> str:
    """A number times ten to the power of `times` in the step of its unit that leaves one to three digits before the point."""
    base, exponent = _UNITS[unit]
    whole, _point, fraction = number.replace(",", "").partition(".")
    digits = (whole + fraction).lstrip("0")
    power = times + exponent - len(fraction)
    steps = sorted(step for step in _STEPS[base] if step % 3 == 0)
    fitting = [step for step in steps if step < len(digits) + power]
    step = fitting[-1] if fitting and digits else (0 if not digits and 0 in steps else steps[0])
    return _decimal(digits, power - step) + _STEPS[base][step]


def _decimal(digits: str, power: int) -> str:
    """Digits times ten to a power, written without an exponent and without zeros that say nothing."""
    if power >= 0:
        return (digits + "0" * power) if digits else "0"
    digits = digits.rjust(1 - power, "0")
    fraction = digits[power:].rstrip("0")
    return f"{digits[:power]}.{fraction}" if fraction else digits[:power]
