# SPDX-License-Identifier: Apache-2.0
"""The intake of files: in memory, and no more of them in one form than a machine can bear; nothing is laid on the disk."""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


class Bounded(FileUploadHandler):
    """Takes the files of one form. Where they are more than a form may hold in all, reading ends: RequestDataTooBig."""

    def __init__(self, request: Any = None) -> None:  # noqa: ANN401  (as Django makes it)
        super().__init__(request)
        self._taken = 0
        self._content = BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Begin with a file."""
        super().new_file(*args, **kwargs)
        self._content = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002
        """Take a part of it."""
        self._taken += len(raw_data)
        if self._taken > settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            raise RequestDataTooBig("more than a form may hold")
        self._content.write(raw_data)

    def file_complete(self, file_size: int) -> "UploadedFile[bytes]":
        """Give it."""
        self._content.seek(0)
        return InMemoryUploadedFile(
            self._content,
            self.field_name,
            self.file_name,
            self.content_type,
            file_size,
            self.charset,
            self.content_type_extra,
        )
