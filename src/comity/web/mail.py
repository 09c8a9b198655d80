# SPDX-License-Identifier: Apache-2.0
"""Mail: notices go out by the machine's own mail server; in the exercise they are left in a folder, and nobody is written to."""

from smtplib import SMTPException

from django.core.mail import EmailMessage, get_connection

from comity.papers.notice import Letter, body, subject
from comity.web.site import opened_site

FOLDER = "mail"
TIMEOUT_S = 10


def send(address: str, letter: Letter) -> str:
    """Send a notice; give what stood in the way, empty where it went out."""
    site = opened_site()
    if site.is_exercise:
        connection = get_connection(
            "django.core.mail.backends.filebased.EmailBackend", file_path=str(site.folder / FOLDER)
        )
    else:
        connection = get_connection("django.core.mail.backends.smtp.EmailBackend", timeout=TIMEOUT_S)
    message = EmailMessage(subject(letter), body(letter), to=[address], connection=connection)
    try:
        message.send()
    except (OSError, SMTPException) as error:
        return f"{type(error).__name__}: {error}"[:200]
    return ""
