"""How much of a sent file is taken in: enough to see that it is too large, never more."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler


class NoMoreThanNeeded(FileUploadHandler):
    """Lets a file through until it is larger than any document may be, and drops the rest on the way in.

    What is kept of it is still too large, so that whoever stores it says so in words.
    """

    def new_file(self, *args: object, **kwargs: object) -> None:
        super().new_file(*args, **kwargs)
        self.taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self.taken > settings.MAX_DOCUMENT_BYTES:
            return None
        self.taken += len(raw_data)
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None
