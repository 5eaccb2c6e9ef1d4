#!/usr/bin/env python3
"""Makes the office files beside it, with producers other than our own. Needs openpyxl, xlwt, reportlab, fpdf2, odfpy, pyzipper,
msoffcrypto-tool (PyPI), qpdf and the DejaVu fonts. The numbers have artificial ends: nobody has them."""
import datetime, io, os, subprocess, sys
import openpyxl, pyzipper, xlwt
from fpdf import FPDF
from msoffcrypto.format.ooxml import OOXMLFile
from odf import office, style, table, text
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from openpyxl.comments import Comment
from reportlab.lib.pagesizes import A6
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen import canvas

os.chdir(os.path.dirname(os.path.abspath(__file__)))
FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"
HEADS = ["STT", "Họ và tên", "Ngày sinh", "Số CCCD"]
PEOPLE = [["1", "Nguyễn Văn A", "01/02/1990", "079090000001"], ["2", "Trần Thị B", "03/04/1991", "001191000002"]]


def xlsx():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Danh sách"
    sheet.append(HEADS + ["Điện thoại"])
    for row, (number, name, birth, card) in enumerate(PEOPLE, 2):
        day = datetime.datetime.strptime(birth, "%d/%m/%Y").date()
        sheet.append([int(number), name, day, int(card), "0901234500"])
        sheet.cell(row, 3).number_format = "dd/mm/yyyy"
    sheet["D3"].number_format = "000000000000"
    sheet["B2"].comment = Comment("CMND cũ 025000001", "cán bộ")
    sheet.column_dimensions["E"].hidden = True
    sheet.row_dimensions[3].hidden = True
    sheet.oddHeader.left.text = "Số định danh 079090000777"
    hidden = book.create_sheet("Ẩn")
    hidden.sheet_state = "veryHidden"
    hidden.append(["001090000123"])
    book.save("people.xlsx")
    with open("people.xlsx", "rb") as plain, open("locked.xlsx", "wb") as locked:
        OOXMLFile(plain).encrypt("secret", locked)


def xls():
    book = xlwt.Workbook()
    sheet = book.add_sheet("Danh sách")
    for column, head in enumerate(HEADS):
        sheet.write(0, column, head)
    dates = xlwt.easyxf(num_format_str="dd/mm/yyyy")
    for row, (number, name, birth, card) in enumerate(PEOPLE, 1):
        sheet.write(row, 0, int(number))
        sheet.write(row, 1, name)
        sheet.write(row, 2, datetime.datetime.strptime(birth, "%d/%m/%Y"), dates)
        sheet.write(row, 3, int(card))
    sheet.row(2).hidden = True
    sheet.col(3).hidden = True
    hidden = book.add_sheet("Ẩn")
    hidden.visibility = 2
    # Long enough for the shared strings to go on into a second record.
    for row in range(90):
        hidden.write(row, 0, f"dòng {row} " + "ă" * 40)
    book.save("people.xls")


def pdf():
    pdfmetrics.registerFont(TTFont("F", FONT))
    look = ParagraphStyle("look", fontName="F", fontSize=9)
    rows = [HEADS] + PEOPLE + [[str(n), "Lê Văn C", "05/06/1992", f"{79092000000 + n:012d}"] for n in range(3, 20)]
    SimpleDocTemplate("people.pdf", pagesize=A6, invariant=1).build(
        [Paragraph("Danh sách cấp thẻ, số định danh 079090000009", look), Table(rows, style=[("FONT", (0, 0), (-1, -1), "F", 8)])])
    subprocess.run(["qpdf", "--deterministic-id", "--recompress-flate", "--compression-level=9", "--object-streams=generate",
                    "--replace-input", "people.pdf"], check=True)
    page = FPDF()
    page.add_page()
    page.add_font("F", fname=FONT)
    page.set_font("F", size=11)
    with page.table(first_row_as_headings=False) as grid:
        for line in [HEADS] + PEOPLE:
            cells = grid.row()
            for cell in line:
                cells.cell(cell)
    page.output("people-fpdf.pdf")
    form = canvas.Canvas("form.pdf", invariant=1)
    form.drawString(50, 700, "Don de nghi")
    form.acroForm.textfield(name="so_dinh_danh", tooltip="Số định danh cá nhân", value="079090000003", x=50, y=600)
    form.linkURL("https://example.test/?cccd=079090000004", (0, 0, 9, 9))
    form.setAuthor("Nguyễn Văn A")
    form.showPage()
    form.save()
    subprocess.run(["qpdf", "--deterministic-id", "--object-streams=generate", "form.pdf", "form-packed.pdf"], check=True)
    for name, options in {"open-256.pdf": ["", "own", "256", "--"], "open-128.pdf": ["", "own", "128", "--use-aes=y", "--"],
                          "locked.pdf": ["user", "own", "256", "--"]}.items():
        subprocess.run(["qpdf", "--encrypt", *options, "form.pdf", name], check=True)
    subprocess.run(["qpdf", "--allow-weak-crypto", "--encrypt", "", "own", "40", "--", "form.pdf", "open-40.pdf"], check=True)


def open_document():
    document = OpenDocumentText()
    hidden = style.Style(name="hidden", family="text")
    hidden.addElement(style.TextProperties(display="none"))
    document.automaticstyles.addElement(hidden)
    paragraph = text.P(text="Số CCCD: ")
    for piece in ["079090", "000001"]:
        paragraph.addElement(text.Span(text=piece))
    paragraph.addElement(text.Span(stylename=hidden, text=" 079090000002"))
    note = office.Annotation()
    note.addElement(text.P(text="Chú thích 079090000003"))
    paragraph.addElement(note)
    document.text.addElement(paragraph)
    document.save("people.odt")
    document = OpenDocumentSpreadsheet()
    hidden = style.Style(name="hidden", family="table")
    hidden.addElement(style.TableProperties(display="false"))
    document.automaticstyles.addElement(hidden)
    grid = table.Table(name="Ẩn", stylename=hidden)
    grid.addElement(table.TableColumn())
    grid.addElement(table.TableColumn(visibility="collapse"))
    row = table.TableRow()
    cell = table.TableCell(valuetype="date", datevalue="1990-02-01")
    cell.addElement(text.P(text="1/2/90"))
    row.addElement(cell)
    cell = table.TableCell(valuetype="float", value="79090000001")
    cell.addElement(text.P(text="7.91E+10"))
    row.addElement(cell)
    grid.addElement(row)
    row = table.TableRow(numberrowsrepeated=1000000)
    row.addElement(table.TableCell(numbercolumnsrepeated=16000))
    grid.addElement(row)
    document.spreadsheet.addElement(grid)
    document.save("people.ods")


def archives():
    with pyzipper.AESZipFile("locked.zip", "w", encryption=pyzipper.WZ_AES) as archive:
        archive.setpassword(b"secret")
        archive.writestr("cccd_079090000001_mat_truoc.txt", "Số CCCD: 079090000001")


if __name__ == "__main__":
    for make in [xlsx, xls, pdf, open_document, archives]:
        make()
