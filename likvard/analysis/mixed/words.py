"""What a fit with random intercepts says of itself: its notes and its method."""

from __future__ import annotations

from collections.abc import Sequence

from likvard.analysis.results import Method, Note, Text


def notes_of(boundary: tuple[str, ...], arrangement: str, names: Sequence[str]) -> tuple[Note, ...]:
    notes = [
        Note(
            code="boundary",
            text=Text(
                f"Variansen mellan grupper i {name} skattas till 0: skillnaderna är inte större än slumpen ger.",
                f"The variance between groups of {name} is estimated as 0: they differ no more than by chance.",
            ),
        )
        for name in boundary
    ]
    if arrangement == "crossed":
        one, two = names
        notes.append(
            Note(
                code="crossed",
                text=Text(
                    f"{one} och {two} korsar varandra: grupper i den ena ligger i flera av den andra.",
                    f"{one} and {two} cross each other: groups of the one lie in several of the other.",
                ),
            )
        )
    notes.append(
        Note(
            code="no_ranking",
            text=Text(
                "Effekterna är krympta mot medelvärdet och osäkra; de får inte användas för att rangordna skolor.",
                "The effects are shrunken towards the mean and uncertain; they are not for ranking schools.",
            ),
        )
    )
    return tuple(notes)


def method_of(*, ml: bool, names: Sequence[str], arrangement: str) -> Method:
    both = ", ".join(names)
    way_sv, way_en = ("maximum likelihood", "maximum likelihood") if ml else (
        "begränsad maximum likelihood (REML)", "restricted maximum likelihood (REML)",
    )  # fmt: skip
    arranged_sv = {"one": "", "nested": ", nästlade", "crossed": ", korsade"}[arrangement]
    arranged_en = {"one": "", "nested": ", nested", "crossed": ", crossed"}[arrangement]
    return Method(
        text=Text(
            f"Linjär regression med slumpmässig nivå för {both}{arranged_sv}, skattad med {way_sv}. Effekterna är "
            "krympta (BLUP) och visar vad som kvarstår efter hänsyn till kovariaterna; det är inte detsamma som vad "
            "gruppen har orsakat.",
            f"Linear regression with random intercepts for {both}{arranged_en}, fitted by {way_en}. The effects are "
            "shrunken (BLUP) and show what remains given the covariates; that is not what the group has caused.",
        ),
        random=Text(
            f"Rader inom grupp, och grupperna i {both} som ett urval av tänkbara. Frihetsgrader enligt Satterthwaite.",
            f"Rows within groups, and the groups of {both} as a draw from possible ones. Satterthwaite's degrees of "
            "freedom.",
        ),
        reference="Goldstein (2011) Multilevel Statistical Models; Patterson & Thompson (1971) Biometrika 58; "
        "Goldstein & Healy (1995) JRSS A 158; Mundlak (1978) Econometrica 46",
    )
