"""nginx in front of the app, with the configuration that `docs/hosting` has for it."""

import os
import re
import shutil
import socket
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from tests.support.ports import free_port
from tests.support.running_app import ROOT
from tests.support.waiting import PATIENCE, eventually

HOST = "explorer.example.org"
SITE = ROOT / "docs" / "hosting" / "nginx.conf"
INSTALL = "Install nginx and OpenSSL to run this test: apt-get install nginx openssl"
# Debian's own paths are for a service that root starts.
AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log stderr;
{user}
events {{}}
http {{
    access_log {folder}/access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def nginx():
    """Where nginx is; the test is skipped where it or OpenSSL is not. It is not on everybody's path."""
    program = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if program is None or shutil.which("openssl") is None:
        pytest.skip(INSTALL)
    return program


def replaced(text, replacements):
    """A text with each of its parts replaced, which all have to be there."""
    for part, other in replacements.items():
        assert part in text, part
        text = text.replace(part, other)
    return text


@contextmanager
def in_front_of(port, folder: Path):
    """nginx with the site in front of an app at `port`, on free ports and with a certificate of its own; its two ports."""
    program, plain, tls = nginx(), free_port(), free_port()
    make = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"]
    files = ["-keyout", folder / "key.pem", "-out", folder / "certificate.pem"]
    named = ["-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"]
    subprocess.run([*make, *files, *named], check=True, capture_output=True, timeout=PATIENCE)
    site = replaced(
        SITE.read_text(),
        {
            "listen 80;": f"listen 127.0.0.1:{plain};",
            "listen 443 ssl;": f"listen 127.0.0.1:{tls} ssl;",
            f"https://{HOST}$request_uri": f"https://{HOST}:{tls}$request_uri",
            f"/etc/letsencrypt/live/{HOST}/fullchain.pem": str(folder / "certificate.pem"),
            f"/etc/letsencrypt/live/{HOST}/privkey.pem": str(folder / "key.pem"),
            "http://127.0.0.1:8501;": f"http://127.0.0.1:{port};",
        },
    )
    (folder / "site.conf").write_text(site)
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder, user=user))
    with (folder / "nginx.log").open("w") as log:
        process = subprocess.Popen(
            [program, "-p", folder, "-c", folder / "nginx.conf", "-e", "stderr"], stdout=log, stderr=log
        )

    def answers():
        assert process.poll() is None, (folder / "nginx.log").read_text()
        with suppress(OSError), socket.create_connection(("127.0.0.1", tls)):
            return True

    try:
        eventually(answers, "nginx does not answer")
        yield plain, tls
        assert process.poll() is None, (folder / "nginx.log").read_text()
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def service():
    """The service of `docs/hosting`: the arguments of its command, and the environment that it sets."""
    text = (ROOT / "docs" / "hosting" / "sentiment-explorer.service").read_text()
    (command,) = re.findall(r"^ExecStart=\S+ (.+)$", text, re.MULTILINE)
    settings = " ".join(re.findall(r"^Environment=(.+)$", text, re.MULTILINE)).split()
    return command.split(), dict(setting.split("=", 1) for setting in settings)
