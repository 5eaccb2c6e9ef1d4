"""The peers over the same files: Presidio as it comes, Presidio told of Vietnamese numbers, detect-secrets.

They get more than a portal gives: text that is decoded and extracted already. What they find is known in clear, so it is
compared value by value. Needs presidio-analyzer and detect-secrets (PyPI), pdftotext (poppler-utils). No language model
is in the registries, so names and places are not judged.
"""

import collections
import html
import io
import json
import logging
import re
import subprocess
import time
import unicodedata
import zipfile
from pathlib import Path

import people
import score

JUDGED = ["personal-number", "phone", "email", "health-card", "bank-card", "credential"]


def text_of(name, content, depth=0):
    """The text of a file, as a good extractor gives it."""
    if name.endswith(".gz"):
        import gzip
        return gzip.decompress(content).decode()
    if content.startswith(b"PK") and depth < 5:
        return package(content, depth)
    if content.startswith(b"%PDF"):
        done = subprocess.run(["pdftotext", "-layout", "-", "-"], input=content, capture_output=True)
        return done.stdout.decode(errors="replace")
    if content.startswith(b"{\\rtf"):
        return re.sub(r"\\[a-z]+-?\d* ?|[{}]", " ", re.sub(r"\\u(-?\d+)\?", lambda m: chr(int(m[1]) % 65536), content.decode("ascii")))
    text = decoded(content)
    if text[:1] in "{[":
        try:
            text = json.dumps(json.loads(text), ensure_ascii=False, indent=1)
        except ValueError:
            pass
    if re.search(r"<(html|table|!doctype|urlset)", text[:2000], re.I):
        text = html.unescape(re.sub(r"<(br|/p|/td|/th|/tr|/div|/li|/h\d|/dt|/dd)\b[^>]*>", "\n", text, flags=re.I))
    return unicodedata.normalize("NFC", text)


def decoded(content):
    for mark, name in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1258", "replace")


def package(content, depth):
    out = []
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if "xl/workbook.xml" in archive.namelist():
                import openpyxl
                for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
                    for row in sheet.iter_rows():
                        out.append("\t".join("" if c.value is None else str(c.value) for c in row))
                        out += [c.comment.text for c in row if c.comment]
                return "\n".join(out)
            for name in archive.namelist():
                inner = archive.read(name)
                if name.endswith(".xml"):
                    inner = re.sub(r"</(w:p|text:p|a:p|w:tc|table:table-cell)>", "\n", inner.decode())
                    out.append(html.unescape(re.sub(r"<[^>]+>", "", inner)))
                else:
                    out.append(text_of(name, inner, depth + 1))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, KeyError, EOFError):
        pass
    return "\n".join(out)


def plain(kind, value):
    """A value as it is compared."""
    if kind in ("personal-number", "phone", "bank-card"):
        digits = re.sub(r"\D", "", value)
        return "0" + digits[2:] if kind == "phone" and digits.startswith("84") else digits
    return value.strip().lower()


def presidio(vietnamese):
    import spacy
    from presidio_analyzer import AnalyzerEngine, Pattern, PatternRecognizer, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NerModelConfiguration, SpacyNlpEngine
    from presidio_analyzer.predefined_recognizers import PhoneRecognizer

    class Blank(SpacyNlpEngine):
        """Words without a model; lower case stands for the lemma, so that context words work."""

        def __init__(self):
            super().__init__()
            own = spacy.blank("en")
            own.max_length = 10_000_000

            @spacy.Language.component("lower")
            def lower(doc):
                for word in doc:
                    word.lemma_ = word.lower_
                return doc

            own.add_pipe("lower")
            self.nlp = {"en": own}

    registry = RecognizerRegistry()
    registry.load_predefined_recognizers()
    if vietnamese:
        provinces = "|".join(people.PROVINCES)
        add = lambda kind, regex, value, words: registry.add_recognizer(PatternRecognizer(supported_entity=kind, patterns=[Pattern(kind, regex, value)], context=words))
        add("VN_PIN", rf"(?<!\d)(?:{provinces})[ .-]?[0-3]\d{{2}}[ .-]?\d{{3}}[ .-]?\d{{3}}(?!\d)|(?<!\d)(?:{provinces})[ .-]?[0-3]\d{{2}}[ .-]?\d{{6}}(?!\d)", 0.3,
            ["cccd", "căn", "cước", "định", "danh", "cmnd", "socccd", "sodinhdanh", "giấy", "tờ", "cc", "đdcn"])
        add("VN_HEALTH", rf"\b(?:{'|'.join(people.INSURED)})[1-5]\d{{12}}\b", 0.6, ["bhyt", "thẻ"])
        registry.remove_recognizer("PhoneRecognizer")
        registry.add_recognizer(PhoneRecognizer(supported_regions=["VN"], context=["điện", "thoại", "sđt", "di", "động", "đt", "sdt", "sodienthoai"]))
    return AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])


ENTITIES = {"VN_PIN": "personal-number", "VN_HEALTH": "health-card", "PHONE_NUMBER": "phone", "EMAIL_ADDRESS": "email", "CREDIT_CARD": "bank-card"}


def run_presidio(texts, vietnamese):
    logging.disable(logging.CRITICAL)  # it looks for a list of domains in the network, and has one of its own
    engine = presidio(vietnamese)
    engine.analyze(text="a@example.com", language="en")
    found, started = {}, time.process_time()
    for name, text in texts.items():
        own = collections.defaultdict(dict)
        for hit in engine.analyze(text=text, language="en", score_threshold=0.0):
            kind = ENTITIES.get(hit.entity_type)
            if kind:
                value = plain(kind, text[hit.start:hit.end])
                own[kind][value] = max(own[kind].get(value, 0), hit.score)
        found[name] = own
    return found, time.process_time() - started


def run_secrets(texts, folder):
    from detect_secrets import SecretsCollection
    from detect_secrets.settings import default_settings
    found, started = {}, time.process_time()
    with default_settings():
        for name, text in texts.items():
            path = Path(folder) / (name + ".txt")
            path.write_text(text)
            collection = SecretsCollection()
            collection.scan_file(str(path))
            found[name] = {"credential": {plain("credential", s.secret_value or ""): 1.0 for _, s in collection}}
    return found, time.process_time() - started


def judged(truth, found, threshold=0.0):
    """Hits, misses and false findings by class, value by value."""
    counts = {kind: [0, 0, 0] for kind in JUDGED}
    for name, told in truth.items():
        for kind in JUDGED:
            values = [(plain(kind, v["value"]), v["optional"]) for v in told["values"] if score.MERGED.get(v["class"], v["class"]) == kind]
            needed, allowed = {v for v, o in values if not o}, {v for v, _ in values}
            own = {v for v, s in found.get(name, {}).get(kind, {}).items() if s >= threshold}
            hit = {n for n in needed if n in own or (kind == "credential" and any(n in v or v in n for v in own if len(v) > 5))}
            counts[kind][0] += len(hit)
            counts[kind][1] += len(needed - hit)
            counts[kind][2] += len([v for v in own - allowed if not (kind == "credential" and any(v in a or a in v for a in allowed))])
    return counts


def compare(program, places, own_seconds):
    """A table of what the peers find, and how long they take beside kiemtra in this run."""
    import tempfile
    truth, texts, size = {}, {}, 0
    for place in places:
        for name, told in score.truth_of(place).items():
            content = (Path(place) / "files" / name).read_bytes()
            size += len(content)
            truth[f"{Path(place).name}-{name}"] = told
            texts[f"{Path(place).name}-{name}"] = text_of(name, content)
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        default, default_time = run_presidio(texts, False)
        tuned, tuned_time = run_presidio(texts, True)
        secrets, secrets_time = run_secrets(texts, folder)
    for label, found, threshold, took, kinds in [
        ("Presidio, as it comes", default, 0.0, default_time, JUDGED[:5]), ("Presidio, told of Vietnam, all", tuned, 0.25, tuned_time, JUDGED[:5]),
        ("Presidio, told of Vietnam, with context", tuned, 0.5, tuned_time, JUDGED[:5]), ("detect-secrets", secrets, 0.0, secrets_time, JUDGED[5:]),
    ]:
        counts = judged(truth, found, threshold)
        cells = ["{:.3f} / {:.3f}".format(*score.Score.rates(counts[kind])) if kind in kinds and (counts[kind][0] or counts[kind][2]) else "0 / -" if kind in kinds else "" for kind in JUDGED]
        rows.append([label, *cells, f"{took / own_seconds:.0f}x"])
    mine = score.Score()
    for place in places:
        score.judge(place, score.kiemtra(program, place)[0], mine)
    own = ["{:.3f} / {:.3f}".format(*score.Score.rates(mine.by_class[kind])) for kind in JUDGED]
    return score.table(["recall / precision", *JUDGED, "time"], [["kiemtra", *own, "1x"], *rows])
