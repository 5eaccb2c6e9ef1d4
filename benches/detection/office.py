"""Workbooks, text documents and their disguises."""

import datetime
import html
import io
import zipfile
from xml.sax.saxutils import escape

import lists
import web
from people import OFFICES, POSTS

NUMERIC = {"pin", "old", "phone", "social", "licence", "account", "tax"}


def sheet_of(page, sheet, own, lossy=False, gap=0):
    """Writes a list to a sheet; `gap` lines of titles stand above."""
    r = page.r
    for line in (own.intro() * 3)[:gap]:
        sheet.append([line])
    if gap > 2:
        sheet.append([])
    sheet.append(own.headers)
    for row, person in zip(own.rows, own.records):
        cells = []
        for field, text in zip(own.fields, row):
            if lossy and field in NUMERIC and text.isdigit():
                cells.append(int(text))
            elif lossy and field == "birth" and r.random() < 0.9:
                cells.append(datetime.datetime(person.birth.year, person.birth.month, person.birth.day))
            elif field == "number":
                cells.append(int(text))
            else:
                cells.append(text)
        sheet.append(cells)
    for line in own.outro():
        sheet.append([None, line])


def workbook(page, way, rows, kinds=None):
    import openpyxl
    from openpyxl.comments import Comment
    r, w = page.r, page.world
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = r.choice(["Danh sách", "Sheet1", "DS", "Bieu 01"])
    lossy = way == "lossy"
    if lossy:
        page.look.update(pin="plain", phone="plain")
    if way in ("plain", "lossy", "far", "merged"):
        sheet_of(page, sheet, lists.List(page, r.choice(kinds or list(lists.KINDS)), rows), lossy, {"far": r.randint(4, 9)}.get(way, r.choice([0, 2])))
    if way == "hidden-sheet":
        sheet_of(page, sheet, lists.List(page, r.choice(list(lists.EMPTY)), rows))
        other = book.create_sheet(r.choice(["goc", "DL_goc", "Sheet3"]))
        sheet_of(page, other, lists.List(page, r.choice(["social", "support", "civil"]), rows))
        other.sheet_state = r.choice(["hidden", "veryHidden"])
    if way in ("hidden-column", "hidden-row"):
        own = lists.List(page, r.choice(["social", "support", "dossiers"]), rows)
        sheet_of(page, sheet, own)
        if way == "hidden-column":
            for n, field in enumerate(own.fields):
                if field in ("pin", "phone", "account"):
                    sheet.column_dimensions[openpyxl.utils.get_column_letter(n + 1)].hidden = True
        else:
            for n in range(3, rows):
                sheet.row_dimensions[n].hidden = True
    if way == "comments":
        sheet_of(page, sheet, lists.List(page, r.choice(list(lists.EMPTY)), rows))
        page.look["name"] = "title"
        for n, person in enumerate(w.people(4)):
            told = page.person(person, ["name", "pin", "phone"])
            sheet.cell(row=n + 2, column=2).comment = Comment(f"Đã gọi cho {told['name']}, CCCD {told['pin']}, SĐT {told['phone']}", "van thu")
    if way == "decoys":
        sheet_of(page, sheet, lists.List(page, r.choice(list(lists.EMPTY)), rows), gap=r.choice([0, 2]))
    if way == "two":
        for number, kind in enumerate(r.sample(list(lists.KINDS), 2)):
            sheet_of(page, sheet if number == 0 else book.create_sheet("Trang 2"), lists.List(page, kind, rows))
    if way == "merged":
        sheet.insert_rows(1)
        sheet.merge_cells("A1:D1")
        sheet["A1"] = "BIỂU TỔNG HỢP"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(files, kind=None):
    """A package: the files in a ZIP, `mimetype` first and stored."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        if kind:
            archive.writestr(zipfile.ZipInfo("mimetype"), kind)
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def run_of(text):
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(*runs):
    return "<w:p>" + "".join(run if run.startswith("<w:") else run_of(run) for run in runs) + "</w:p>"


def broken(r, text):
    """A text in several runs, as an editor leaves it after corrections."""
    cuts = sorted(r.sample(range(1, len(text)), min(len(text) - 1, r.randint(2, 6))))
    parts = [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)])]
    return '<w:proofErr w:type="spellStart"/>'.join(f'<w:r w:rsidR="00{r.randint(100000, 999999)}"><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in parts)


def document(page, way, number):
    """A text document with people in its body, head, notes, comments, deletions, boxes, tables."""
    r, w = page.r, page.world
    page.look["name"] = "title"
    parts = {"header": "", "comments": "", "footnotes": ""}
    body = [paragraph("THÔNG BÁO"), paragraph(f"Căn cứ Quyết định số {r.randint(1, 900)}/QĐ-UBND ngày {page.decoy('legal-date', w.legal_date())};")]
    if way == "table":
        own = lists.List(page, r.choice(list(lists.KINDS)), number * 3)
        row = lambda cells: "<w:tr>" + "".join(f"<w:tc><w:tcPr/>{paragraph(c)}</w:tc>" for c in cells) + "</w:tr>"
        body += [paragraph(line) for line in own.intro()] + ["<w:tbl>" + row(own.headers) + "".join(row(line) for line in own.rows) + "</w:tbl>"] + [paragraph(line) for line in own.outro()]
    else:
        people = w.people(number)
        for person in people:
            text = web.sentence(page, person)
            if way == "split":
                body.append(f"<w:p>{broken(r, text)}</w:p>")
            elif way == "deleted":
                body.append(f'<w:p><w:r><w:t>Đã rút hồ sơ. </w:t></w:r><w:del w:id="{r.randint(1, 9999)}" w:author="vt" w:date="2025-01-01T00:00:00Z"><w:r><w:delText xml:space="preserve">{escape(text)}</w:delText></w:r></w:del></w:p>')
            elif way == "header":
                parts["header"] += paragraph(text)
            elif way == "comment":
                parts["comments"] += f'<w:comment w:id="{len(parts["comments"])}" w:author="Van thu" w:date="2025-01-01T00:00:00Z" w:initials="VT">{paragraph(text)}</w:comment>'
            elif way == "footnote":
                parts["footnotes"] += f'<w:footnote w:id="{2 + len(parts["footnotes"])}">{paragraph(text)}</w:footnote>'
            elif way == "box":
                body.append(f'<w:p><w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>{paragraph(text)}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>')
            elif way == "hidden":
                body.append(f'<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>')
            else:
                body.append(paragraph(text))
    body += [paragraph(r.choice(POSTS).upper()), paragraph(page.decoy("official", w.official()))]
    wrap = lambda tag, inner: f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{tag} {WORD}>{inner}</w:{tag}>'
    files = {
        "[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>',
        "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/document.xml": wrap("document", "<w:body>" + "".join(body) + "</w:body>"),
    }
    relations = ""
    for n, (part, tag, file) in enumerate([("header", "hdr", "header1"), ("comments", "comments", "comments"), ("footnotes", "footnotes", "footnotes")]):
        if parts[part]:
            files[f"word/{file}.xml"] = wrap(tag, parts[part])
            relations += f'<Relationship Id="rId{n + 1}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{part}" Target="{file}.xml"/>'
    files["word/_rels/document.xml.rels"] = f'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relations}</Relationships>'
    return packed(files)


OPEN = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'


def open_sheet(page, rows, kinds=None):
    own = lists.List(page, page.r.choice(kinds or list(lists.KINDS)), rows)
    cell = lambda c: f'<table:table-cell office:value-type="string"><text:p>{escape(c)}</text:p></table:table-cell>'
    line = lambda row: "<table:table-row>" + "".join(map(cell, row)) + '<table:table-cell table:number-columns-repeated="1000"/></table:table-row>'
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {OPEN} office:version="1.2"><office:body><office:spreadsheet><table:table table:name="DS">{"".join(line([t]) for t in own.intro())}{line(own.headers)}{"".join(map(line, own.rows))}<table:table-row table:number-rows-repeated="60000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>'
    return packed({"content.xml": content, "META-INF/manifest.xml": "<manifest/>"}, "application/vnd.oasis.opendocument.spreadsheet")


def open_text(page, number):
    r = page.r
    page.look["name"] = "title"
    lines = []
    for person in page.world.people(number):
        text = web.sentence(page, person)
        at = text.find(person.pin[:5])
        at = at + 5 if at > 0 else len(text) // 2
        lines.append(f"<text:p>{escape(text[:at])}<text:span>{escape(text[at:])}</text:span></text:p>" if r.random() < 0.5 else f"<text:p>{escape(text)}</text:p>")
    content = f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {OPEN} office:version="1.2"><office:body><office:text>{"".join(lines)}</office:text></office:body></office:document-content>'
    return packed({"content.xml": content, "META-INF/manifest.xml": "<manifest/>"}, "application/vnd.oasis.opendocument.text")


def rtf(page, number):
    """Rich text under the name of a Word file; letters as `\\uN?`, some as codes of the page 1258."""
    w = page.world
    page.look["name"] = "title"

    def coded(text):
        return "".join(c if 32 <= ord(c) < 127 and c not in "\\{}" else f"\\u{ord(c) if ord(c) < 32768 else ord(c) - 65536}?" for c in text)

    lines = [coded(web.sentence(page, person)) for person in w.people(number)]
    rows = ""
    if page.r.random() < 0.6:
        own = lists.List(page, page.r.choice(list(lists.KINDS)), number * 2)
        line = lambda row: "\\trowd\\trgaph70" + "".join(f"\\cellx{1500 * (n + 1)}" for n in range(len(row))) + "".join("\\pard\\intbl " + coded(c) + "\\cell" for c in row) + "\\row\n"
        rows = "".join(map(line, [own.headers, *own.rows]))
    body = "\\par\n".join(lines)
    return ("{\\rtf1\\ansi\\ansicpg1258\\deff0{\\fonttbl{\\f0\\fnil Times New Roman;}}{\\info{\\title " + coded("Danh sách") + "}}\\viewkind4\\uc1\\pard\\f0\\fs26 " + body + "\\par\n" + rows + "\\pard " + coded(page.decoy("official", w.official())) + "\\par}").encode("ascii")


def html_workbook(page, rows):
    """A table of HTML under the name of a workbook, as reports are exported."""
    own = lists.List(page, page.r.choice(list(lists.KINDS)), rows)
    return ('<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta http-equiv=Content-Type content="text/html; charset=utf-8"><style>td{mso-number-format:"\\@"}</style></head><body>' + "".join(f"<p>{html.escape(line)}</p>" for line in own.intro()) + web.table(page, own) + "</body></html>").encode()


def slides(page, number):
    page.look["name"] = "title"
    files = {"[Content_Types].xml": '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>',
             "_rels/.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="ppt/presentation.xml"/></Relationships>',
             "ppt/presentation.xml": '<p:presentation xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"/>'}
    for n, person in enumerate(page.world.people(number), 1):
        text = web.sentence(page, person)
        files[f"ppt/slides/slide{n}.xml"] = f'<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:cSld><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>{escape(text[:30])}</a:t></a:r><a:r><a:t>{escape(text[30:])}</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:cSld></p:sld>'
    return packed(files)
