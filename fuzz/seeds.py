#!/usr/bin/env python3
"""Seeds for the fuzz targets, made on this machine with openssl: `python3 fuzz/seeds.py FOLDER`.

FOLDER/hello: first flights of openssl s_server, recorded on their way to openssl s_client.
FOLDER/certificate: chains, a revocation list and an OCSP response, in the form that
src/probe/certificate/fuzzing.rs reads. FOLDER/saml: metadata, signed by xmlsec1. FOLDER/document: our own checks, profiles and a system.
FOLDER/provider, FOLDER/page: what providers, data services and sign-ins say, in the form that src/probe/imagined.rs reads.
FOLDER/image: PNG of every kind behind the byte that chooses whose image it is. FOLDER/scan: PDFs of images, PNG, JPEG, a record.
With a second argument, an x509-limbo.json, its chains come too; they stay outside the repository.
"""

import base64
import json
import pathlib
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent
NAME = "portal.example.vn"


def chunk(name, data):
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(kind, depth, interlaced=0, filtered=0, dots=None, key=b""):
    """A PNG of 12 by 9: a frame that is transparent around something blue."""
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[kind]
    blue = {0: [0], 2: [0, 0, 1], 3: [1], 4: [0, 1], 6: [0, 0, 1, 1]}[kind]
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    rows = b""
    for left, top, across, down in passes if interlaced else [(0, 0, 1, 1)]:
        for row in range(top, 9, down):
            samples = []
            for column in range(left, 12, across):
                inside = 3 <= column < 9 and 3 <= row < 6
                samples += [(value if inside else 0) * ((1 << depth) - 1) if kind != 3 else int(inside) for value in blue]
            if not samples:
                continue
            bits = "".join(format(sample, f"0{depth}b") for sample in samples)
            bits += "0" * (-len(bits) % 8)
            rows += bytes([filtered]) + int(bits, 2).to_bytes(len(bits) // 8, "big")
    parts = [chunk(b"IHDR", struct.pack(">IIBBBBB", 12, 9, depth, kind, 0, 0, interlaced))]
    if kind == 3:
        parts += [chunk(b"PLTE", bytes([0, 0, 0, 0, 0, 255])), chunk(b"tRNS", b"\0")]
    elif key:
        parts += [chunk(b"tRNS", key)]
    if dots:
        parts += [chunk(b"pHYs", struct.pack(">IIB", dots, dots, 1))]
    parts += [chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def pdf(objects):
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R>>\n"
    return out + tail.encode() + f"startxref\n{len(out)}\n%%EOF\n".encode()


def scans():
    tree = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>"]
    image = b"<</Subtype/Image/Width 1654/Height 2339/BitsPerComponent 8/ColorSpace/DeviceGray/Length 1>>stream\n0\nendstream"
    form = b"<</Subtype/Form/BBox[0 0 1 1]/Resources<</XObject<</I 5 0 R>>>>/Length 0>>stream\n\nendstream"
    page = b"<</Type/Page/Parent 2 0 R/Resources<</XObject<</I 4 0 R>>>>>>"
    jpeg = b"\xff\xd8\xff\xe0\0\4JF\xff\xc4\0\3\0\xff\xc0\0\x0b\x08\x09\x23\x06\x76\1\1\x11\0\xff\xda\0\2\xff\xd9"
    record = {
        "attached": "2026-11-22T08:00:00Z", "attached_by": "Nguyễn Văn D", "schema": "kiemtra/paper@1", "signed": "paper",
        "printed": {"evidence": "sha256:00", "run": "20261122-080000-abcdef", "sha256": "00" * 32},
        "scan": {"bytes": 3, "file": "scan-001.pdf", "pages": 1, "sha256": "00" * 32},
        "signers": [{"name": "Trần Thị B", "role": "operator"}, {"name": "Lê Văn C", "role": None}],
    }
    yield "pdf", pdf([*tree, page, image])
    yield "pdf-form", pdf([*tree, page, form, image])
    yield "pdf-no-image", pdf([*tree, b"<</Type/Page/Parent 2 0 R>>"])
    yield "pdf-script", pdf([tree[0].replace(b">>", b"/OpenAction<</S/JavaScript/JS(x)>>>>"), tree[1], page, image])
    yield "pdf-looped", pdf([*tree, page, form.replace(b"5 0 R", b"4 0 R")])
    yield "png", png(6, 8)
    yield "jpeg", jpeg
    yield "jpeg-cut", jpeg[:12]
    yield "record", json.dumps(record, ensure_ascii=False).encode()


def images():
    kinds = [(0, 1), (0, 2), (0, 4), (0, 8), (0, 16), (2, 8), (2, 16), (3, 1), (3, 8), (4, 8), (4, 16), (6, 8), (6, 16)]
    for kind, depth in kinds:
        yield f"kind-{kind}-{depth}", b"\0" + png(kind, depth)
    for filtered in range(1, 5):
        yield f"filter-{filtered}", b"\0" + png(6, 8, filtered=filtered)
    yield "interlaced", b"\0" + png(6, 8, interlaced=1)
    yield "interlaced-bits", b"\1" + png(3, 1, interlaced=1)
    yield "key", b"\0" + png(2, 8, key=b"\0\0\0\0\0\0")
    yield "seal", b"\2" + png(6, 8, dots=200)
    yield "seal-summed", b"\3" + png(6, 8, dots=400)


def openssl(folder, *words, **more):
    return subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True, **more).stdout


def recorded(port, client):
    """What the server at `port` says first to a client that is started by `client(port)`."""
    listener = socket.create_server(("127.0.0.1", 0))
    said = bytearray()

    def relay():
        near, _ = listener.accept()
        far = socket.create_connection(("127.0.0.1", port))
        far.settimeout(0.5)
        far.sendall(near.recv(65536))
        try:
            while block := far.recv(65536):
                said.extend(block)
        except OSError:
            pass
        near.close()
        far.close()

    thread = threading.Thread(target=relay)
    thread.start()
    client(listener.getsockname()[1])
    thread.join()
    listener.close()
    return bytes(said)


def flight(folder, server, client):
    probe = socket.create_server(("127.0.0.1", 0))
    port = probe.getsockname()[1]
    probe.close()
    process = subprocess.Popen(
        ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-quiet", *server],
        cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except ConnectionRefusedError:
            pass

    def connect(own):
        words = ["openssl", "s_client", "-connect", f"127.0.0.1:{own}", "-servername", NAME, *client]
        subprocess.run(words, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True)

    said = recorded(port, connect)
    process.terminate()
    process.wait()
    return said


def hellos(folder):
    rsa = ["-cert", "leaf.pem", "-key", "leaf.key", "-cert_chain", "middle.pem"]
    weak = ["-cipher", "ALL:COMPLEMENTOFALL:@SECLEVEL=0"]
    offer = ["-cipher", "ALL:@SECLEVEL=0", "-alpn", "h2,http/1.1", "-status"]
    one = lambda suite: ["-cipher", f"{suite}:@SECLEVEL=0"]
    yield "tls13", flight(folder, rsa, [])
    yield "tls13-retry", flight(folder, [*rsa, "-groups", "P-521"], ["-groups", "X25519:P-521"])
    yield "tls12", flight(folder, [*rsa, "-tls1_2", "-alpn", "http/1.1"], offer)
    yield "tls12-ecdsa", flight(folder, ["-cert", "curve.pem", "-key", "curve.key", "-tls1_2"], offer)
    yield "tls12-dhe", flight(folder, [*rsa, "-tls1_2", *one("DHE")], offer)
    yield "tls12-rsa", flight(folder, [*rsa, "-tls1_2", *one("AES128-SHA")], offer)
    yield "tls12-asks", flight(folder, [*rsa, "-tls1_2", "-Verify", "1", "-CAfile", "root.pem"], offer)
    yield "tls10", flight(folder, [*rsa, "-tls1", *weak], [*offer, "-tls1"])
    yield "tls11-anonymous", flight(folder, [*rsa, "-tls1_1", *one("ADH")], [*one("ADH"), "-tls1_1"])
    yield "alert", flight(folder, [*rsa, "-tls1_3"], ["-tls1_2"])
    yield "http", b"HTTP/1.1 400 Bad Request\r\nServer: x\r\n\r\n"


EXTENSIONS = f"""
[root]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[middle]
basicConstraints = critical, CA:TRUE, pathlen:0
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
nameConstraints = permitted;DNS:example.vn
[leaf]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = DNS:{NAME}, DNS:*.example.vn, IP:192.0.2.1, IP:2001:db8::1, email:a@example.vn
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
crlDistributionPoints = URI:http://crl.example.vn/list.crl
authorityInfoAccess = OCSP;URI:http://ocsp.example.vn/, caIssuers;URI:http://ca.example.vn/ca.crt
certificatePolicies = 2.23.140.1.2.1
tlsfeature = status_request
[odd]
basicConstraints = CA:TRUE
keyUsage = cRLSign, encipherOnly
extendedKeyUsage = clientAuth, anyExtendedKeyUsage, 1.2.3.4
subjectAltName = DNS:a_b.example, DNS:*.vn, URI:http://x/, dirName:odd_name, otherName:1.2.3;UTF8:x
issuerAltName = DNS:x
1.2.3.4.5 = critical, DER:05:00
[odd_name]
CN = Odd
"""


def authority(folder):
    (folder / "ext").write_text(EXTENSIONS)
    (folder / "index.txt").write_text("")
    (folder / "index.txt.attr").write_text("unique_subject = no\n")
    (folder / "serial").write_text("1001\n")
    (folder / "crlnumber").write_text("01\n")
    (folder / "ca.cnf").write_text(
        "[ca]\ndefault_ca = own\n[own]\ndir = .\ndatabase = index.txt\nserial = serial\ncrlnumber = crlnumber\n"
        "new_certs_dir = .\ndefault_md = sha256\ndefault_crl_days = 3000\npolicy = any\ncopy_extensions = none\n"
        "[any]\ncommonName = supplied\n"
    )

    def key(name, *words):
        openssl(folder, "genpkey", "-out", f"{name}.key", *words)
        openssl(folder, "req", "-new", "-key", f"{name}.key", "-subj", f"/C=VN/O=UBND/CN={name}", "-out", f"{name}.csr")

    def sign(name, section, *words):
        own = ["-extfile", "ext", "-extensions", section] if section else []
        openssl(folder, "x509", "-req", "-in", f"{name}.csr", "-days", "3000", "-out", f"{name}.pem", *own, *words)

    curve = ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]
    key("root", *curve)
    sign("root", "root", "-signkey", "root.key")
    key("middle", *curve)
    sign("middle", "middle", "-CA", "root.pem", "-CAkey", "root.key", "-set_serial", "0x1234567890abcdef")
    kinds = {
        "leaf": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"],
        "curve": curve,
        "edwards": ["-algorithm", "ED25519"],
        "short": ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:1024"],
        "brainpool": ["-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:brainpoolP256r1"],
    }
    for name, words in kinds.items():
        key(name, *words)
        sign(name, "leaf", "-CA", "middle.pem", "-CAkey", "middle.key", "-set_serial", "0x0fedcba987654321")
    key("odd", *curve)
    sign("odd", "odd", "-CA", "root.pem", "-CAkey", "root.key", "-set_serial", "-5", "-sha1")
    key("plain", *curve)
    sign("plain", None, "-signkey", "plain.key", "-set_serial", "0")
    ca = ["ca", "-config", "ca.cnf", "-cert", "middle.pem", "-keyfile", "middle.key", "-batch"]
    openssl(folder, *ca, "-revoke", "edwards.pem", "-crl_reason", "keyCompromise")
    openssl(folder, *ca, "-gencrl", "-out", "list.pem")
    openssl(folder, "crl", "-in", "list.pem", "-outform", "DER", "-out", "list.der")
    openssl(folder, "ocsp", "-issuer", "middle.pem", "-cert", "leaf.pem", "-reqout", "question")
    openssl(folder, "ocsp", "-index", "index.txt", "-rsigner", "middle.pem", "-rkey", "middle.key", "-CA", "middle.pem",
            "-reqin", "question", "-respout", "answer", "-ndays", "3000")  # fmt: skip


def blob(role, content):
    return struct.pack(">BH", role, len(content)) + content


def chains(folder):
    der = lambda name: openssl(folder, "x509", "-in", f"{name}.pem", "-outform", "DER")
    root, middle = blob(1, der("root")), blob(0, der("middle"))
    answer = (folder / "answer").read_bytes()
    bodies = blob(3, (folder / "list.der").read_bytes()) + blob(3, answer)
    for name in ["leaf", "curve", "edwards", "short", "brainpool"]:
        leaf = blob(0, der(name))
        yield name, b"\0" + leaf + middle + root + bodies
    leaf = blob(0, der("leaf"))
    yield "web", b"\1" + leaf + middle + root + bodies
    yield "stapled", b"\0" + leaf + middle + root + bodies + blob(2, answer)
    yield "plain-flight", b"\2" + leaf + middle + blob(0, der("root")) + bodies
    yield "alone", b"\0" + leaf + root
    yield "odd", b"\1" + blob(0, der("odd")) + blob(0, der("root")) + root
    yield "own", b"\0" + blob(0, der("plain")) + blob(1, der("plain"))
    yield "swapped", b"\0" + leaf + blob(0, der("root")) + middle + leaf + root


def limbo(path):
    ders = lambda pems: [base64.b64decode("".join(pem.strip().splitlines()[1:-1])) for pem in pems]
    for case in json.loads(pathlib.Path(path).read_text())["testcases"]:
        chain = ders([case["peer_certificate"], *case["untrusted_intermediates"]])
        parts = [(0, der) for der in chain] + [(1, der) for der in ders(case["trusted_certs"])]
        parts += [(3, der) for der in ders(case.get("crls") or [])]
        if sum(len(der) for _, der in parts) < 20_000:
            yield case["id"].replace("::", "-").replace("/", "-"), b"\1" + b"".join(blob(*part) for part in parts)


def documents():
    for path in sorted((ROOT / "checks" / "tls").glob("*.yaml"))[:3] + sorted((ROOT / "profiles").glob("*.yaml"))[:3]:
        yield path.stem, path.read_bytes()


METADATA = """<?xml version="1.0"?>
<m:EntityDescriptor xmlns:m="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:d="http://www.w3.org/2000/09/xmldsig#" ID="_1" \
entityID="https://idp.example.vn/metadata" validUntil="2027-03-01T00:00:00Z" cacheDuration="P1DT2H">SIGNATURE<m:Extensions \
xmlns:a="urn:oasis:names:tc:SAML:metadata:algsupport"><a:SigningMethod Algorithm="http://www.w3.org/2000/09/xmldsig#rsa-sha1"/>\
<?x y?><!-- z --></m:Extensions><m:IDPSSODescriptor WantAuthnRequestsSigned="1" protocolSupportEnumeration=\
"urn:oasis:names:tc:SAML:2.0:protocol"><m:KeyDescriptor use="signing"><d:KeyInfo><d:X509Data><d:X509Certificate>CERTIFICATE\
</d:X509Certificate></d:X509Data></d:KeyInfo></m:KeyDescriptor><m:SingleSignOnService Binding="x:HTTP-POST" \
Location="https://idp.example.vn/sso?a=b" ResponseLocation="http://[::1]:8/"/></m:IDPSSODescriptor></m:EntityDescriptor>"""

SIGNATURE = """<d:Signature><d:SignedInfo><d:CanonicalizationMethod Algorithm="FORM"/><d:SignatureMethod \
Algorithm="http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256"/><d:Reference URI="TARGET"><d:Transforms><d:Transform \
Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><d:Transform Algorithm="FORM"/></d:Transforms><d:DigestMethod \
Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><d:DigestValue/></d:Reference></d:SignedInfo><d:SignatureValue/>\
<d:KeyInfo><d:X509Data><d:X509Certificate/></d:X509Data></d:KeyInfo></d:Signature>"""


def metadata(folder):
    certificate = "".join(openssl(folder, "x509", "-in", "plain.pem").decode().splitlines()[1:-1])
    plain = METADATA.replace("CERTIFICATE", certificate)
    unsigned = plain.replace("SIGNATURE", "")
    forms = {
        "exclusive": "http://www.w3.org/2001/10/xml-exc-c14n#",
        "inclusive": "http://www.w3.org/TR/2001/REC-xml-c14n-20010315",
        "later": "http://www.w3.org/2006/12/xml-c14n11#WithComments",
    }
    for name, form in forms.items():
        target = "" if name == "inclusive" else "#_1"
        (folder / "template").write_text(
            plain.replace("SIGNATURE", SIGNATURE.replace("FORM", form).replace("TARGET", target))
        )
        command = ["xmlsec1", "--sign", "--privkey-pem", "plain.key,plain.pem", "--id-attr:ID",
                   "urn:oasis:names:tc:SAML:2.0:metadata:EntityDescriptor", "template"]  # fmt: skip
        yield f"signed-{name}", subprocess.run(command, cwd=folder, check=True, capture_output=True).stdout
    yield "unsigned", unsigned.encode()
    yield "wide", unsigned.replace(' version="1.0"', ' version="1.0" encoding="UTF-16"').encode("utf-16")
    body = unsigned.split("?>", 1)[1]
    yield "list", f'<EntitiesDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata">{body}{body}</EntitiesDescriptor>'.encode()
    yield "doctype", f'<!DOCTYPE x [<!ENTITY e "f">]>{body.replace("sso", "&e;")}'.encode()
    yield "page", b"<!doctype html><html><head></head></html>"


SYSTEM = """schema: kiemtra/system@1
id: canh
title: {vi: Cảnh, en: Scene}
level: {number: 3, decision: 12/QD, date: 2026-01-02}
subjects:
  - {id: cong, kind: site, title: Cổng, url: "https://portal.example.vn/", addresses: [192.0.2.1], plain_port: 80}
  - {id: mien, kind: domain, name: example.vn}
scope: {names: ["*.example.vn"], networks: [127.0.0.0/8], ports: [80, 443, 1-9], pace: {per_host: 5}}
authorisation:
  document: 1/QD
  issuer: UBND
  from: 2026-01-01T00:00:00+07:00
  until: 2026-12-31T00:00:00+07:00
resolver: 127.0.0.1
"""


def answers(choice, *all):
    """The first byte chooses the probe; the answers are parted by 0x1E."""
    parts = []
    for head, body in all:
        body = json.dumps(body) if isinstance(body, (dict, list)) else body
        parts.append(f"{head}\n\n{body}".encode())
    return bytes([choice]) + b"\x1e".join(parts)


def encoded(number):
    return base64.urlsafe_b64encode(number.to_bytes((number.bit_length() + 7) // 8, "big")).decode().rstrip("=")


def providers(folder):
    """Metadata, a key set with one key of each kind, and the answers of endpoints."""
    place = "http://127.0.0.1:8080"
    modulus = int(openssl(folder, "rsa", "-in", "leaf.key", "-noout", "-modulus").decode().split("=")[1], 16)
    point = openssl(folder, "ec", "-in", "curve.key", "-pubout", "-outform", "DER")[-64:]
    certificate = "".join(openssl(folder, "x509", "-in", "leaf.pem").decode().splitlines()[1:-1])
    at = lambda part: base64.urlsafe_b64encode(part).decode().rstrip("=")
    keys = [
        {"kty": "RSA", "use": "sig", "alg": "RS256", "kid": "1", "n": encoded(modulus), "e": "AQAB", "x5c": [certificate]},
        {"kty": "RSA", "kid": "2", "n": encoded(modulus), "e": "Aw"},
        {"kty": "EC", "crv": "P-256", "alg": "ES256", "kid": "3", "x": at(point[:32]), "y": at(point[32:])},
        {"kty": "OKP", "crv": "Ed25519", "kid": "4", "x": at(bytes(32))},
        {"kty": "oct", "kid": "1", "k": "c2VjcmV0"},
    ]
    metadata = {
        "issuer": place, "jwks_uri": f"{place}/jwks", "response_types_supported": ["code", "id_token token"],
        "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": ["RS256", "none", "ES256"],
        "code_challenge_methods_supported": ["S256", "plain"], "grant_types_supported": ["authorization_code"],
        "token_endpoint_auth_methods_supported": ["private_key_jwt"], "request_uri_parameter_supported": True,
        "authorization_response_iss_parameter_supported": True, "mtls_endpoint_aliases": {"token_endpoint": place},
        **{f"{name}_endpoint": f"{place}/{name}" for name in
           ("authorization", "token", "userinfo", "introspection", "registration", "end_session", "revocation")},
    }  # fmt: skip
    kind = "content-type: application/json; charset=utf-8\ncache-control: max-age=60\naccess-control-allow-origin: *"
    known = [
        (f"200 /.well-known/openid-configuration\n{kind}", metadata),
        (f"200 /.well-known/oauth-authorization-server\n{kind}", metadata),
        (f"200 /jwks\n{kind}", {"keys": keys}),
    ]
    back = "location: https://portal.example.vn/auth/return?error=login_required&state=x&iss=http%3A%2F%2F127.0.0.1%3A8080"
    yield "documents", answers(0, *known)
    yield "page-instead", answers(0, ("200\ncontent-type: text/html", "<!doctype html><p>x"), ("503", ""))
    yield "redirects", answers(0, (f"302\nlocation: /elsewhere", ""), ("429\nretry-after: 5", "[[[[1e999]]]]"))
    yield "behaviour", answers(
        1, *known, (f"303 /authorization\n{back}", ""), ("400 /token\ncache-control: no-store", {"error": "invalid_grant"}),
        ("401 /userinfo\nwww-authenticate: Bearer", ""), ("200 /registration", {"client_id": "a"}),
        ("200", '<form method=post action="https://portal.example.vn/auth/return">'),
    )  # fmt: skip
    yield "service", answers(
        2, ("401 /a/1\nwww-authenticate: Bearer", {"message": "Chưa đăng nhập"}), ("200 /a/2", {"status": 401, "data": None}),
        ("200 /openapi.json", {"openapi": "3.0.0", "paths": {"/a": {}}}), ("404", {}),
        ("200 /?wsdl", '<definitions xmlns="http://schemas.xmlsoap.org/wsdl/">'),
    )  # fmt: skip
    yield "tokens", answers(
        3, *known, ("200 /a/1", [{"ten": "An", "so": 1}]), ("401", ""), ("200 /tim\nretry-after: 1", {"muc_do": 1}), ("404", {}),
        ("200\naccess-control-allow-origin: https://kiemtra.invalid\naccess-control-allow-credentials: true", [{"ten": "Binh"}]),
    )  # fmt: skip


FORM = """<!doctype html><html lang=vi><head><title>Đăng nhập</title><base href="/x/"><meta charset=utf-8>\
<meta http-equiv=refresh content="5; url=/b"><meta name=csrf-token content=abc><script src=https://cdn.example/jquery-1.9.1.min.js>\
</script><style>a{}</style></head><body onload="f()"><!-- TODO --><form id=f method=post action=/dang-nhap><input type=hidden \
name=_csrf value="t&amp;1"><label for=u>Tên tài khoản</label><input id=u name=user autocomplete=username><input type=password \
name=pass autocomplete=current-password><input name=trap style="display: none"><select name=s><option>1</select><textarea name=t>\
&Eacute;</textarea><button formaction=/c>Đăng nhập</button></form><input form=f name=otp autocomplete=one-time-code>\
<a href="javascript:void(0)">Quên mật khẩu</a><a href=/dang-ky>Đăng ký</a><img src=http://a/b><iframe src="//c"></iframe></body>"""


def pages():
    page = "content-type: text/html; charset=utf-8"
    held = f"{page}\nset-cookie: sid=abc; Path=/; HttpOnly; Secure; SameSite=Lax"
    new = "set-cookie: sid=def; Path=/; Max-Age=600\nset-cookie: token=eyJhbGciOiJIUzI1NiJ9.eyJleHAiOjF9.c2ln"
    away = f"303\nlocation: /tai-khoan\n{new}"
    inside = "<p>Trang cá nhân</p><form method=post action=/dang-xuat><input type=hidden name=_csrf value=1></form>"
    for choice, name in enumerate(["sign-in", "behaviour", "account", "lock-out", "front"]):
        own = [(f"200 /dang-nhap\n{held}", FORM), (f"200 /tai-khoan\n{page}", inside), (away, ""), (f"200\n{page}", FORM)]
        yield name, answers(choice, *own)
    yield "wide", bytes([0]) + b"200\ncontent-type: text/html\n\n" + FORM.encode("utf-16")
    yield "old", bytes([4]) + b"200\ncontent-type: text/html; charset=windows-1258\n\n" + FORM.encode("utf-8")[::2]
    yield "odd", answers(2, (f"200\n{page}", "<form><form action='" + "/" * 40 + "<!--><![CDATA[<plaintext><svg><p =>"))


def write(folder, seeds):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in seeds:
        (folder / name).write_bytes(content)


def main():
    target = pathlib.Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        authority(folder)
        # Kind 0: a flight; the second byte is the cut.
        flights = [(name, bytes([0, place * 7]) + said) for place, (name, said) in enumerate(hellos(folder))]
        own = b"\1\3\7" + bytes([len(NAME)]) + NAME.encode() + b"\0\4\x13\1\xc0\x2f" + b"\4\0\x1d\0\x17\2\4\3\3h2x"
        body = bytes([3, 3]) + bytes(32) + bytes([0, 0xC0, 0x2F, 0, 0, 9, 0xFF, 1, 0, 1, 0, 0, 23, 0, 0])
        key = bytes([3, 0xC0, 0x2F, 0xFF, 0xFF, 3, 0, 29, 4]) + b"publ"
        prime = bytes([3, 0x00, 0x33, 0xFF, 0xFF, 0, 3, 0, 7, 9, 0, 1, 2, 0, 2, 5, 6])
        flights += [("own-hello", own), ("server-hello", b"\2" + body), ("curve", key), ("prime", prime)]
        write(target / "hello", flights)
        write(target / "certificate", chains(folder))
        write(target / "saml", metadata(folder))
        write(target / "provider", providers(folder))
    write(target / "page", pages())
    write(target / "image", images())
    write(target / "scan", scans())
    write(target / "document", [*documents(), ("system", SYSTEM.encode())])
    if len(sys.argv) > 2:
        write(target / "limbo", limbo(sys.argv[2]))


main()
