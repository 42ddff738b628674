"""Listings and people for the long tests: made up, in volume, with words that recur."""

import json
import random
from pathlib import Path

PARTS = [
    "bearing",
    "spindle",
    "gripper",
    "sensor",
    "wafer",
    "coating",
    "furnace",
    "pump",
    "valve",
    "membrane",
    "electrode",
    "laser",
    "nozzle",
    "mould",
]
WORKS = [
    "polishing",
    "grinding",
    "sealing",
    "joining",
    "drying",
    "sorting",
    "measuring",
    "cooling",
    "winding",
    "milling",
    "etching",
    "plating",
]
MATERIALS = [
    "steel",
    "titanium",
    "ceramic",
    "glass",
    "graphite",
    "polymer",
    "copper",
    "silicon",
    "aluminium",
    "tungsten",
    "fibre",
    "rubber",
]
TROUBLES = [
    "wear",
    "leakage",
    "vibration",
    "corrosion",
    "drift",
    "cracking",
    "contamination",
    "noise",
    "porosity",
    "shrinkage",
    "fatigue",
]


def text(rng: random.Random) -> str:
    words = [rng.choice(group) for group in (PARTS, WORKS, MATERIALS, TROUBLES) for _ in range(6)]
    rng.shuffle(words)
    heat, gap = rng.randrange(5, 900), rng.randrange(2, 90)
    return f"The {' '.join(words)} at {heat} degrees with {gap} micrometre gap."


def write(folder: Path, needs: int, offers: int, seed: int = 7) -> None:
    rng = random.Random(seed)
    for kind, count in (("need", needs), ("offer", offers)):
        with (folder / f"{kind}s.jsonl").open("w") as file:
            for number in range(count):
                row = {
                    "own_reference": f"{kind}-{number}",
                    "title": f"{rng.choice(WORKS)} of {rng.choice(MATERIALS)} {rng.choice(PARTS)}",
                    "description": text(rng),
                    "summary": "",
                    "technical_specification": "as described",
                    "partnership_types": ["licence"],
                    "stage_of_development": "lab_tested",
                    "language": "en",
                }
                if kind == "need":
                    row.pop("summary")
                else:
                    row.pop("technical_specification")
                file.write(json.dumps(row) + "\n")


PEOPLE = """
from tests.factories.accounts import MembershipFactory, OrganisationFactory, UserFactory
from allauth.account.models import EmailAddress
firm = OrganisationFactory(name_en="Long Test Works", country="CN")
institute = OrganisationFactory(name_en="Long Test Institute", kind="research_institute", country="DE")
people = [MembershipFactory(organisation=firm, user__email="owner@works.example").user,
          MembershipFactory(organisation=institute, user__email="owner@institute.example").user,
          UserFactory(email="reviewer@tenon.example", staff=["reviewer", "operator"])]
for person in people:
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
print(json.dumps({"firm": firm.public_id, "institute": institute.public_id}))
"""


def seed(site, needs: int, offers: int) -> dict:
    """Migrate, make people, import listings as published ones. Returns the organisations' public ids."""
    site.manage("migrate", "-v0")
    site.manage("createcachetable")
    ids = site.python(PEOPLE)
    write(site.folder, needs, offers)
    for kind, organisation in (("need", ids["firm"]), ("offer", ids["institute"])):
        path = str(site.folder / f"{kind}s.jsonl")
        site.manage(
            "import_listings", path, "--kind", kind, "--organisation", organisation, "--publish", "--json"
        )
    return ids
