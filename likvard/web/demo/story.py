"""The demo's story as plain data: who there is, which documents came, and how far each case has come.

Nothing here is real: no municipality is called Almvik, the register codes begin with 99, every address ends in
example.org. The loader takes the people and units first, uploads the documents in the order they are given, lets
the reader read them, makes the cases and then does what `CASES` tells, as the people named there.

A finding is named by how its text begins, since the text itself is what the reader finds in the document.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from likvard.rulebook.permissions import Role

from .days import StoryDays
from .papers import as_pdf, as_scan, as_text, as_word

PASSWORD = "almvik-provar-likvard"  # noqa: S105 - the demo's own, printed on its sign-in page


@dataclass(frozen=True, slots=True)
class StoryOrganisation:
    """An organiser or an authority. `municipality_code` of Almvik is none of the 290."""

    key: str
    name: str
    kind: str  # Organisation.Kind
    organisation_number: str
    municipality_code: str
    school_forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryUnit:
    code: str  # school unit code, 8 digits
    name: str
    organisation: str  # key
    school_forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoryPerson:
    """`organisation` None = the whole installation (system owner); `units` only for a principal."""

    email: str
    name: str
    title: str
    role: Role
    organisation: str | None
    units: tuple[str, ...] = ()
    shows: str = ""  # what this sign-in shows, one Swedish sentence for the sign-in page


@dataclass(frozen=True, slots=True)
class StoryDocument:
    """`content` gives the bytes for the story's days; `dated` is the day it came, on which it is uploaded."""

    key: str
    holder: str  # organisation key
    name: str  # file name
    media_type: str
    uploaded_by: str  # e-mail
    came: Callable[[StoryDays], date]
    content: Callable[[StoryDays], bytes]


@dataclass(frozen=True, slots=True)
class StoryMeasure:
    what: str
    owner: str | None  # e-mail
    until: int | None  # days from the base day; None = no last day yet
    expected_change: str = ""
    seen_by: str = ""
    done: int | None = None  # days from the base day on which it was done
    result: str = ""


@dataclass(frozen=True, slots=True)
class StoryFinding:
    """What the organiser has done with a finding. Empty fields are left for the visitor to fill."""

    begins: str
    owner: str | None = None
    causes: str = ""
    measures: tuple[StoryMeasure, ...] = ()
    evidence_documents: tuple[str, ...] = ()  # document keys
    evidence_note: str = ""
    closed_grounds: str = ""  # set = closed by the organiser, with these grounds


@dataclass(frozen=True, slots=True)
class StoryAnswerItem:
    begins: str
    measures: str
    done_when: str
    by_whom: str
    effect: str  # AnswerItem.Effect
    result: str = ""
    remains: str = ""


@dataclass(frozen=True, slots=True)
class StoryAnswer:
    introduction: str
    items: tuple[StoryAnswerItem, ...]
    sent_on: Callable[[StoryDays], date] | None = None  # None = a draft


@dataclass(frozen=True, slots=True)
class StoryCase:
    """One case. `documents` in the order they came: the first makes the case, the rest are added to it.

    `reviewed` False: the reading of the first document is left for the visitor to go through, and no case is made.
    `answer_after`: how many of the documents had come when the answer was sent; None = after all of them.
    """

    key: str
    holder: str
    documents: tuple[str, ...]
    shows: str
    worked_by: str  # e-mail of the one who confirms readings and makes the case
    reviewed: bool = True
    findings: tuple[StoryFinding, ...] = ()
    answer: StoryAnswer | None = None
    answer_after: int | None = None


ORGANISATIONS = (
    StoryOrganisation(
        "almvik",
        "Almviks kommun",
        "municipality",
        "2129990019",
        "9990",
        ("preschool_class", "compulsory", "adapted_compulsory", "school_age_educare", "upper_secondary", "adult"),
    ),
    StoryOrganisation(
        "stenhuset",
        "Stenhusets Friskola AB",
        "independent",
        "5599990018",
        "9990",
        ("preschool_class", "compulsory", "school_age_educare"),
    ),
    StoryOrganisation("inspectorate", "Skolinspektionen (demo)", "authority", "2029990014", "", ()),
)

UNITS = (
    StoryUnit("99000011", "Björkbackens skola", "almvik", ("preschool_class", "compulsory", "school_age_educare")),
    StoryUnit("99000012", "Hamnskolan", "almvik", ("preschool_class", "compulsory", "school_age_educare")),
    StoryUnit("99000013", "Strandängsskolan F–6", "almvik", ("preschool_class", "compulsory")),
    StoryUnit("99000014", "Strandängsskolan 7–9", "almvik", ("compulsory",)),
    StoryUnit("99000015", "Almviks gymnasium", "almvik", ("upper_secondary",)),
    StoryUnit("99000021", "Stenhusets friskola", "stenhuset", ("preschool_class", "compulsory", "school_age_educare")),
)

PEOPLE = (
    StoryPerson(
        "elsa.bergkvist@example.org",
        "Elsa Bergkvist",
        "kvalitetsutvecklare",
        Role.EDITOR,
        "almvik",
        shows="Läser in beslut, fördelar bristerna och skriver redovisningen.",
    ),
    StoryPerson(
        "karin.holmstrand@example.org",
        "Karin Holmstrand",
        "skolchef",
        Role.DIRECTOR,
        "almvik",
        shows="Ser hela kommunen, skickar redovisningar och ger andra behörighet.",
    ),
    StoryPerson(
        "johan.ek@example.org",
        "Johan Ek",
        "rektor",
        Role.PRINCIPAL,
        "almvik",
        ("99000011",),
        shows="Arbetar med det som gäller den egna skolan, Björkbackens skola.",
    ),
    StoryPerson(
        "amina.warsame@example.org",
        "Amina Warsame",
        "rektor",
        Role.PRINCIPAL,
        "almvik",
        ("99000014",),
        shows="Arbetar med tillsynen av den egna skolan, Strandängsskolan 7–9.",
    ),
    StoryPerson(
        "sara.nyqvist@example.org",
        "Sara Nyqvist",
        "lärare",
        Role.STAFF,
        "almvik",
        ("99000011",),
        shows="Anmäler kränkande behandling och ser hur långt anmälan har kommit.",
    ),
    StoryPerson(
        "per.lundin@example.org",
        "Per Lundin",
        "nämndens ordförande",
        Role.BOARD_READER,
        "almvik",
        shows="Läser ärenden och ser vad som är beslutat men inte gjort.",
    ),
    StoryPerson(
        "lina.stenberg@example.org",
        "Lina Stenberg",
        "skolchef",
        Role.DIRECTOR,
        "stenhuset",
        shows="En annan huvudman: ser ingenting av kommunens ärenden.",
    ),
    StoryPerson(
        "ylva.norrgard@example.org",
        "Ylva Norrgård",
        "utredare",
        Role.REVIEWER,
        "inspectorate",
        shows="Arbetar hos den som granskar.",
    ),
    StoryPerson(
        "henrik.falkenby@example.org",
        "Henrik Falkenby",
        "enhetschef",
        Role.REVIEW_LEAD,
        "inspectorate",
        shows="Leder dem som granskar.",
    ),
    StoryPerson(
        "sam.oberg@example.org",
        "Sam Öberg",
        "systemägare",
        Role.SYSTEM_OWNER,
        None,
        shows="Sköter installationen, användare och registret.",
    ),
)

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEXT = "text/plain"
_EDITOR = "elsa.bergkvist@example.org"
_STENHUSET = "lina.stenberg@example.org"
_BJORKBACKEN = "johan.ek@example.org"
_STRANDANG = "amina.warsame@example.org"


def _pdf(template: str, dated: Callable[[StoryDays], date]) -> Callable[[StoryDays], bytes]:
    return lambda days: as_pdf(template, days.words(), dated(days))


def _word(template: str, dated: Callable[[StoryDays], date]) -> Callable[[StoryDays], bytes]:
    return lambda days: as_word(template, days.words(), dated(days))


def _text(template: str, dated: Callable[[StoryDays], date]) -> Callable[[StoryDays], bytes]:
    return lambda days: as_text(template, days.words(), dated(days)).encode()


def _scan(template: str, dated: Callable[[StoryDays], date]) -> Callable[[StoryDays], bytes]:
    return lambda days: as_scan(template, days.words(), dated(days)).encode()


def _document(
    key: str,
    name: str,
    media_type: str,
    came: Callable[[StoryDays], date],
    made: Callable[[str, Callable[[StoryDays], date]], Callable[[StoryDays], bytes]],
    holder: str = "almvik",
    by: str = _EDITOR,
) -> StoryDocument:
    return StoryDocument(key, holder, name, media_type, by, came, made(key, came))


DOCUMENTS = (
    _document("beslut_bjorkbacken", "Beslut Björkbackens skola.pdf", PDF, lambda d: d.school_decided, _pdf),
    _document(
        "uppfoljning_bjorkbacken", "inskannat uppföljningsbeslut.txt", TEXT, lambda d: d.school_followed_up, _scan
    ),
    _document("bilaga_enkat_trygghet", "Trygghetsenkät Björkbacken.txt", TEXT, lambda d: d.evidence, _text),
    _document("beslut_strandang", "Beslut Strandängsskolan 7-9.pdf", PDF, lambda d: d.supervision_decided, _pdf),
    _document("pressmeddelande", "Pressmeddelande Skolinspektionen.txt", TEXT, lambda d: d.supervision_decided, _text),
    _document(
        "uppfoljning_strandang",
        "Uppföljning Strandängsskolan 7-9.docx",
        WORD,
        lambda d: d.supervision_followed_up,
        _word,
    ),
    _document("beslut_grundskolan", "Beslut huvudman grundskola.docx", WORD, lambda d: d.audit_decided, _word),
    _document("tjansteskrivelse", "Tjänsteskrivelse kvalitetsdialoger.docx", WORD, lambda d: d.memo, _word),
    _document("informationsbrev", "Informationsbrev närvaro.pdf", PDF, lambda d: d.letter, _pdf),
    _document(
        "beslut_stenhuset",
        "Beslut Stenhusets friskola.pdf",
        PDF,
        lambda d: d.independent_decided,
        _pdf,
        holder="stenhuset",
        by=_STENHUSET,
    ),
)

CASES = (
    StoryCase(
        key="audit",
        holder="almvik",
        documents=("beslut_grundskolan",),
        worked_by=_EDITOR,
        shows="Redovisning inom två veckor. Ett utvecklingsområde saknar ansvarig, en åtgärd saknar sista dag.",
        findings=(
            StoryFinding(
                "Huvudmannen behöver ta reda på varför resultaten i svenska",
                owner=_EDITOR,
                causes=(
                    "Skolorna arbetar med läsning på olika sätt. Två av fem skolor har ingen speciallärare i svenska. "
                    "Vi har inte jämfört hur mycket undervisning eleverna faktiskt får."
                ),
                measures=(
                    StoryMeasure(
                        "Jämföra hur fyra skolor med liknande förutsättningar arbetar med läsning i årskurs 4–6",
                        _EDITOR,
                        -20,
                        "Vi vet vad som skiljer skolorna åt och kan ge rektorerna olika uppdrag.",
                        "En sammanställning per skola som rektorerna känner igen.",
                        done=-24,
                        result="Lästid per vecka skiljer mellan 2 och 5 timmar. Rektorerna har fått var sin bild.",
                    ),
                    StoryMeasure(
                        "Samtal med varje rektor om vad skillnaderna beror på",
                        "karin.holmstrand@example.org",
                        6,
                        "Varje skola har en egen förklaring att pröva.",
                        "Anteckning från varje samtal.",
                    ),
                ),
            ),
            StoryFinding(
                "Huvudmannen behöver analysera svaren om trygghet",
                owner="karin.holmstrand@example.org",
                causes="Enkätsystemet visar bara medelvärden. Ingen har haft uppgiften att dela upp svaren.",
                measures=(
                    StoryMeasure(
                        "Dela upp trygghetssvaren på kön och årskurs för alla skolor",
                        _EDITOR,
                        -3,
                        "Nämnden ser var flickor eller pojkar är otrygga.",
                        "Tabellen finns i kvalitetsrapporten.",
                    ),
                ),
            ),
            StoryFinding(
                "Huvudmannen behöver regelbundet analysera elevernas behov",
                owner=_EDITOR,
                causes="Modellen för resurser är tio år och bygger på en faktor, föräldrarnas utbildning.",
                measures=(
                    StoryMeasure(
                        "Ta fram ett förslag till ny modell för resursfördelning",
                        "karin.holmstrand@example.org",
                        None,
                        "Medlen följer elevernas behov.",
                        "",
                    ),
                ),
            ),
            StoryFinding("Huvudmannen behöver sätta upp mål för de kompensatoriska insatserna"),
        ),
        answer=StoryAnswer(
            "Almviks kommun redovisar här vad vi har gjort med anledning av beslutet.",
            (
                StoryAnswerItem(
                    "Huvudmannen behöver ta reda på varför resultaten i svenska",
                    "Vi har jämfört hur fyra skolor arbetar med läsning och samtalat med rektorerna.",
                    "Under hösten",
                    "Elsa Bergkvist, kvalitetsutvecklare",
                    "effect",
                    "Skolorna har olika mycket lästid. Två skolor har ändrat schemat.",
                    "Resultaten på läsproven följs upp i maj.",
                ),
            ),
        ),
    ),
    StoryCase(
        key="school",
        holder="almvik",
        documents=("beslut_bjorkbacken", "uppfoljning_bjorkbacken"),
        worked_by=_EDITOR,
        shows="Skolinspektionen har avslutat granskningen, men ett utvecklingsområde lever kvar.",
        answer_after=1,
        answer=StoryAnswer(
            "Redovisning av vad som har gjorts vid Björkbackens skola.",
            (
                StoryAnswerItem(
                    "Rektorn behöver följa upp undervisningen",
                    "Rektorn besöker två lektioner i veckan och samtalar med läraren efteråt.",
                    "Hela läsåret",
                    "Johan Ek, rektor",
                    "effect",
                    "Elva av fjorton lärare säger att återkopplingen hjälper dem.",
                    "",
                ),
                StoryAnswerItem(
                    "Skolan behöver kartlägga var och när elever",
                    "En kartläggning är planerad.",
                    "Nästa termin",
                    "Johan Ek, rektor",
                    "activity_only",
                    "",
                    "Kartläggningen ska göras.",
                ),
                StoryAnswerItem(
                    "Personalen behöver agera lika",
                    "Ordningsregler har tagits fram tillsammans med elevrådet.",
                    "Vid läsårets start",
                    "Johan Ek, rektor",
                    "activity_only",
                    "",
                    "Vi har inte följt upp hur reglerna används.",
                ),
            ),
            sent_on=lambda d: d.school_received,
        ),
        findings=(
            StoryFinding(
                "Rektorn behöver följa upp undervisningen",
                owner=_BJORKBACKEN,
                causes="Rektorn hade ansvar för två skolor och hann inte besöka lektioner.",
                measures=(
                    StoryMeasure(
                        "Rektorn besöker två lektioner i veckan",
                        _BJORKBACKEN,
                        -340,
                        "Lärarna får återkoppling.",
                        "Enkät till lärarna varje termin.",
                        done=-345,
                        result="Elva av fjorton lärare säger att återkopplingen hjälper dem.",
                    ),
                ),
                closed_grounds=(
                    "Besöken har pågått i över ett år, och elva av fjorton lärare säger att de har hjälp av dem."
                ),
            ),
            StoryFinding(
                "Skolan behöver kartlägga var och när elever",
                owner=_BJORKBACKEN,
                causes="Trygghetsteamet saknade ledare i två terminer.",
                measures=(
                    StoryMeasure(
                        "Trygghetsvandring med alla klasser i årskurs 4–6",
                        _BJORKBACKEN,
                        -70,
                        "Vi vet vilka platser som är otrygga.",
                        "Karta med elevernas svar.",
                        done=-75,
                        result="Omklädningsrummen och skolgårdens norra del pekas ut av flest.",
                    ),
                    StoryMeasure(
                        "Vuxna i omklädningsrummen före och efter varje lektion i idrott och hälsa",
                        _BJORKBACKEN,
                        25,
                        "Färre elever är otrygga där.",
                        "Trygghetsenkäten i slutet av terminen.",
                    ),
                ),
                evidence_documents=("bilaga_enkat_trygghet",),
            ),
            StoryFinding(
                "Personalen behöver agera lika",
                owner=_BJORKBACKEN,
                measures=(
                    StoryMeasure(
                        "Följa upp hur ordningsreglerna används vid tolv lektionsbesök",
                        _BJORKBACKEN,
                        -8,
                        "Eleverna möter samma förväntningar hos alla lärare.",
                        "Rektorns anteckningar från besöken.",
                    ),
                ),
            ),
        ),
    ),
    StoryCase(
        key="supervision",
        holder="almvik",
        documents=("beslut_strandang", "pressmeddelande", "uppfoljning_strandang"),
        worked_by=_EDITOR,
        shows="En brist är avhjälpt, en kvarstår delvis och har en ny sista dag.",
        answer_after=2,
        answer=StoryAnswer(
            "Redovisning av vad som har gjorts vid Strandängsskolan 7–9.",
            (
                StoryAnswerItem(
                    "Elevers behov av särskilt stöd utreds skyndsamt",
                    "Alla elever som riskerar att inte nå målen har utretts.",
                    "Före redovisningen",
                    "Amina Warsame, rektor",
                    "effect",
                    "22 av 22 utredningar är klara.",
                    "",
                ),
                StoryAnswerItem(
                    "Elever som har rätt till särskilt stöd",
                    "En speciallärare är anställd.",
                    "Före redovisningen",
                    "Amina Warsame, rektor",
                    "too_early",
                    "",
                    "Fyra elever får ännu inte allt sitt stöd.",
                ),
                StoryAnswerItem(
                    "Rektorn anmäler till huvudmannen",
                    "Anmälan görs i kommunens system samma dag.",
                    "Sedan beslutet",
                    "Amina Warsame, rektor",
                    "effect",
                    "Alla 17 händelser under perioden är anmälda.",
                    "",
                ),
            ),
            sent_on=lambda d: d.supervision_received,
        ),
        findings=(
            StoryFinding(
                "Elever som har rätt till särskilt stöd",
                owner=_STRANDANG,
                causes="Specialläraren delas med Strandängsskolan F–6 och räcker inte till.",
                measures=(
                    StoryMeasure(
                        "Anställa ytterligare en speciallärare på halvtid",
                        _STRANDANG,
                        30,
                        "Alla åtgärdsprogram kan genomföras.",
                        "Veckovis avstämning av planerat och givet stöd.",
                    ),
                ),
            ),
            StoryFinding(
                "Rektorn anmäler till huvudmannen",
                owner=_STRANDANG,
                causes="Personalen trodde att det räckte att anteckna i klassens pärm.",
            ),
        ),
    ),
    StoryCase(
        key="letter",
        holder="almvik",
        documents=("informationsbrev",),
        worked_by=_EDITOR,
        reviewed=False,
        shows="Ett nytt brev: granska läsningen och gör det till ett ärende.",
    ),
    StoryCase(
        key="independent",
        holder="stenhuset",
        documents=("beslut_stenhuset",),
        worked_by=_STENHUSET,
        shows="En annan huvudmans ärende, som kommunen inte ser.",
        findings=(StoryFinding("Huvudmannen behöver ge lärare som är ensamma", owner=_STENHUSET),),
    ),
)

# Documents that belong to no case from the start: the visitor may look at them, or not.
LOOSE_DOCUMENTS = ("tjansteskrivelse",)


def register_export(days: StoryDays) -> str:
    """Lines of a register export, as the public search gives them: one case that is known, one that is new."""
    words = days.words()
    autumn = days.base.year if days.base.month >= 7 else days.base.year - 1
    year = f"{autumn}/{autumn + 1}"
    new = f"SI {days.base.year}:9377"
    return "\n".join(
        (
            '="Ärende (År:nr)";="Registreringsdatum";="Ärendemening"',
            f'="{words["supervision_case"]}";="{days.supervision_visit[0].isoformat()}";'
            '"Planerad tillsyn, Skolenhetsnivå, Grundskola (inkl. HM) av Strandängsskolan 7–9 för Offentlig huvudman'
            f' ALMVIKS KOMMUN i Almviks kommun, läsåret {year} "',
            f'="{new}";="{days.letter.isoformat()}";'
            '="Uppgift om Hamnskolan med huvudmannen ALMVIKS KOMMUN i Almviks kommun "',
            "",
        )
    )
