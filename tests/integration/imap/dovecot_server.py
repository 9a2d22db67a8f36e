"""A real Dovecot in a folder and on ports of its own, started and ended by the tests."""

from __future__ import annotations

import datetime
import getpass
import grp
import ipaddress
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

PASSWORD = "mailbox-secret"
_CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
protocols = imap
listen = 127.0.0.1
mail_location = maildir:{folder}/mail/%u
first_valid_uid = 0
{identity}
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
disable_plaintext_auth = no
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


@dataclass(frozen=True)
class Dovecot:
    plain: int
    tls: int
    trust: ssl.SSLContext


def program() -> str:
    """The server's path; skips the test, saying why, where it cannot be had."""
    found = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin")
    if found is None:
        pytest.skip("no Dovecot on this machine: apt-get install dovecot-imapd")
    version = subprocess.run([found, "--version"], capture_output=True, text=True, check=True)
    if not version.stdout.startswith("2.3"):
        pytest.skip(f"the test's configuration is Dovecot 2.3's, here is {version.stdout[:8]}")
    return found


@contextmanager
def running(folder: Path) -> Iterator[Dovecot]:
    binary = program()
    folder.chmod(0o755)  # its processes have users of their own
    server = Dovecot(_free_port(), _free_port(), _certified(folder))
    (folder / "mail").mkdir()
    config = folder / "dovecot.conf"
    config.write_text(_configured(folder, server), encoding="utf-8")
    with subprocess.Popen([binary, "-F", "-c", str(config)]) as child:
        try:
            _await(server.plain, folder)
            yield server
        finally:
            child.terminate()
            child.wait(10)


def _configured(folder: Path, server: Dovecot) -> str:
    me = getpass.getuser()
    uid, gid = os.getuid(), os.getgid()
    identity = f"default_internal_user = {me}\ndefault_login_user = {me}\n"
    identity += f"default_internal_group = {grp.getgrgid(gid).gr_name}"
    if uid == 0:  # Dovecot gives no mail to root
        identity = ""
        nobody = pwd.getpwnam("nobody")
        uid, gid = nobody.pw_uid, nobody.pw_gid
        os.chown(folder / "mail", uid, gid)
    return _CONFIG.format(
        folder=folder, password=PASSWORD, uid=uid, gid=gid, identity=identity,
        plain=server.plain, tls=server.tls,
    )  # fmt: skip


def _certified(folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mailbox of the tests")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .sign(key, hashes.SHA256())
    )
    cert = folder / "cert.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return ssl.create_default_context(cafile=str(cert))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _await(port: int, folder: Path) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    log = folder / "dovecot.log"
    raise RuntimeError("Dovecot did not start: " + (log.read_text() if log.exists() else "?"))
