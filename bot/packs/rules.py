"""How far a card takes somebody, and how far somebody wants to get."""

from enum import StrEnum


class Tier(StrEnum):
    LITERACY = "literacy"
    FLUENCY = "fluency"
    COMPETENCE = "competence"
