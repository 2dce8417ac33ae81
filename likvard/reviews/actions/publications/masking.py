"""What is masked, and what is left as it stands."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from likvard.access.models import User
from likvard.ledger.actions import Text
from likvard.reports.public import occurrences, passages
from likvard.reviews.models import Publication, PublicationMask
from likvard.reviews.queries.publications import whole_content
from likvard.terms.secrecy import PROTECTED
from likvard.terms.secrecy import ground as ground_of

from .rules import open_publication, refuse, tell, touched


@transaction.atomic
def add_mask(
    *, publication: Publication, place: str, words: str, ground: str, by: User, at: datetime
) -> PublicationMask:
    """`place` "" = everywhere, as always for a protected person; `words` "" = the whole passage. The same again is the
    same mask, with the new ground.

    Raises `NotYet` when the words are not there (a slip of the pen would else leave them readable), `KeyError` for an
    unknown ground, `ValueError` for a mask of nothing.
    """
    ground_of(ground)
    said = " ".join(words.split())
    if not place and not said:
        raise ValueError("a mask covers words, or the whole of one passage")
    if said and ground in PROTECTED:
        place = ""  # a protected person is masked wherever she is named
    stored = open_publication(publication)
    content = whole_content(stored)
    if said:
        places = occurrences(content, said)
        if not places or (place and place not in places):
            raise refuse("not_there")
    elif place not in {one.place for one in passages(content)}:
        raise refuse("not_there")
    made, created = PublicationMask.objects.get_or_create(
        publication=stored, place=place, words=said, defaults={"ground": ground, "added_by": by, "added_at": at}
    )
    if not created and made.ground == ground:
        return made
    if not created:
        made.ground, made.added_by, made.added_at = ground, by, at
        made.save(update_fields=["ground", "added_by", "added_at"])
    touched(stored, by, at)
    tell(
        stored, "publication_mask_added", by, at,
        after={"mask": made.pk, "place": place, "words": Text.of(said), "ground": ground},
    )  # fmt: skip
    return made


@transaction.atomic
def remove_mask(*, mask: PublicationMask, by: User, at: datetime) -> None:
    stored = open_publication(mask.publication)
    gone, _ = PublicationMask.objects.filter(pk=mask.pk, publication=stored).delete()
    if gone:
        touched(stored, by, at)
        tell(
            stored, "publication_mask_removed", by, at,
            before={"mask": mask.pk, "place": mask.place, "words": Text.of(mask.words), "ground": mask.ground},
        )  # fmt: skip


@transaction.atomic
def answer_proposals(*, publication: Publication, answers: Mapping[str, str], by: User, at: datetime) -> Publication:
    """`answers`: words → the ground they are masked by everywhere, or "" to leave them as they stand."""
    stored = open_publication(publication)
    for words, ground in answers.items():
        if ground:
            add_mask(publication=stored, place="", words=words, ground=ground, by=by, at=at)
    left = [words for words, ground in answers.items() if not ground and words not in stored.left]
    stored = open_publication(stored)
    if left:
        stored.left = [*stored.left, *left]
        touched(stored, by, at, "left")
        tell(stored, "publication_words_left", by, at, after={"words": [Text.of(words) for words in left]})
    return stored
