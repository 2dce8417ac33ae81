"""Publications as those who make them see them: what is masked, what still has to be looked at, what is approved."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from likvard.access.queries import Grants
from likvard.reports.frozen import checksum_of
from likvard.reports.public import (
    Contact,
    Mask,
    NewsContent,
    Proposal,
    draft_news,
    look_alikes,
    masked,
    news_from_json,
    news_to_json,
    proposals,
)
from likvard.reports.public.masking import plain
from likvard.reviews.models import CasePerson, ContactAnswer, InterviewPerson, Publication, PublicationNews
from likvard.rulebook.guards import Reason
from likvard.rulebook.permissions import Permission
from likvard.rulebook.words import Words
from likvard.terms.secrecy import PROTECTED

from .rounds import rounds_visible_to

UNANSWERED = Words(
    "{n} uppgifter ser ut att gälla en person. Säg för var och en om den ska maskeras eller stå kvar.",
    "{n} pieces look as if they were about a person. Say for each whether it is masked or stays.",
)
IN_NEWS = Words(
    "Nyheten innehåller ord som är maskerade i beslutet.", "The news holds words that are masked in the decision."
)
IN_TAGS = Words(
    "Ett ämnesord innehåller ord som är maskerade.", "A subject word holds words that are masked in the decision."
)
PROTECTED_SEEN = Words(
    "Något om en person med skyddade uppgifter går fortfarande att läsa, kanske i ett längre ord. Maskera det också.",
    "Something about a person with protected data can still be read, perhaps within a longer word. Mask that too.",
)
NO_CHANGE = Words(
    "Skriv vad den nya versionen rättar. Det visas för allmänheten.",
    "Write what the new version corrects. The public is shown it.",
)


def publications_visible_to(grants: Grants, permission: Permission = Permission.PUBLISH) -> QuerySet[Publication]:
    return Publication.objects.filter(round__in=rounds_visible_to(grants, permission))


@dataclass(frozen=True, slots=True)
class Built:
    """What would be published just now, word for word: `content` is what is frozen, `checksum` is of it."""

    content: dict[str, Any]
    checksum: str
    count: int

    @property
    def document(self) -> dict[str, Any]:
        return self.content["document"]

    @property
    def grounds(self) -> list[str]:
        return self.content["grounds"]

    @property
    def tags(self) -> list[str]:
        return self.content["tags"]

    @property
    def news(self) -> NewsContent | None:
        return news_from_json(self.content["news"]) if self.content["news"] else None


def whole_content(publication: Publication) -> dict[str, Any]:
    """The unmasked content. For those who mask, and for nobody outside."""
    return publication.decision.content if publication.decision else publication.report.content


def masks_of(publication: Publication) -> list[Mask]:
    return [Mask(one.place, one.words, one.ground) for one in publication.masks.all()]


def news_content(row: PublicationNews | None) -> NewsContent | None:
    if row is None:
        return None
    return NewsContent(
        heading=row.heading, lead=row.lead, strengths=row.strengths, must_change=row.must_change,
        observations=row.observations, about=row.about, contacts=tuple(Contact(**one) for one in row.contacts),
    )  # fmt: skip


def built(publication: Publication) -> Built:
    """Of what is published already: what was frozen."""
    if publication.content is not None:
        return Built(publication.content, publication.checksum, 0)
    done = masked(whole_content(publication), masks_of(publication))
    areas = [area["name"] for area in done.content.get("areas", ())]
    tags = areas if publication.tags is None else publication.tags
    news = news_content(PublicationNews.objects.filter(publication=publication).first())
    content = {
        "document": done.content,
        "grounds": list(done.grounds),
        "news": _printable(news_to_json(news)) if news else None,
        "tags": list(dict.fromkeys(plain(tag).strip()[:200] for tag in tags if tag.strip())),
        "change": plain(publication.change),
    }
    return Built(content, checksum_of(content), done.count)


def _printable(value: Any) -> Any:
    """Without characters that no feed and no paper can hold."""
    if isinstance(value, dict):
        return {key: _printable(one) for key, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list) else plain(value)


def drafted_news(publication: Publication) -> NewsContent:
    """A first wording from the masked content, with nobody's name in it."""
    return draft_news(built(publication).document)


def known_names(publication: Publication) -> set[str]:
    """Names that the case itself holds: people at the authority and the participant, and who was interviewed."""
    if publication.decision is None:
        participants = publication.round.participants.all()
    else:
        participants = publication.round.participants.filter(pk=publication.decision.participant_id)
    cases = participants.values("case")
    names = set(CasePerson.objects.filter(case__in=cases).values_list("name", flat=True))
    names |= set(ContactAnswer.objects.filter(participant__in=participants).values_list("name", flat=True))
    names |= set(InterviewPerson.objects.filter(interview__participant__in=participants).values_list("name", flat=True))
    decision = publication.decision
    officials = {person.name for person in ((decision and (decision.decided_by, decision.reporting)) or ()) if person}
    return names - officials


def _folded(words: str) -> str:
    return " ".join(plain(words).casefold().split())


def open_proposals(publication: Publication) -> list[Proposal]:
    """What looks like a person, is not masked and has not been left on purpose."""
    left = {_folded(words) for words in publication.left}
    rest = masked(whole_content(publication), masks_of(publication)).content
    return [one for one in proposals(rest, known=known_names(publication)) if _folded(one.words) not in left]


def still_seen(publication: Publication) -> list[tuple[str, tuple[str, ...]]]:
    """Masked words that can still be read somewhere: in another passage, or within a longer word."""
    document = built(publication).document
    words = dict.fromkeys(one.words for one in publication.masks.all() if one.words)
    return [(one, places) for one in words if (places := look_alikes(document, one))]


def lacking_in_publication(publication: Publication) -> list[Reason]:
    """Everything that keeps it from being approved."""
    found = []
    if n := len(open_proposals(publication)):
        found.append(Reason("unanswered", Words(UNANSWERED.sv.format(n=n), UNANSWERED.en.format(n=n))))
    made = built(publication)
    protected = [one.words for one in publication.masks.all() if one.words and one.ground in PROTECTED]
    if any(look_alikes(made.document, one) for one in protected):
        found.append(Reason("protected_seen", PROTECTED_SEEN))
    words = [one.words for one in publication.masks.all() if one.words]
    if made.news and any(look_alikes(news_to_json(made.news), one) for one in words):
        found.append(Reason("in_news", IN_NEWS))
    if any(look_alikes({"tags": made.tags}, one) for one in words):
        found.append(Reason("in_tags", IN_TAGS))
    if publication.number > 1 and not publication.change.strip():
        found.append(Reason("change", NO_CHANGE))
    if any(look_alikes({"change": publication.change}, one) for one in words):
        found.append(Reason("in_change", IN_NEWS))
    return found
