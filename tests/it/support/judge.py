"""pyHanko as a judge and as another program that signs.

judge.py verify FILE ROOT LIST...     one line a signature: field, whether the bottom line is good, what changed later
judge.py sign IN OUT FIELD P12 PASSWORD [certify]   certify: nothing may follow
"""

import sys

from asn1crypto import pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko_certvalidator import ValidationContext


def certificate(path):
    data = open(path, "rb").read()
    if pem.detect(data):
        data = pem.unarmor(data)[2]
    return x509.Certificate.load(data)


def verify(path, root, *lists):
    context = ValidationContext(
        trust_roots=[certificate(root)],
        crls=[open(name, "rb").read() for name in lists],
        revocation_mode="hard-fail",
        allow_fetching=False,
    )
    reader = PdfFileReader(open(path, "rb"))
    for one in reader.embedded_regular_signatures:
        try:
            status = validate_pdf_signature(one, context)
            print(one.field_name, status.bottom_line, status.modification_level.name)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is not a good signature
            print(one.field_name, False, type(error).__name__)
    for one in reader.embedded_timestamp_signatures:
        status = validate_pdf_timestamp(one, context)
        print(one.field_name, status.valid and status.trusted, "STAMP")


def sign(source, target, field, archive, password, certify=None):
    signer = signers.SimpleSigner.load_pkcs12(archive, passphrase=password.encode())
    level = {"certify": fields.MDPPerm.NO_CHANGES, None: fields.MDPPerm.FILL_FORMS}[certify]
    metadata = signers.PdfSignatureMetadata(
        field_name=field,
        subfilter=fields.SigSeedSubFilter.PADES,
        reason="another program",
        certify=certify is not None,
        docmdp_permissions=level,
    )
    with open(source, "rb") as stream, open(target, "wb") as out:
        signers.sign_pdf(IncrementalPdfFileWriter(stream), metadata, signer=signer, output=out)


if __name__ == "__main__":
    {"verify": verify, "sign": sign}[sys.argv[1]](*sys.argv[2:])
