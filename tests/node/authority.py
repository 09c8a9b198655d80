# SPDX-License-Identifier: Apache-2.0
"""An authority of one's own, as a ministry has it: its certificate, and a server it vouches for."""

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key

NAME = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Authority of the exercise")])
SERVER = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Server of the exercise")])


def _certificate(
    subject: x509.Name, key: EllipticCurvePrivateKey, signer: EllipticCurvePrivateKey, *, authority: bool
) -> bytes:
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(NAME, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=False, key_encipherment=False, data_encipherment=False,
                key_agreement=False, key_cert_sign=authority, crl_sign=authority, encipher_only=False,
                decipher_only=False,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False)
    )  # fmt: skip
    if not authority:
        loopback = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
        made = made.add_extension(x509.SubjectAlternativeName([loopback]), critical=False)
    return made.sign(signer, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


@contextmanager
def vouched(folder: Path, answer: bytes) -> Iterator[tuple[str, Path]]:
    """Serve one answer over TLS to whoever comes; give the address and the file of the authority."""
    authority, server = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
    trusted, chain = folder / "authority.pem", folder / "server.pem"
    trusted.write_bytes(_certificate(NAME, authority, authority, authority=True))
    private = server.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    chain.write_bytes(private + _certificate(SERVER, server, authority, authority=False))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    door = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def answer_all() -> None:
        while True:
            connection, _ = door.accept()
            with connection:
                if ended.is_set():
                    return
                try:
                    with context.wrap_socket(connection, server_side=True) as secured:
                        secured.recv(65536)
                        secured.sendall(answer)
                except OSError:
                    continue

    answerer = threading.Thread(target=answer_all)
    answerer.start()
    try:
        yield f"https://127.0.0.1:{door.getsockname()[1]}", trusted
    finally:
        ended.set()
        socket.create_connection(door.getsockname()).close()
        answerer.join()
        door.close()
