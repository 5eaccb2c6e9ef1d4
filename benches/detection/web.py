"""Pages of portals, as HTML."""

import html
import json
import random
import unicodedata
import urllib.parse

import lists
from people import OFFICES, POSTS, PROCEDURES, bare

HEAD = [
    '<!DOCTYPE html>\n<html lang="vi"><head><meta charset="{charset}"><title>{title}</title>\n<link rel="stylesheet" href="/Content/site.css?v=638412345678"></head>\n<body>\n<div id="header"><a href="/"><img src="/images/logo.png" alt="Logo"></a><ul class="menu"><li><a href="/gioi-thieu">Giới thiệu</a></li><li><a href="/thu-tuc">Thủ tục hành chính</a></li></ul></div>\n<div class="container main">\n<h1>{title}</h1>\n',
    '<html>\n<head>\n<meta http-equiv="Content-Type" content="text/html; charset={charset}" />\n<title>{title} - Cổng dịch vụ công tỉnh</title>\n<script src="/js/jquery-3.6.0.min.js"></script>\n</head>\n<body class="page">\n<table width="100%" cellpadding="0"><tr><td>\n<h2>{title}</h2>\n',
    '<!doctype html><html lang="vi-VN"><head><meta charset={charset}><meta name="viewport" content="width=device-width"><title>{title}</title></head><body><header><nav><a href=/>Trang chủ</a> &raquo; <a href=/tra-cuu>Tra cứu</a></nav></header><main><article><h1>{title}</h1>',
]
FOOT = [
    '</div>\n<div id="footer"><p>Cơ quan chủ quản: UBND tỉnh. Chịu trách nhiệm: {official} - {post}</p><p>Địa chỉ: Số {n} đường Lê Lợi, phường Trần Phú. Điện thoại: {line}. Email: {mail}</p></div>\n</body></html>\n',
    '</td></tr></table>\n<div class="foot">Bản quyền thuộc {office}. ĐT: {line} - Thư điện tử: <a href="mailto:{mail}">{mail}</a></div></body></html>',
    '</article></main><footer><address>{office}, {n} Hai Bà Trưng. Hotline 1900 {n}; Fax {line}</address></footer></body></html>',
]


def frame(page, title, body, charset="utf-8"):
    """A whole page."""
    r, w = page.r, page.world
    foot = r.choice(FOOT)
    told = {"n": r.randint(1001, 1999), "office": r.choice(OFFICES), "post": r.choice(POSTS), "official": "", "line": "", "mail": ""}
    if "{official}" in foot:
        told["official"] = page.decoy("official", w.official())
    if "{line}" in foot:
        told["line"] = page.decoy("land-line", w.landline())
    if "{mail}" in foot:
        told["mail"] = page.decoy("office-mail", w.office_mail())
    return r.choice(HEAD).replace("{title}", html.escape(title)).replace("{charset}", charset) + body + foot.format(**told)


def cell(text, tag="td", more=""):
    return f"<{tag}{more}>{html.escape(text)}</{tag}>"


def table(page, own, wrap=html.escape):
    """A table of a list; several ways to write one."""
    r = page.r
    way = r.randrange(5)
    out = []
    if way == 0:
        out.append('<table class="table table-bordered"><thead><tr>' + "".join(cell(h, "th") for h in own.headers) + "</tr></thead><tbody>")
    elif way == 1:  # a heading made of ordinary cells in bold
        out.append('<table border="1"><tr>' + "".join(f"<td><b>{html.escape(h)}</b></td>" for h in own.headers) + "</tr>")
    elif way == 2:  # a caption, a spanning title, then the heading
        out.append(f'<table><caption>{own.title}</caption><tr><td colspan="{len(own.headers)}" align="center">{own.title.upper()}</td></tr><tr>' + "".join(cell(h, "th", ' scope="col"') for h in own.headers) + "</tr>")
    elif way == 3:  # two rows of headings: a group above the others
        half = max(1, len(own.headers) // 2)
        rest = len(own.headers) - half
        out.append("<table><thead><tr>" + "".join(cell(h, "th", ' rowspan="2"') for h in own.headers[:half]) + (f'<th colspan="{rest}">Thông tin chi tiết</th>' if rest else "") + "</tr><tr>" + "".join(cell(h, "th") for h in own.headers[half:]) + "</tr></thead><tbody>")
    else:  # made of blocks
        row = lambda cells, kind: f'<div class="{kind}">' + "".join(f'<div class="cell">{c}</div>' for c in cells) + "</div>\n"
        return '<div class="grid" role="table">' + "".join(
            '<div class="card">' + "".join(f'<div class="lbl">{html.escape(h)}:</div><div class="val">{wrap(c)}</div>' for h, c in zip(own.headers, line)) + "</div>\n" for line in own.rows) + "</div>"
    for line in own.rows:
        style = r.choice(["", ' class="odd"', ' style="mso-number-format:\\@"'])
        out.append("<tr>" + "".join(f"<td{style}>{wrap(c)}</td>" for c in line) + "</tr>\n")
    out.append("</table>")
    return "".join(out)


def listed(page, kind, rows):
    own = lists.List(page, kind, rows)
    return frame(page, own.title, "".join(f"<p>{html.escape(line)}</p>" for line in own.intro()) + table(page, own) + "".join(f"<p>{html.escape(line)}</p>" for line in own.outro()))


def entities(page, kind, rows):
    """Every character of the cells as an entity, decimal or hexadecimal, or only the digits."""
    own = lists.List(page, kind, rows)
    way = page.r.randrange(3)
    write = [lambda t: "".join(f"&#{ord(c)};" for c in t), lambda t: "".join(f"&#x{ord(c):x};" for c in t),
             lambda t: "".join(f"&#{ord(c)};" if c.isdigit() or ord(c) > 127 else html.escape(c) for c in t)][way]
    return frame(page, own.title, table(page, own, write))


def split_tags(page, kind, rows):
    """Numbers and names broken up by inline elements."""
    own = lists.List(page, kind, rows)
    mark = page.r.choice([("<span>", "</span>"), ('<font color="red">', "</font>"), ("<b>", "</b>"), ("", "<wbr>"), ("", "<!-- -->"), ("<mark>", "</mark>")])

    def write(text):
        if len(text) < 6 or not any(c.isdigit() for c in text):
            return html.escape(text)
        third = len(text) // 3
        return html.escape(text[:third]) + mark[0] + html.escape(text[third:2 * third]) + mark[1] + html.escape(text[2 * third:])

    return frame(page, own.title, table(page, own, write))


def result(page):
    """What a look-up of one dossier shows."""
    r, w = page.r, page.world
    person = w.people(1)[0]
    fields = ["name", "pin", *r.sample(["birth", "phone", "email", "address", "sex"], 3)]
    told = page.person(person, fields)
    pairs = [("Mã hồ sơ", page.decoy("dossier", w.dossier())), ("Thủ tục", r.choice(PROCEDURES))]
    pairs += [(r.choice(lists.HEADERS[f]), told[f]) for f in fields]
    pairs += [("Ngày tiếp nhận", page.decoy("issue-date", w.legal_date())), ("Cán bộ xử lý", page.decoy("official", w.official())),
              ("Mã giao dịch", page.decoy("transaction", w.like_pin())), ("Trạng thái", "Đang xử lý")]
    way = r.randrange(5)
    if way == 0:
        body = "<dl>" + "".join(f"<dt>{k}</dt><dd>{html.escape(v)}</dd>" for k, v in pairs) + "</dl>"
    elif way == 1:
        body = "".join(f'<div class="row"><div class="col-md-3"><label>{k}</label></div><div class="col-md-9"><span>{html.escape(v)}</span></div></div>\n' for k, v in pairs)
    elif way == 2:
        body = "<table>" + "".join(f"<tr><th>{k}:</th><td>{html.escape(v)}</td></tr>" for k, v in pairs) + "</table>"
    elif way == 3:
        body = "<ul>" + "".join(f"<li><strong>{k}</strong>: {html.escape(v)}</li>" for k, v in pairs) + "</ul>"
    else:
        body = "<p>" + "<br>\n".join(f"{k}: {html.escape(v)}" for k, v in pairs) + "</p>"
    return frame(page, "Kết quả tra cứu hồ sơ", body)


def form(page):
    """A form that is filled in already, with its hidden fields."""
    r, w = page.r, page.world
    person = w.people(1)[0]
    fields = ["name", "birth", "pin", "phone", "email", "address", "group"]
    r.shuffle(fields)
    told = page.plain().person(person, fields)
    rows = []
    for field in fields:
        label, key, value = r.choice(lists.HEADERS[field]), r.choice(lists.KEYS[field]), html.escape(told[field], quote=True)
        way = r.randrange(4) if field not in ("address", "group") else {"address": 4, "group": 5}[field]
        rows.append([f'<label for="{key}">{label}</label><input type="text" id="{key}" name="{key}" value="{value}">',
                     f'<div class="form-group">{label} <input class="form-control" name="ctl00$Main${key}" value="{value}" readonly></div>',
                     f'<input type="hidden" name="{key}" value="{value}"/>',
                     f'<label>{label} <input name={key} value="{value}" maxlength="50"></label>',
                     f'<label>{label}</label><textarea name="{key}" rows="2">{value}</textarea>',
                     f'<label>{label}</label><select name="{key}"><option value="0">-- Chọn --</option><option value="1" selected>{value}</option></select>'][way])
    rows.append(f'<input type="hidden" name="__RequestVerificationToken" value="{page.value("access-key", w.digest(), optional=True)}">')
    rows.append(f'<input type="hidden" name="maGiaoDich" value="{page.decoy("transaction", w.like_pin())}">')
    rows.append('<label>Mật khẩu</label><input type="password" name="matKhau" value="" placeholder="Nhập mật khẩu">')
    return frame(page, "Nộp hồ sơ trực tuyến", '<form method="post" action="/nop-ho-so">' + "\n".join(rows) + "<button>Gửi</button></form>")


def state(page, rows):
    """State for a script inside a page."""
    r = page.r
    page.plain()
    own = lists.List(page, r.choice(["dossiers", "support", "social", "exam"]), rows)
    data = {"page": 1, "total": rows, "items": own.dicts()}
    text = json.dumps(data, ensure_ascii=r.random() < 0.5)
    way = r.randrange(5)
    if way == 0:
        body = f'<div id="app"></div><script>window.__INITIAL_STATE__={text};</script>'
    elif way == 1:
        body = f'<div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{{"props":{{"pageProps":{text}}}}}</script>'
    elif way == 2:
        body = f"<div id='root' data-state='{html.escape(text, quote=True)}'></div>"
    elif way == 3:
        body = f"<script>\n  var danhSach = {text};\n  $('#grid').kendoGrid({{dataSource: danhSach.items}});\n</script>"
    else:
        body = f'<script>var data = JSON.parse({json.dumps(text)});</script>'
    return frame(page, own.title, body)


def comment(page, rows):
    """What developers leave behind."""
    own = lists.List(page, page.r.choice(["social", "cards", "dossiers"]), rows)
    lines = "\n".join("; ".join(f"{h}: {c}" for h, c in zip(own.headers, row)) for row in own.rows)
    return frame(page, "Thông báo", f"<p>Nội dung đang cập nhật.</p>\n<!-- du lieu thu nghiem, xoa sau\n{lines.replace('--', '- -')}\n-->")


def hidden(page, rows):
    """Rows that a browser does not show."""
    own = lists.List(page, page.r.choice(["social", "disabled", "exam"]), rows)
    hide = page.r.choice(['style="display:none"', "hidden", 'class="d-none" style="visibility: hidden"', 'aria-hidden="true" style="display: none;"'])
    return frame(page, own.title, f"<p>Danh sách đã được gỡ.</p><div {hide}>" + table(page, own) + "</div>")


def attributes(page, number):
    """Values in attributes of buttons, links and cells."""
    r, w = page.r, page.world
    page.plain()
    page.look["name"] = "title"
    rows = []
    for person in w.people(number):
        told = page.person(person, ["name", "pin", "phone"])
        name, pin, phone = html.escape(told["name"], quote=True), told["pin"], told["phone"]
        quoted = urllib.parse.quote(told["name"])
        rows.append(r.choice([
            f'<tr data-ho-ten="{name}" data-cccd="{pin}" data-sdt="{phone}"><td>{r.randint(1, 99)}</td><td>Đã duyệt</td></tr>',
            f'<tr><td><a href="/ho-so/chi-tiet?soCCCD={pin}&amp;hoTen={quoted}&amp;sdt={urllib.parse.quote(phone)}">Xem</a></td></tr>',
            f'<tr><td title="Họ tên: {name}; CCCD: {pin}; ĐT: {phone}">Chi tiết</td></tr>',
            f"<tr><td onclick=\"xemHoSo({{hoTen: '{name}', soDinhDanh: '{pin}', dienThoai: '{phone}'}})\">Mở</td></tr>",
        ]))
    return frame(page, "Danh sách chờ duyệt", "<table>" + "\n".join(rows) + "</table>")


def prose_list(page, number):
    """People in sentences."""
    w = page.world
    items = [sentence(page, person) for person in w.people(number)]
    return frame(page, "Thông báo kết quả xét duyệt", "<ol>" + "".join(f"<li>{html.escape(item)}</li>" for item in items) + "</ol>")


def sentence(page, person, fields=None):
    """One person in a sentence, as notices and minutes write it."""
    r, w = page.r, page.world
    page.look["birth"] = r.choice(["slash", "words", "short"])
    fields = fields or ["name", "birth", "pin", "address"]
    told = page.person(person, fields)
    mister = ("Bà " if person.female else "Ông ") if person.birth.year < 2000 else ("Chị " if person.female else "Anh ")
    if person.birth.year > 2010:
        mister = "Cháu "
    issued = page.decoy("issue-date", w.legal_date())
    more = f"; điện thoại liên hệ: {told['phone']}" if "phone" in told else ""
    return r.choice([
        f"{mister}{told['name']}, sinh ngày {told['birth'].replace('ngày ', '')}, CCCD số {told['pin']} do Cục Cảnh sát QLHC về TTXH cấp ngày {issued}, thường trú tại {told['address']}{more}.",
        f"{mister}{told['name']} (sinh {told['birth']}; số định danh cá nhân: {told['pin']}), hộ khẩu thường trú: {told['address']}{more}.",
        f"Họ và tên: {told['name']}. Ngày sinh: {told['birth'].replace('ngày ', '')}. Căn cước công dân số: {told['pin']}, cấp ngày {issued}. Nơi thường trú: {told['address']}{more}.",
        f"{mister}{told['name']} - CCCD: {told['pin']} - sinh ngày: {told['birth'].replace('ngày ', '')} - Địa chỉ: {told['address']}{more}",
    ])


def news(page):
    """An article that names officials, laws, dates and numbers, and nobody's data."""
    r, w = page.r, page.world
    text = [
        f"(Cổng TTĐT) - Ngày {page.decoy('legal-date', w.legal_date())}, đồng chí {page.decoy('official', w.official())}, {r.choice(POSTS)}, đã chủ trì hội nghị tổng kết công tác cải cách hành chính tại số {r.randint(1, 99)} đường {r.choice(['Hồ Chí Minh', 'Lê Duẩn', 'Trần Hưng Đạo', 'Nguyễn Trãi'])}.",
        f"Theo Quyết định số {r.randint(100, 3000)}/QĐ-UBND ngày {page.decoy('legal-date', w.legal_date())} và Nghị định số {r.randint(10, 180)}/2025/NĐ-CP ngày {page.decoy('legal-date', w.legal_date())}, công dân xuất trình CCCD khi nộp hồ sơ.",
        f"Toàn tỉnh đã tiếp nhận {r.randint(100000000000, 999999999999):,} đồng kinh phí; mã dự án {page.decoy('report-code', w.like_pin())}, mã định danh gói thầu IB{page.decoy('serial', str(r.randint(2300000000, 2599999999)))}.",
        f"Hệ thống ghi nhận lượt truy cập thứ {page.decoy('transaction', str(r.randint(100000000, 999999999)))}; chỉ số hài lòng đạt {page.decoy('decimal', w.decimal())}.",
        f"Khi khai báo, người dân nhập số định danh cá nhân gồm 12 chữ số (ví dụ: {page.decoy('sample', '0' + str(r.randint(10, 96)) + '123456789')}), số điện thoại (VD: {page.decoy('sample', '0912345678')}).",
        f"Xã {r.choice(['Hồ Chí Minh', 'Lê Lợi', 'Phạm Văn Hai', 'Trần Phú', 'Nguyễn Việt Khái'])} được công nhận đạt chuẩn nông thôn mới. Dân tộc Thái, Mường chiếm {r.randint(20, 60)}% dân số; tôn giáo chính là Phật giáo.",
        f"Trung tâm Kiểm soát bệnh tật cho biết số ca sốt xuất huyết giảm {r.randint(3, 30)}%; đái tháo đường, tăng huyết áp vẫn là các bệnh thường gặp.",
        f"Mọi phản ánh xin gọi {page.decoy('land-line', w.landline())} hoặc đường dây nóng {page.decoy('official-phone', w.like_phone())} (trực 24/7), thư điện tử {page.decoy('office-mail', w.office_mail())}.",
    ]
    r.shuffle(text)
    text.append(f"Tin, ảnh: {page.decoy('official', w.official())}")
    return frame(page, r.choice(["Hội nghị tổng kết cải cách hành chính", "Tin hoạt động", "Đẩy mạnh dịch vụ công trực tuyến"]), "".join(f"<p>{html.escape(t)}</p>\n" for t in text))


def contact(page):
    """How to reach an agency and its officials: published by duty."""
    r, w = page.r, page.world
    rows = []
    for _ in range(r.randint(6, 12)):
        rows.append((page.decoy("official", w.official()), r.choice(POSTS), page.decoy("official-phone", w.like_phone()), page.decoy("office-mail", w.office_mail()), page.decoy("land-line", w.landline())))
    if r.random() < 0.5:
        body = "<table><tr><th>Họ và tên</th><th>Chức vụ</th><th>Di động</th><th>Email công vụ</th><th>Điện thoại cơ quan</th></tr>" + "".join("<tr>" + "".join(cell(c) for c in row) + "</tr>" for row in rows) + "</table>"
    else:
        body = "".join(f"<div class='contact'><h3>{row[1]}: {row[0]}</h3><p>Điện thoại: {row[4]} - {row[2]}<br>Email: {row[3]}</p></div>" for row in rows)
    body += f"<p>Tài khoản: {page.decoy('treasury', w.treasury())} tại Kho bạc Nhà nước tỉnh. Mã số thuế: {page.decoy('company-tax', w.company_tax())}</p>"
    return frame(page, r.choice(["Liên hệ", "Danh bạ lãnh đạo", "Cơ cấu tổ chức"]), body)


def guide(page):
    """Instructions with sample numbers, place holders and patterns."""
    r, w = page.r, page.world
    sample = lambda: page.decoy("sample", r.choice(["001099012345", "079201000001", "012345678901", "001234567890", "036085999999"]))
    body = f"""<h3>Hướng dẫn tra cứu</h3><p>Bước 1: Nhập số CCCD, ví dụ: {sample()}.</p><p>Bước 2: nhập số điện thoại (ví dụ 0987654321).</p>
<label>Số định danh</label><input name="soDinhDanh" placeholder="VD: {sample()}" pattern="[0-9]{{12}}" value="">
<p>Mẫu số tài khoản: 1234567890; mẫu thẻ BHYT: DN4010123456789 (minh họa).</p>
<p>Cấu trúc: <code>{sample()}</code> trong đó 3 số đầu là mã tỉnh, số tiếp theo là giới tính, hai số tiếp là năm sinh.</p>
<p>Ban hành kèm theo Thông tư số {r.randint(1, 60)}/2024/TT-BCA ngày {page.decoy('legal-date', w.legal_date())}</p>
<img src="/images/huong-dan-cccd.png" alt="Minh họa vị trí số CCCD trên thẻ"><script>var max=12, re=/^\\d{{12}}$/;</script>"""
    page.decoy("sample", "x"), page.decoy("sample", "x"), page.decoy("sample", "x")
    return frame(page, "Hướng dẫn sử dụng", body)


def statistics(page):
    """Counts by ethnic group, religion and illness: nobody's."""
    r = page.r
    kind, words = r.choice([("Dân tộc", ["Kinh", "Tày", "Thái", "Mường", "Dao"]), ("Tôn giáo", ["Phật giáo", "Công giáo", "Tin Lành"]), ("Nhóm bệnh", ["Tăng huyết áp", "Đái tháo đường", "Lao phổi", "Tâm thần phân liệt"])])
    body = f"<table><tr><th>{kind}</th><th>Số người</th><th>Tỷ lệ</th></tr>" + "".join(f"<tr><td>{page.decoy('statistic', word)}</td><td>{r.randint(100, 999999)}</td><td>{page.decoy('decimal', page.world.decimal())}</td></tr>" for word in words) + "</table>"
    return frame(page, f"Thống kê theo {kind.lower()}", body)


def card_images(page, number):
    """Scanned cards, by what surrounds them; and pictures that only look so."""
    r, w = page.r, page.world
    rows = []
    for person in w.people(number):
        key = f"{r.randint(10000, 99999)}"
        plain = bare(person.name).lower().replace(" ", "-").replace("'", "")
        source = r.choice([f"/uploads/2024/{key}/cccd-mat-truoc.jpg", f"/Upload/HoSo/{key}_CMND_matsau.jpg", f"/files/{key}/anh-can-cuoc-{plain}.png", f"/media/ho-so/{key}/CCCD_mt.jpeg"])
        page.value("card-image", source)
        rows.append(r.choice([f'<img src="{source}" alt="Ảnh chụp mặt trước CCCD" width="640">', f'<p>CCCD mặt trước: <a href="{source}" target="_blank">Xem ảnh</a></p>', f'<figure><img src="{source}"><figcaption>Ảnh căn cước công dân (mặt sau)</figcaption></figure>']))
    for name, alt in [("banner-cap-cccd.jpg", "Tuyên truyền cấp thẻ căn cước"), ("icon-cccd.png", "biểu tượng"), ("huong-dan-can-cuoc.png", "Hướng dẫn làm căn cước"), ("logo.png", "Logo")]:
        rows.append(f'<img src="/images/{page.decoy("picture", name)}" alt="{alt}">')
    return frame(page, "Thành phần hồ sơ đính kèm", "\n".join(rows))


def composed(text):
    """The text decomposed, as some systems store it."""
    return unicodedata.normalize("NFD", text)


def commune(page, number):
    """A list as communes draw it: the year of birth stands below the sex, and there is a column to sign."""
    r, w = page.r, page.world
    rows = []
    for n, person in enumerate(w.people(number), 1):
        told = page.person(person, ["name", "pin", "address"])
        page.value("birth", str(person.birth.year), optional=True)
        year = str(person.birth.year)
        rows.append([str(n), told["name"], "" if person.female else year, year if person.female else "", told["pin"], told["address"], f"{r.randint(3, 20)}00.000", ""])
    pin = r.choice(lists.HEADERS["pin"])
    head = ["STT", "Họ và tên", "Năm sinh", pin, "Thôn, xóm, địa chỉ", "Số tiền", "Ký nhận"]
    top = "".join(f'<td colspan="2"><b>{h}</b></td>' if h == "Năm sinh" else f'<td rowspan="2"><b>{h}</b></td>' for h in head)
    body = f'<table border=1><tr>{top}</tr><tr><td><b>Nam</b></td><td><b>Nữ</b></td></tr>' + "".join("<tr>" + "".join(cell(c) for c in row) + "</tr>" for row in rows) + "</table>"
    return frame(page, "Danh sách nhận quà Tết hộ nghèo", body)


def stacked(page, number):
    """Several things of one person in one cell."""
    r, w = page.r, page.world
    out = []
    for n, person in enumerate(w.people(number), 1):
        told = page.person(person, ["name", "birth", "pin", "phone"])
        lines = [f"<b>{html.escape(told['name'])}</b>", f"Sinh ngày: {told['birth']}", f"{r.choice(['CCCD', 'Số CCCD', 'CMND/CCCD', 'Căn cước'])}: {told['pin']}", f"{r.choice(['ĐT', 'SĐT', 'Điện thoại'])}: {told['phone']}"]
        out.append(f"<tr><td>{n}</td><td>{page.decoy('dossier', w.dossier())}</td><td>{r.choice(['<br>', '<br/>', '</p><p>']).join(lines)}</td><td>{r.choice(PROCEDURES)}</td><td>{page.decoy('issue-date', w.legal_date())}</td></tr>")
    return frame(page, "Hồ sơ đã tiếp nhận", "<table><tr><th>STT</th><th>Mã hồ sơ</th><th>Thông tin người nộp</th><th>Thủ tục</th><th>Ngày hẹn trả</th></tr>" + "".join(out) + "</table>")


def headless(page, number):
    """The second page of a list: no heading. The number agrees with the date of birth and the sex beside it."""
    rows = []
    page.look["pin"] = "plain"
    for n, person in enumerate(page.world.people(number), 41):
        told = page.person(person, ["name", "birth", "sex", "pin", "address"])
        rows.append("<tr>" + "".join(cell(c) for c in (str(n), told["name"], told["birth"], told["sex"], told["pin"], told["address"])) + "</tr>")
    return frame(page, "Danh sách (tiếp theo)", "<table>" + "".join(rows) + "</table>")
