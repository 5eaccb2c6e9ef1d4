"""A TLS server of tlslite-ng for the tests. It says what is true of it, and then `PORT n`.

tlslite_server.py FOLDER SETTINGS: the settings are JSON, attributes of HandshakeSettings, and
`key` ("r", "e", or null for anonymous suites).
"""

import json
import socketserver
import sys

from tlslite.api import HandshakeSettings, TLSConnection, X509CertChain, parsePEMKey
from tlslite.constants import CipherSuite, GroupName

WORDS = {(3, 0): "ssl3", (3, 1): "1.0", (3, 2): "1.1", (3, 3): "1.2", (3, 4): "1.3"}

folder, wishes = sys.argv[1], json.loads(sys.argv[2])
key = wishes.pop("key", "r")
settings = HandshakeSettings()
for name, value in wishes.items():
    setattr(settings, name, tuple(value) if name.endswith("Version") else value)
settings = settings.validate()

chain = secret = None
if key:
    chain = X509CertChain()
    with open(f"{folder}/{key}.pem") as file:
        chain.parsePemList(file.read())
    with open(f"{folder}/{key}.key") as file:
        secret = parsePEMKey(file.read(), private=True)


def suites(version):
    """In the order in which the server looks for one that the client has too."""
    if not key:
        lists = [CipherSuite.getAnonSuites, CipherSuite.getEcdhAnonSuites]
    elif key == "e":
        lists = [CipherSuite.getTLS13Suites, CipherSuite.getEcdsaSuites]
    else:
        lists = [CipherSuite.getTLS13Suites, CipherSuite.getEcdheCertSuites, CipherSuite.getDheCertSuites]
        lists += [CipherSuite.getCertSuites]
    every = [suite for own in lists for suite in own(settings, version)]
    return CipherSuite.filterForVersion(every, minVersion=version, maxVersion=version)


for version, word in WORDS.items():
    if settings.minVersion <= version <= settings.maxVersion:
        for suite in suites(version):
            print(f"SUITE {word} {suite:04x}")
if settings.maxVersion >= (3, 4):
    # The old code points of the Brainpool curves are not for TLS 1.3 (RFC 8734).
    old = ["brainpoolP512r1", "brainpoolP384r1", "brainpoolP256r1"]
    for name in dict.fromkeys([*settings.keyShares, *settings.eccCurves, *settings.dhGroups]):
        if name not in old:
            print(f"GROUP 1.3 {getattr(GroupName, name):04x}")


class Handler(socketserver.BaseRequestHandler):
    def handle(self):
        try:
            TLSConnection(self.request).handshakeServer(
                certChain=chain, privateKey=secret, settings=settings, anon=not key
            )
        except Exception:
            pass  # what the probe sends is seldom a whole handshake


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 64


with Server(("127.0.0.1", 0), Handler) as server:
    print(f"PORT {server.server_address[1]}", flush=True)
    server.serve_forever()
