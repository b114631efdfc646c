"""Who is who: the identity of a post, and a readable name that goes with it, the same in every scenario."""

from __future__ import annotations

import hashlib

_GIVEN = """Aisha Alan Alice Amara Amir Anna Anwen Arjun Ben Bethan Bola Carlos Carys Chen Chloe Clara Daniel David Deepa Dylan Ebony Edith
Elena Eli Emma Erik Esther Farah Femi Fiona Freya Gareth George Grace Hannah Harpreet Hassan Helen Hugo Ian Ines Irene Isaac Ivan Jack Jamal
Jane Jasmine Jo Jonas Joyce Kai Karen Kate Kofi Lars Laura Leah Leo Lin Liam Lucy Luis Maeve Malik Maria Mark Martha Mei Mia Mina Mo Nadia
Naomi Neil Nia Nina Noor Olga Omar Owen Paula Peter Priya Rachel Rashid Rhys Rosa Ruth Sam Sana Sara Sean Selma Simon Sofia Tariq Tess Tom
Uma Vera Victor Wendy Will Yara Yusuf Zara Zoe""".split()
_FAMILY = """Abbott Adeyemi Ahmed Allen Andersson Bailey Baker Banerjee Barnes Begum Bell Bennett Boateng Bowen Brown Carter Chan Clarke Cole
Collins Cooper Costa Cox Cruz Dahl Davies Dean Diaz Edwards Ellis Evans Fisher Ford Foster Fraser Garcia Gibson Gill Gray Green Griffiths Hall
Harris Hughes Hunt Hussain Ibrahim Jackson James Jones Kaur Kelly Khan King Knight Kowalski Kumar Lane Lee Lewis Lloyd Lopez Marsh Martin
Mason Mensah Miller Moore Morgan Murphy Murray Nguyen Nowak Okafor Olsen Osei Owens Palmer Parker Patel Pereira Price Quinn Rahman Reed Rees
Reid Roberts Rossi Russo Ryan Scott Shah Sharma Silva Singh Smith Stone Suzuki Taylor Thomas Turner Wade Walker Ward Watts West White Wong
Wright Young""".split()


def identity(name: str) -> int:
    """The 64-bit identity of a named post, such as 'school/maths/3'. Two posts of a million collide with chance 3e-8."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8, person=b"trustsim").digest(), "little")


def name_of(key: int) -> str:
    """The name that goes with a 64-bit identity."""
    return f"{_GIVEN[key % len(_GIVEN)]} {_FAMILY[(key >> 20) % len(_FAMILY)]}"


def names_of(keys: list[int]) -> list[str]:
    """Names for people in order; later namesakes get a number ('Ruth Osei (2)')."""
    seen: dict[str, int] = {}
    names = []
    for key in keys:
        name = name_of(int(key))
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names
