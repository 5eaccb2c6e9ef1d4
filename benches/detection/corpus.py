#!/usr/bin/env python3
"""Writes a corpus of files with personal data, secrets and look-alikes, and the exact truth of it.

    corpus.py SEED OUT_DIR [--single]

OUT_DIR/files holds the files, OUT_DIR/truth.json says per file what it holds, in which form, and how much of it can
be read. Everything depends on the seed alone, the templates that are taken too. With --single each file has one
person, or none but look-alikes: what is found in it can be told value by value. Needs openpyxl, fpdf2 and pyzipper.
"""

import json
import sys
from pathlib import Path

import data
import lists
import office
import portable
import secrets_kept
import texts
import web
from people import Page, World

SHEETS = ["plain", "lossy", "lossy", "far", "merged", "hidden-sheet", "hidden-column", "hidden-row", "comments", "decoys", "two"]
DOCUMENTS = ["plain", "table", "table", "split", "deleted", "header", "comment", "footnote", "box", "hidden"]
PDFS = ["table", "table", "table-long", "prose", "core", "image", "mixed", "encrypted", "decoys"]


def plan(r, few):
    """What is written: (name, form, make). `few` people a file where the template can have any number."""
    kinds = list(lists.KINDS)
    r.shuffle(kinds)
    number = lambda low, high: 1 if few else r.randint(low, high)
    out = []

    def add(count, suffix, form, make):
        for _ in range(count):
            out.append((suffix, form, make))

    for kind in kinds:  # every kind of list as a page, so that every class is met in every seed
        add(1, ".html", "html-table", lambda p, kind=kind: web.listed(p, kind, number(6, 16)))
    add(1, ".html", "html-table", lambda p: web.listed(p, "taxpayers", number(16, 24)))  # each class often enough
    add(1, ".csv", "csv", lambda p: data.csv_list(p, number(16, 24), [r.choice(["passports", "taxpayers"])]))
    add(1, ".csv", "csv", lambda p: data.csv_list(p, number(16, 24), ["refund"]))
    add(1, ".xlsx", "xlsx-plain", lambda p: office.workbook(p, "plain", number(16, 24), ["passports", "vehicles"]))
    for kind in r.sample(kinds, 3):
        add(1, ".html", "html-entities", lambda p, kind=kind: web.entities(p, kind, number(4, 10)))
        add(1, ".html", "html-split-tags", lambda p, kind=kind: web.split_tags(p, kind, number(4, 10)))
        add(1, ".html", "nfd", lambda p, kind=kind: web.composed(web.listed(p, kind, number(4, 10))))
    add(6, ".html", "html-result", web.result)
    add(5, ".html", "html-form", web.form)
    add(4, ".html", "html-state", lambda p: web.state(p, number(4, 12)))
    add(2, ".html", "html-comment", lambda p: web.comment(p, number(3, 8)))
    add(2, ".html", "html-hidden", lambda p: web.hidden(p, number(3, 8)))
    add(2, ".html", "html-attributes", lambda p: web.attributes(p, number(5, 12)))
    add(3, ".html", "html-prose", lambda p: web.prose_list(p, number(3, 8)))
    add(2, ".html", "html-commune", lambda p: web.commune(p, number(8, 16)))
    add(2, ".html", "html-stacked", lambda p: web.stacked(p, number(5, 10)))
    add(1, ".html", "html-headless", lambda p: web.headless(p, number(10, 16)))
    add(1, ".json", "json-arrays", lambda p: data.arrays(p, number(5, 10)))
    add(4, ".html", "html-card-images", lambda p: web.card_images(p, number(7, 10)))
    add(7, ".html", "news", web.news)
    add(4, ".html", "contact", web.contact)
    add(3, ".html", "guide", web.guide)
    add(3, ".html", "statistics", web.statistics)
    add(4, ".html", "html-decoys", lambda p: web.listed(p, p.r.choice(list(lists.EMPTY)), r.randint(15, 30)))
    add(6, ".json", "json", lambda p: data.json_list(p, number(5, 14)))
    add(2, ".json", "json-numbers", lambda p: data.json_numbers(p, number(6, 12)))
    add(4, ".json", "json-record", data.json_record)
    add(3, ".json", "json-decoys", lambda p: data.json_decoys(p, r.randint(20, 40)))
    add(1, ".json", "geo", lambda p: data.geo(p, 25))
    add(1, ".json", "openapi", data.openapi)
    add(4, ".xml", "xml", lambda p: data.xml_list(p, number(5, 12)))
    add(1, ".xml", "sitemap", lambda p: data.sitemap(p, number(6, 10)))
    add(5, ".csv", "csv", lambda p: data.csv_list(p, number(6, 20)))
    add(2, ".csv", "csv-lossy", lambda p: data.csv_lossy(p, number(8, 16)))
    add(3, ".csv", "csv-decoys", lambda p: data.csv_decoys(p, r.randint(20, 40)))
    add(2, ".js", "script", lambda p: data.script(p, number(4, 10)))
    add(2, ".map", "source-map", lambda p: data.source_map(p, number(4, 10)))
    add(3, ".sql", "sql", lambda p: data.sql(p, number(6, 15)))
    add(2, ".log", "log", lambda p: data.log(p, number(6, 12)))
    add(2, ".log", "access-log", lambda p: data.access_log(p, number(6, 14)))
    add(5, "", "token", data.token_page)
    add(3, ".http", "headers", data.headers)
    add(2, ".txt", "card-string", lambda p: data.card_strings(p, number(4, 9)))
    add(2, ".txt", "zone", lambda p: data.zones(p, number(4, 8)))
    add(3, ".env", "env", secrets_kept.dotenv)
    add(2, ".json", "appsettings", secrets_kept.appsettings)
    add(2, ".config", "web-config", secrets_kept.web_config)
    add(3, ".properties", "properties", secrets_kept.properties)
    add(7, ".txt", "code", secrets_kept.code)
    add(10, ".pem", "keys", secrets_kept.keys)
    add(2, ".txt", "notes", secrets_kept.notes)
    for encoding in texts.ENCODINGS:
        add(1, ".txt", encoding, lambda p, encoding=encoding: texts.ENCODINGS[encoding](texts.notice(p, number(3, 7))))
    add(1, ".html", "utf-16-le", lambda p: texts.ENCODINGS["utf-16-le"](web.listed(p, p.r.choice(kinds), number(4, 9)).replace("charset=utf-8", "charset=utf-16")))
    add(1, ".html", "windows-1258", lambda p: texts.windows_1258(web.frame(p, "Danh sách", web.table(p, lists.List(p, p.r.choice(kinds), number(4, 9))), "windows-1258")))
    add(1, ".csv", "utf-16-le", lambda p: texts.ENCODINGS["utf-16-le"](data.csv_list(p, number(4, 9))))
    add(3, ".txt", "request", texts.request)
    add(2, ".txt", "medical", lambda p: texts.medical(p, number(3, 6)))
    add(2, ".txt", "aligned", lambda p: texts.aligned(p, p.r.choice(kinds), number(5, 12)))
    for way in SHEETS:
        add(1, ".xlsx", f"xlsx-{way}", lambda p, way=way: office.workbook(p, way, number(6, 18) if way not in ("decoys",) else r.randint(20, 30)))
    for way in DOCUMENTS:
        add(1, ".docx", f"docx-{way}", lambda p, way=way: office.document(p, way, number(3, 6)))
    add(2, ".ods", "ods", lambda p: office.open_sheet(p, number(6, 14)))
    add(1, ".odt", "odt", lambda p: office.open_text(p, number(3, 6)))
    add(2, ".doc", "rtf-as-doc", lambda p: office.rtf(p, number(3, 5)))
    add(3, ".xls", "html-as-xls", lambda p: office.html_workbook(p, number(5, 12)))
    add(1, ".pptx", "pptx", lambda p: office.slides(p, number(2, 4)))
    for way in PDFS:
        add(1, ".pdf", f"pdf-{way}", lambda p, way=way: portable.pdf(p, way, number(6, 14)))
    add(2, ".zip", "zip-nested", lambda p: portable.archive(p, "nested", number(4, 8)))
    add(1, ".zip", "zip-deep", lambda p: portable.archive(p, "deep", 3))
    add(1, ".zip", "zip-encrypted", lambda p: portable.archive(p, "encrypted", 5))
    add(1, ".sql.gz", "gzip", lambda p: portable.archive(p, "gzip", number(6, 12)))
    add(4, None, "scan", portable.scan)
    add(2, None, "picture", portable.banner)
    add(1, ".xlsx", "damaged", portable.damaged)
    return out


def main():
    seed, place = int(sys.argv[1]), Path(sys.argv[2])
    few = "--single" in sys.argv[3:]
    world = World(seed)
    files = place / "files"
    files.mkdir(parents=True, exist_ok=True)
    truth = {}
    for number, (suffix, form, make) in enumerate(plan(world.r, few)):
        page = Page(world, form)
        made = make(page)
        if suffix is None:
            name, made = made
            name = f"{number:03d}-{name}"
        else:
            name = f"{number:03d}-{form}{suffix}"
        (files / name).write_bytes(made if isinstance(made, bytes) else made.encode())
        truth[name] = {"form": form, "coverage": page.coverage, "values": page.values, "decoys": page.decoys}
    (place / "truth.json").write_text(json.dumps({"seed": seed, "files": truth}, ensure_ascii=False, indent=1))
    values = [v for t in truth.values() for v in t["values"]]
    counts = {}
    for value in values:
        counts[value["class"]] = counts.get(value["class"], 0) + 1
    decoys = sum(sum(t["decoys"].values()) for t in truth.values())
    print(f"seed {seed}: {len(truth)} files, {len(values)} values, {decoys} look-alikes", file=sys.stderr)
    print(" ".join(f"{k}={n}" for k, n in sorted(counts.items())), file=sys.stderr)


if __name__ == "__main__":
    main()
