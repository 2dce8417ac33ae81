"""Grounds for masking a passage before a decision is published: secrecy, and data protection where nothing is secret.

Sections are of offentlighets- och sekretesslagen (2009:400) unless said otherwise. Which one holds in a case is for
the person who masks to judge; the words here only say what each is about.
"""

from dataclasses import dataclass
from functools import cache

OSL = "offentlighets- och sekretesslagen (2009:400)"


@dataclass(frozen=True, slots=True)
class Ground:
    """`section` as it is printed, with the act where it is another; `swedish` and `english`: what it protects."""

    code: str
    section: str
    swedish: str
    english: str
    act: str = OSL

    @property
    def printed(self) -> str:
        return f"{self.section} {self.act}"


# From what protects a person's life to what is only more than the web needs.
_ALL = (
    Ground("followed_person", "21 kap. 3 §", "adress och annat som visar var en hotad person finns",
           "address and whatever shows where a threatened person is"),
    Ground("protected_registration", "21 kap. 3 a §", "skyddad folkbokföring", "protected population registration"),
    Ground("marked_in_register", "22 kap. 1 §", "uppgift med sekretessmarkering i folkbokföringen",
           "data marked secret in the population register"),
    Ground("preschool", "23 kap. 1 §", "enskildas personliga förhållanden i förskola och annan pedagogisk verksamhet",
           "personal circumstances in preschool and other pedagogical activity"),
    Ground("pupil_health", "23 kap. 2 §", "elevhälsa, särskilt stöd och enskilda elevers personliga förhållanden",
           "pupil health, special support and pupils' personal circumstances"),
    Ground("pupil_identity", "23 kap. 5 §", "barns och elevers identitet, adress och liknande",
           "identity, address and the like of children and pupils"),
    Ground("health", "21 kap. 1 §", "hälsa och sexualliv", "health and sexual life"),
    Ground("health_care", "25 kap. 1 §", "hälso- och sjukvård, även elevhälsans medicinska del",
           "health care, the medical part of pupil health too"),
    Ground("social_services", "26 kap. 1 §", "socialtjänst", "social services"),
    Ground("transferred", "11 kap. 1 §", "sekretess som följer med uppgiften till den som utövar tillsyn",
           "secrecy that follows data to a supervising authority"),
    Ground("business", "30 kap. 23 §", "enskildas affärs- och driftförhållanden",
           "business conditions of private parties"),
    Ground("processing", "21 kap. 7 §", "personuppgift som kan antas bli behandlad i strid med dataskyddet",
           "personal data that would be processed against data protection"),
    Ground("data_protection", "artikel 5.1 c", "personuppgift som inte är hemlig men inte behövs på webben",
           "personal data that is not secret but not needed on the web", "dataskyddsförordningen (EU) 2016/679"),
)  # fmt: skip


# Grounds that protect a person wherever she is named: such words are never masked in one place only.
PROTECTED = frozenset({"followed_person", "protected_registration", "marked_in_register"})


def all_grounds() -> tuple[Ground, ...]:
    return _ALL


@cache
def _by_code() -> dict[str, Ground]:
    return {one.code: one for one in _ALL}


def ground(code: str) -> Ground:
    """Raises `KeyError` for a code that is none."""
    return _by_code()[code]
