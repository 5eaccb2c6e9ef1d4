"""Metadata as pysaml2 makes and signs them, and what signxml says of them.

`saml_metadata.py FOLDER MAKER`: FOLDER has rsa.key and rsa.pem. MAKER is `idp` or `sp` (made and signed by pysaml2),
or `signxml` (the file `unsigned.xml` of FOLDER, signed by signxml). Prints the document.
`saml_metadata.py FOLDER verify`: prints `true` or `false`: whether signxml verifies `signed.xml` of FOLDER by `rsa.pem`.
"""

import pathlib
import sys

FOLDER, MAKER = pathlib.Path(sys.argv[1]), sys.argv[2]
KEY, CERTIFICATE = FOLDER / "rsa.key", FOLDER / "rsa.pem"
BASE = "https://idp.tinh.example.vn"


def by_pysaml2(role):
    from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
    from saml2.config import Config
    from saml2.metadata import entity_descriptor, sign_entity_descriptor
    from saml2.sigver import security_context

    both = [(f"{BASE}/{role}/slo", BINDING_HTTP_REDIRECT)]
    services = {
        "idp": {
            "endpoints": {
                "single_sign_on_service": [(f"{BASE}/sso", BINDING_HTTP_REDIRECT)],
                "single_logout_service": both,
            },
            "want_authn_requests_signed": True,
            "name_id_format": ["urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"],
        },
        "sp": {
            "endpoints": {
                "assertion_consumer_service": [(f"{BASE}/acs", BINDING_HTTP_POST)],
                "single_logout_service": both,
            },
            "authn_requests_signed": True,
            "want_assertions_signed": True,
        },
    }
    settings = Config().load(
        {
            "entityid": f"{BASE}/metadata",
            "service": {role: services[role]},
            "key_file": str(KEY),
            "cert_file": str(CERTIFICATE),
            "valid_for": 24 * 30,
            "xmlsec_binary": "/usr/bin/xmlsec1",
            "organization": {"name": [("Tỉnh A", "vi")], "display_name": [("Tỉnh A", "vi")], "url": [(BASE, "vi")]},
            "contact_person": [{"given_name": "Văn A", "sur_name": "Nguyễn", "contact_type": "technical"}],
        }
    )
    context = security_context(settings)
    _, signed = sign_entity_descriptor(
        entity_descriptor(settings),
        None,
        context,
        sign_alg="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
        digest_alg="http://www.w3.org/2001/04/xmlenc#sha256",
    )
    return signed


def by_signxml():
    from lxml import etree
    from signxml import XMLSigner

    root = etree.fromstring((FOLDER / "unsigned.xml").read_bytes())
    signer = XMLSigner(signature_algorithm="rsa-sha512", digest_algorithm="sha512")
    signed = signer.sign(root, key=KEY.read_bytes(), cert=CERTIFICATE.read_text(), reference_uri="_one", id_attribute="ID")
    return etree.tostring(signed, encoding="unicode")


def verified():
    from signxml import XMLVerifier

    try:
        # The place of the signature is ours to judge; signxml looks at the first one that it finds.
        XMLVerifier().verify(
            (FOLDER / "signed.xml").read_bytes(), x509_cert=CERTIFICATE.read_text(), id_attribute="ID"
        )
        return True
    except Exception as fault:
        print(fault, file=sys.stderr)
        return False


if MAKER == "verify":
    print("true" if verified() else "false")
else:
    print(by_signxml() if MAKER == "signxml" else by_pysaml2(MAKER))
