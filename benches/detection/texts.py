"""Plain text in the encodings of three decades."""

import unicodedata

import web
from people import OFFICES, POSTS

#: TCVN 5712:1993 as the fonts .Vn* have it, lower case; capitals with tones have no codes of their own.
TCVN = dict(zip("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂĐÊÔƠƯ",
                "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢§£¤¥¦"))
#: VNI for Windows: a letter and a mark behind it.
VNI = dict(zip("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ",
               "aø aù aû aõ aï aê aè aé aú aü aë aâ aà aá aå aã aä ñ eø eù eû eõ eï eâ eà eá eå eã eä ì í æ ó ò oø où oû oõ oï oâ oà oá oå oã oä ô ôø ôù ôû ôõ ôï uø uù uû uõ uï ö öø öù öû öõ öï yø yù yû yõ î".split()))


def tcvn3(text):
    return "".join(TCVN.get(c) or TCVN.get(c.lower()) or c for c in unicodedata.normalize("NFC", text)).encode("latin-1", "replace")


def vni(text):
    out = []
    for c in unicodedata.normalize("NFC", text):
        low = VNI.get(c.lower())
        out.append((low.upper() if c != c.lower() else low) if low else c)
    return "".join(out).encode("latin-1", "replace")


def windows_1258(text):
    out = []
    for c in unicodedata.normalize("NFC", text):
        try:
            c.encode("cp1258")
            out.append(c)
        except UnicodeEncodeError:
            apart = unicodedata.normalize("NFD", c)
            base = unicodedata.normalize("NFC", apart[0] + "".join(m for m in apart[1:] if m in "\u0302\u0306\u031b"))
            out.append(base + "".join(m for m in apart[1:] if m not in "\u0302\u0306\u031b"))
    return "".join(out).encode("cp1258", "replace")


def nfd(text):
    return unicodedata.normalize("NFD", text).encode()


ENCODINGS = {"utf-8": lambda t: t.encode(), "utf-8-bom": lambda t: b"\xef\xbb\xbf" + t.encode(), "utf-16-le": lambda t: b"\xff\xfe" + t.encode("utf-16-le"),
             "utf-16-be": lambda t: b"\xfe\xff" + t.encode("utf-16-be"), "nfd": nfd, "windows-1258": windows_1258, "tcvn3": tcvn3, "vni": vni}


def notice(page, number):
    """A notice or minutes with people in sentences, officials and legal dates around them."""
    r, w = page.r, page.world
    if page.form in ("tcvn3", "vni", "windows-1258") and page.look["name"] != "title":
        page.look["name"] = "title"
    lines = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "", r.choice(["BIÊN BẢN HỌP XÉT DUYỆT", "THÔNG BÁO", "GIẤY MỜI", "QUYẾT ĐỊNH"]),
             f"Căn cứ Nghị định số {r.randint(10, 180)}/2021/NĐ-CP ngày {page.decoy('legal-date', w.legal_date())} của Chính phủ;",
             f"Hôm nay, ngày {page.decoy('legal-date', w.legal_date())}, tại {r.choice(OFFICES)}, chủ trì: đồng chí {page.decoy('official', w.official())} - {r.choice(POSTS)}.", "Danh sách gồm:"]
    for n, person in enumerate(w.people(number), 1):
        fields = ["name", "birth", "pin", "address"] + (["phone"] if r.random() < 0.4 else [])
        lines.append(f"{n}. {web.sentence(page, person, fields)}")
    lines += [f"Điện thoại cơ quan: {page.decoy('land-line', w.landline())}; mã báo cáo {page.decoy('report-code', w.like_pin())}.", "", r.choice(["CHỦ TỊCH", "GIÁM ĐỐC", "TRƯỞNG PHÒNG"]), page.decoy("official", w.official())]
    return r.choice(["\n", "\r\n"]).join(lines) + "\n"


def request(page):
    """A form typed by a citizen: label by label."""
    r, w = page.r, page.world
    person = w.people(1)[0]
    told = page.person(person, ["name", "birth", "group", "pin", "address", "phone", "email", "account", "plate"])
    dots = r.choice([": ", ": ....", ":\t", " : "])
    lines = ["ĐƠN ĐỀ NGHỊ", f"Kính gửi: {r.choice(OFFICES)}", f"Họ và tên{dots}{told['name']}", f"Sinh ngày{dots}{told['birth']}", f"Dân tộc{dots}{told['group']}", f"Số CCCD{dots}{told['pin']}  Ngày cấp: {page.decoy('issue-date', w.legal_date())}",
             f"Nơi thường trú{dots}{told['address']}", f"Điện thoại{dots}{told['phone']}", f"Email{dots}{told['email']}", f"Số tài khoản{dots}{told['account']} tại ngân hàng {person.bank}", f"Biển số xe{dots}{told['plate']}", "Tôi xin cam đoan lời khai trên là đúng."]
    return "\n".join(lines) + "\n"


def medical(page, number):
    """Summaries of treatment."""
    w = page.world
    out = []
    for person in w.people(number):
        told = page.person(person, ["name", "birth", "health_card", "illness", "address"])
        out.append("\n".join(["TÓM TẮT HỒ SƠ BỆNH ÁN", f"Họ tên người bệnh: {told['name']}    Sinh ngày: {told['birth']}", f"Số thẻ BHYT: {told['health_card']}", f"Địa chỉ: {told['address']}", f"Chẩn đoán: {told['illness']}",
                              f"Vào viện: {page.decoy('issue-date', w.legal_date())}. Bác sĩ điều trị: {page.decoy('official', w.official())}", ""]))
    return "\n".join(out)


def aligned(page, kind, rows):
    """A table drawn with spaces."""
    import lists
    own = lists.List(page, kind, rows)
    sizes = [max(len(row[n]) for row in [own.headers, *own.rows]) + 3 for n in range(len(own.headers))]
    line = lambda row: "".join(c.ljust(s) for c, s in zip(row, sizes)).rstrip()
    return "\n".join([*own.intro(), "", line(own.headers), *map(line, own.rows), "", *own.outro()]) + "\n"
