"""PDF files, images and archives, also such as nobody can read."""

import gzip
import io
import zipfile
from pathlib import Path

import data
import lists
import office
import texts
import web
from people import bare

FONT = Path(__file__).resolve().parents[2] / "assets/fonts/LiberationSerif-Regular.ttf"


def paper(landscape=False):
    from fpdf import FPDF
    pdf = FPDF(orientation="L" if landscape else "P")
    pdf.add_font("body", fname=str(FONT))
    pdf.set_font("body", size=9)
    pdf.add_page()
    return pdf


def drawn(page, pdf, own, every_page=False):
    """Draws a list as a table; the heading stands on the first page only unless it is repeated."""
    widths = [12 if f == "number" else max(18, 270 / len(own.headers)) for f in own.fields]
    scale = 272 / sum(widths)
    widths = [w * scale for w in widths]

    def line(row):
        for text, width in zip(row, widths):
            while pdf.get_string_width(text) > width - 2.5 and pdf.font_size_pt > 3:
                pdf.set_font_size(pdf.font_size_pt - 0.5)
            pdf.cell(width, 7, text, border=1)
            pdf.set_font_size(9)
        pdf.ln()

    for text in own.intro():
        pdf.multi_cell(0, 6, text, align="C", new_x="LMARGIN", new_y="NEXT")
    line(own.headers)
    for row in own.rows:
        if pdf.will_page_break(7):
            pdf.add_page()
            if every_page:
                line(own.headers)
        line(row)
    for text in own.outro():
        pdf.multi_cell(0, 6, text, align="R", new_x="LMARGIN", new_y="NEXT")


def picture(r, size=(1000, 640), tint=(205, 225, 235)):
    """A picture that could be a scan: lines and boxes, no text."""
    from PIL import Image, ImageDraw
    image = Image.new("RGB", size, tint)
    pen = ImageDraw.Draw(image)
    for _ in range(60):
        x, y = r.randint(0, size[0]), r.randint(0, size[1])
        pen.line((x, y, x + r.randint(5, 200), y), fill=(r.randint(0, 90),) * 3, width=3)
    return image


def pdf(page, way, rows):
    r, w = page.r, page.world
    if way in ("table", "table-long", "decoys"):
        own = lists.List(page, r.choice(list(lists.EMPTY if way == "decoys" else lists.KINDS)), rows * (4 if way == "table-long" else 1))
        out = paper(landscape=True)
        drawn(page, out, own, r.random() < 0.5)
    elif way == "prose":
        out = paper()
        for line in texts.notice(page, rows).splitlines():
            out.multi_cell(0, 6, line or " ", new_x="LMARGIN", new_y="NEXT")
    elif way == "core":  # one of the fonts that every reader has: no Vietnamese letters
        from fpdf import FPDF
        page.look["name"] = "bare"
        out = FPDF()
        out.add_page()
        out.set_font("Helvetica", size=10)
        for person in w.people(rows):
            told = page.person(person, ["name", "birth", "pin", "phone"])
            out.multi_cell(0, 6, f"Ho va ten: {told['name']} - Ngay sinh: {told['birth']} - So CCCD: {told['pin']} - Dien thoai: {told['phone']}", new_x="LMARGIN", new_y="NEXT")
    elif way in ("image", "mixed"):
        out = paper()
        if way == "mixed":
            for line in texts.notice(page, rows).splitlines():
                out.multi_cell(0, 6, line or " ", new_x="LMARGIN", new_y="NEXT")
            out.add_page()
            page.lost("partly", "image-only")
        else:
            page.lost("nothing", "image-only")
        out.image(picture(r, (900, 1200), (250, 250, 250)), x=10, y=10, w=180)
    else:  # encrypted: a reader must know the word
        out = paper()
        for line in texts.notice(page, rows).splitlines():
            out.multi_cell(0, 6, line or " ", new_x="LMARGIN", new_y="NEXT")
        out.set_encryption(owner_password="chu", user_password="khoa")
        page.values.clear()
        page.decoys.clear()
        page.lost("nothing", "encrypted")
    return bytes(out.output())


def scan(page):
    """A picture of an identity card under a telling name, or with a telling description."""
    r = page.r
    out = io.BytesIO()
    image = picture(r)
    told = r.random() < 0.5
    exif = image.getexif()
    exif[0x010E] = "Anh chup can cuoc cong dan mat truoc" if told else "scan"
    name = r.choice(["CCCD_mat_truoc_{n}.jpg", "cmnd-mat-sau-{n}.jpg", "can_cuoc_{n}_mt.jpg"]).format(n=r.randint(10, 99))
    image.save(out, "JPEG", exif=exif.tobytes(), quality=80)
    page.value("card-image", name)
    page.lost("any", "image-only")
    return name, out.getvalue()


def banner(page):
    """A picture that is none."""
    out = io.BytesIO()
    picture(page.r, (1200, 200), (200, 30, 30)).save(out, "PNG")
    page.lost("any", "image-only")
    name = page.r.choice(["banner.png", "logo-tinh.png", "huong-dan-lam-can-cuoc.png"])
    page.decoy("picture", name)
    return name, out.getvalue()


def archive(page, way, rows):
    """Archives in archives, under a password, or too deep."""
    r = page.r
    inner = {"danh-sach.csv": data.csv_list(page, rows).encode(), "doc/thong-bao.docx": office.document(page, "plain", 3), "mo-ta.txt": "Dữ liệu công khai".encode()}
    if way == "nested":
        inner["con.zip"] = office.packed({"sau/ds.xlsx": office.workbook(page, r.choice(["plain", "lossy"]), rows)})
        return office.packed(inner)
    if way == "deep":
        content = office.packed({"cuoi.txt": texts.notice(page, 2).encode()})
        page.values.clear()
        page.decoys.clear()
        for n in range(12):
            content = office.packed({f"lop{n}.zip": content})
        page.lost("partly", "too-deep")
        return content
    if way == "gzip":
        page.values.clear()
        page.decoys.clear()
        return gzip.compress(data.sql(page, rows).encode(), mtime=0)
    import pyzipper
    page.values.clear()
    page.decoys.clear()
    out = io.BytesIO()
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED, encryption=pyzipper.WZ_AES) as locked:
        locked.setpassword(b"khoa")
        for name, content in inner.items():
            locked.writestr(name, content)
    page.lost("partly", "encrypted")
    return out.getvalue()


def damaged(page):
    """A workbook of which the second half never arrived."""
    whole = office.workbook(page, "plain", 20)
    for value in page.values:
        value["optional"] = True
    page.lost("any", "damaged")
    return whole[: len(whole) // 2]
