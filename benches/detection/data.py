"""Answers of interfaces, tables for programs, scripts, dumps, logs, tokens."""

import base64
import csv
import io
import json
import urllib.parse
from xml.sax.saxutils import escape, quoteattr

import lists
from people import bare


def some(page, rows, kinds=None):
    """A list in the looks of programs."""
    page.plain()
    return lists.List(page, page.r.choice(kinds or list(lists.KINDS)), rows)


def nest(record, keys):
    """A record in which some fields stand in an object of their own."""
    inner = {key: record.pop(key) for key in keys if key in record}
    return {**record, "nguoiNop": inner} if inner else record


def json_list(page, rows, kinds=None):
    r = page.r
    own = some(page, rows, kinds)
    records = own.dicts()
    way = r.randrange(6)
    if way == 1:
        records = [nest(dict(record), own.keys[1:5]) for record in records]
    if way == 2:
        return json.dumps({"success": True, "data": {"content": records, "pageable": {"pageNumber": 0}, "totalElements": 4021}}, ensure_ascii=True)
    if way == 3:
        return json.dumps({"columns": own.keys, "rows": own.rows}, ensure_ascii=False, indent=1)
    if way == 4:
        return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    if way == 5:
        return json.dumps({"d": json.dumps(records, ensure_ascii=False)}, ensure_ascii=False)
    return json.dumps({"code": 200, "message": "OK", "traceId": page.decoy("digest", page.world.digest()), "data": records}, ensure_ascii=False, indent=r.choice([None, 2]))


def json_numbers(page, rows):
    """Numbers as numbers: what begins with 0 has lost it."""
    own = some(page, rows, ["social", "support", "cards", "drivers"])
    number = {"pin", "old", "phone", "licence", "account"}
    records = []
    for row in own.rows:
        records.append({key: int(cell.replace("+84", "0")) if field in number else cell for field, key, cell in zip(own.fields, own.keys, row)})
    return json.dumps(records, ensure_ascii=False)


def json_record(page):
    """One person with a family, as an interface of the population data gives it."""
    r, w = page.r, page.world
    page.plain()
    person, father, mother = w.people(3)
    told = page.person(person, ["name", "birth", "pin", "old", "group", "religion", "address", "phone"])
    keys = {field: r.choice(lists.KEYS[field]) for field in told}
    record = {keys[field]: told[field] for field in told}
    record["cha"] = {"hoTen": page.person(father, ["name", "pin"])["name"], "soDinhDanh": father.pin}
    record["me"] = {"hoTen": page.person(mother, ["name", "pin"])["name"], "soDinhDanh": mother.pin}
    record["capNhat"] = page.decoy("stamp", w.stamp())
    record["maYeuCau"] = page.decoy("transaction", w.like_pin())
    return json.dumps({"status": "00", "result": record}, ensure_ascii=r.random() < 0.4, indent=2)


def json_decoys(page, rows):
    """Answers that hold nobody."""
    own = lists.List(page.plain(), page.r.choice(list(lists.EMPTY)), rows)
    return json.dumps({"items": own.dicts()}, ensure_ascii=False)


def geo(page, number):
    """Map data: coordinates, and numbers of parcels."""
    features = []
    for _ in range(number):
        lat, lng = page.world.coordinates()
        page.decoy("coordinate", lat), page.decoy("coordinate", lng)
        features.append({"type": "Feature", "properties": {"maThua": page.decoy("serial", page.world.like_pin())}, "geometry": {"type": "Point", "coordinates": [float(lng), float(lat)]}})
    return json.dumps({"type": "FeatureCollection", "features": features})


def openapi(page):
    """An interface document with examples."""
    sample = page.decoy("sample", "001099000001")
    return json.dumps({"openapi": "3.0.1", "info": {"title": "API tra cứu", "version": "1"}, "paths": {"/hoso": {"get": {"parameters": [
        {"name": "soCCCD", "in": "query", "schema": {"type": "string", "pattern": "^[0-9]{12}$"}, "example": sample},
        {"name": "matKhau", "in": "query", "schema": {"type": "string"}, "description": "Mật khẩu"}]}}}}, ensure_ascii=False)


def xml_list(page, rows):
    r = page.r
    own = some(page, rows)
    keys = [key.replace(" ", "") for key in own.keys]
    way = r.randrange(4)
    if way == 0:
        body = "".join("<hoSo>" + "".join(f"<{k}>{escape(c)}</{k}>" for k, c in zip(keys, row)) + "</hoSo>\n" for row in own.rows)
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<danhSach>{body}</danhSach>'
    if way == 1:
        body = "".join("<Row " + " ".join(f"{k}={quoteattr(c)}" for k, c in zip(keys, row)) + "/>\n" for row in own.rows)
        return f"<?xml version='1.0'?><Data>{body}</Data>"
    if way == 2:
        body = "".join("<ns2:item>" + "".join(f"<ns2:{k}><![CDATA[{c}]]></ns2:{k}>" for k, c in zip(keys, row)) + "</ns2:item>" for row in own.rows)
        return f'<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header/><soap:Body><ns2:getListResponse xmlns:ns2="http://dvc.example.vn/ws">{body}</ns2:getListResponse></soap:Body></soap:Envelope>'
    body = "".join("<record>" + "".join(f'<field name="{k}">{escape(c)}</field>' for k, c in zip(keys, row)) + "</record>" for row in own.rows)
    return f'<?xml version="1.0" encoding="utf-8"?>\n<export>{body}</export>'


def csv_list(page, rows, kinds=None):
    """With or without lines of a title, by several separators."""
    r = page.r
    own = lists.List(page, r.choice(kinds or list(lists.KINDS)), rows)
    out = io.StringIO()
    write = csv.writer(out, delimiter=r.choice([",", ";", "\t", "|"]), quoting=r.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), lineterminator=r.choice(["\n", "\r\n"]))
    if r.random() < 0.4:
        for line in own.intro():
            write.writerow([line] + [""] * (len(own.headers) - 1))
        write.writerow([""] * len(own.headers))
    write.writerow(own.headers)
    guard = r.choice(["", "", "'", "="])
    for row in own.rows:
        write.writerow([f'="{c}"' if guard == "=" and c.isdigit() and len(c) > 8 else guard + c if guard == "'" and c.isdigit() and len(c) > 8 else c for c in row])
    return out.getvalue()


def csv_lossy(page, rows):
    """Saved by a spreadsheet that took numbers for numbers: zeros are gone, long ones may be rounded to a form with E."""
    page.plain()
    own = lists.List(page, page.r.choice(["social", "support", "drivers", "social_insurance"]), rows)
    out = io.StringIO()
    write = csv.writer(out, delimiter=page.r.choice(",;"))
    write.writerow(own.headers)
    for row in own.rows:
        write.writerow([str(int(c)) if f in ("pin", "old", "phone", "social", "licence") and c.isdigit() else c for f, c in zip(own.fields, row)])
    return out.getvalue()


def csv_decoys(page, rows):
    return csv_table(lists.List(page, page.r.choice(list(lists.EMPTY)), rows), page.r)


def csv_table(own, r):
    out = io.StringIO()
    write = csv.writer(out, delimiter=r.choice([",", ";", "\t"]))
    write.writerows([own.headers, *own.rows])
    return out.getvalue()


def script(page, rows):
    """A script with data for a trial left in it."""
    r = page.r
    own = some(page, rows, ["social", "dossiers", "support", "exam"])
    quote = r.choice(["'", '"'])
    body = ",\n    ".join("{" + ", ".join(f"{k}: {quote}{c}{quote}" for k, c in zip(own.keys, row)) + "}" for row in own.rows)
    body = body.replace("-", "-")
    if r.random() < 0.5:
        return f"(function(){{'use strict';\nvar API='/api/v1';\nfunction tinhTong(a,b){{return a+b}}\nexport const mockData = [\n    {body}\n];\n// hash {page.decoy('digest', page.world.digest())}\n}})();\n"
    return f"!function(e,t){{e.version=\"{page.decoy('stamp', page.world.stamp())}\";e.danhSach=[{body}];t.exports=e}}({{}},module);"


def source_map(page, rows):
    inner = script(page, rows)
    return json.dumps({"version": 3, "file": "app.js", "sources": ["webpack:///src/mock.js"], "sourcesContent": [inner], "names": [], "mappings": "AAAA,SAASA"}, ensure_ascii=page.r.random() < 0.5)


def sql(page, rows):
    """A dump: insertions with a list of columns, or a copy."""
    r = page.r
    own = some(page, rows)
    keys = [key.replace("-", "_") for key in own.keys]
    name = r.choice(["tbl_congdan", "HoSo", "dbo.NguoiDung", "public.ho_so"])
    if r.random() < 0.25:
        lines = "\n".join("\t".join(row) for row in own.rows)
        return f"--\n-- PostgreSQL database dump\n--\nCOPY {name} ({', '.join(keys)}) FROM stdin;\n{lines}\n\\.\n"
    quoted = lambda row: "(" + ", ".join("'" + c.replace("'", "''") + "'" for c in row) + ")"
    if r.random() < 0.5:
        values = ",\n".join(quoted(row) for row in own.rows)
        return f"-- MySQL dump 10.13  Distrib 8.0.36\nDROP TABLE IF EXISTS `{name}`;\nINSERT INTO `{name}` (`{'`, `'.join(keys)}`) VALUES\n{values};\n"
    return "".join(f"INSERT INTO {name} ({', '.join(keys)}) VALUES {quoted(row)};\n" for row in own.rows)


def log(page, number):
    """A log of the server with what was sent."""
    r, w = page.r, page.world
    page.plain()
    page.look["name"] = "title"
    out = []
    for person in w.people(number):
        told = page.person(person, ["name", "pin", "phone"])
        when = f"2025-{r.randint(1, 12):02d}-{r.randint(1, 28):02d}T{r.randint(0, 23):02d}:{r.randint(0, 59):02d}:{r.randint(0, 59):02d}"
        body = json.dumps({"hoTen": told["name"], "soCCCD": told["pin"], "sdt": told["phone"]}, ensure_ascii=False)
        trace = page.decoy("digest", w.digest())[:32]
        out.append(r.choice([
            f"{when} INFO [{trace}] c.v.d.HoSoService - request body={body}",
            f"[{when}] DEBUG tra cuu cong dan: hoTen={told['name']}, soCCCD={told['pin']}, soDienThoai={told['phone']}, maGD={page.decoy('transaction', w.like_pin())}",
            f'{when} WARN gửi tin nhắn tới số điện thoại {told["phone"]} cho công dân {told["name"]}, số định danh {told["pin"]}: lỗi 500',
        ]))
        out.append(f"{when} INFO worker-{r.randint(1, 9)} job={page.decoy('transaction', w.like_pin())} took {r.randint(1, 900)} ms ts={page.decoy('stamp', w.stamp())}")
    return "\n".join(out) + "\n"


def access_log(page, number):
    """Requests with personal numbers in their addresses."""
    r, w = page.r, page.world
    page.plain()
    page.look["name"] = "title"
    out = []
    for person in w.people(number):
        way = r.randrange(3)
        if way == 0:
            told = page.person(person, ["name", "pin"])
            path = f"/tra-cuu?soCCCD={told['pin']}&hoTen={urllib.parse.quote_plus(told['name'])}"
        elif way == 1:
            told = page.person(person, ["pin", "phone"])
            path = f"/api/congdan?cccd={told['pin']}&soDienThoai={urllib.parse.quote(told['phone'])}&t={page.decoy('stamp', w.stamp())}"
        else:
            told = page.person(person, ["email"])
            path = f"/dang-ky/xac-nhan?email={urllib.parse.quote(told['email'])}&token={page.value('access-key', w.digest(), optional=True)}"
        out.append(f'203.0.113.{r.randint(1, 250)} - - [{r.randint(1, 28):02d}/Mar/2026:08:{r.randint(0, 59):02d}:11 +0700] "GET {path} HTTP/1.1" 200 {r.randint(100, 99999)} "-" "Mozilla/5.0"')
        out.append(f'203.0.113.{r.randint(1, 250)} - - [11/Mar/2026:08:00:11 +0700] "GET /Content/app.js?v={page.decoy("stamp", w.stamp())} HTTP/1.1" 304 0 "-" "Mozilla/5.0"')
    return "\n".join(out) + "\n"


def sitemap(page, number):
    w = page.world
    page.plain()
    rows = [f"<url><loc>https://dichvucong.example.vn/ho-so?ma={page.decoy('dossier', w.dossier())}</loc><lastmod>2026-01-02</lastmod></url>" for _ in range(number)]
    for person in w.people(number):
        rows.append(f"<url><loc>https://dichvucong.example.vn/cong-dan?soDinhDanh={page.person(person, ['pin'])['pin']}&amp;tab=1</loc></url>")
    page.r.shuffle(rows)
    return '<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">' + "\n".join(rows) + "</urlset>"


def token(page, person, fields):
    """A token (RFC 7519) that carries a person."""
    part = lambda data: base64.urlsafe_b64encode(json.dumps(data, ensure_ascii=False).encode()).rstrip(b"=").decode()
    told = page.person(person, fields, form="token")
    claims = {"sub": str(page.r.randint(10000, 99999)), "iat": 1767225600, "exp": 1767229200}
    claims.update({page.r.choice(lists.KEYS[f]) if f != "name" else page.r.choice(["name", "hoTen", "fullName"]): told[f] for f in fields})
    signature = base64.urlsafe_b64encode(bytes(page.r.randrange(256) for _ in range(32))).rstrip(b"=").decode()
    own = f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part(claims)}.{signature}"
    page.value("access-key", own, optional=True)
    return own


def token_page(page):
    """A token in a page, an answer or a header."""
    r = page.r
    page.plain()
    page.look["name"] = "title"
    own = token(page, page.world.people(1)[0], ["name", "pin", *r.sample(["phone", "email", "birth"], 2)])
    return r.choice([
        json.dumps({"access_token": own, "token_type": "Bearer", "expires_in": 3600}),
        f"<!doctype html><html><body><script>localStorage.setItem('id_token','{own}');</script><p>Đang chuyển hướng...</p></body></html>",
        f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nSet-Cookie: session={own}; Path=/\r\n\r\nOK\r\n",
        f"2026-02-03 08:11:02 DEBUG Authorization: Bearer {own}\n",
    ])


def headers(page):
    """An answer as it came, personal data in its headers."""
    r = page.r
    page.plain()
    told = page.person(page.world.people(1)[0], ["name", "pin", "phone"])
    lines = ["HTTP/1.1 200 OK", "Server: nginx", f"Date: Tue, 03 Feb 2026 08:11:02 GMT", f"X-Request-Id: {page.decoy('digest', page.world.digest())}",
             r.choice([f"X-User-CCCD: {told['pin']}", f"X-So-Dinh-Danh: {told['pin']}", f"Set-Cookie: cccd={told['pin']}; Path=/; HttpOnly"]),
             f"Set-Cookie: hoTen={urllib.parse.quote(told['name'])}; Path=/", f"X-So-Dien-Thoai: {told['phone']}",
             f"ETag: \"{page.decoy('digest', page.world.digest())}\"", "Content-Type: text/html", "", "<html></html>"]
    return "\r\n".join(lines)


def card_string(page, person):
    """What the code on an identity card says."""
    told = page.person(person, ["name", "birth", "pin", "address"], form="card-string")
    old = page.value("old-card", person.old, form="card-string") if person.birth.year < 2003 and page.r.random() < 0.7 else ""
    day = f"{page.r.randint(1, 28):02d}{page.r.randint(1, 12):02d}{page.r.randint(2021, 2025)}"
    return "|".join([person.pin, old, told["name"], f"{person.birth:%d%m%Y}", person.sex, told["address"], page.decoy("issue-date", day)])


def card_strings(page, number):
    page.plain()
    page.look["name"] = "title"
    lines = [card_string(page, person) for person in page.world.people(number)]
    way = page.r.randrange(3)
    if way == 0:
        return "\n".join(lines) + "\n"
    if way == 1:
        return json.dumps([{"id": n, "qr": line} for n, line in enumerate(lines)], ensure_ascii=False)
    return "\n".join(f"2025-03-04 09:1{n % 10}:00 scan OK data={line}" for n, line in enumerate(lines))


def check(text):
    """The check digit of a machine-readable zone (ICAO 9303)."""
    worth = lambda c: int(c) if c.isdigit() else 0 if c == "<" else ord(c) - 55
    return str(sum(worth(c) * (7, 3, 1)[n % 3] for n, c in enumerate(text)) % 10)


def zone_name(person, room):
    words = bare(person.name).upper().replace("'", "").split()
    return (words[0] + "<<" + "<".join(words[1:])).ljust(room, "<")[:room]


def zones(page, number):
    """Machine-readable zones of identity cards and passports."""
    r = page.r
    out = []
    for person in page.world.people(number):
        birth = f"{person.birth:%y%m%d}"
        sex = "F" if person.female else "M"
        page.value("name", person.name, form="zone", optional=True)
        page.value("birth", person.birth.strftime("%d/%m/%Y"), form="zone", optional=True)
        if r.random() < 0.5:
            page.value("personal-number", person.pin, form="zone")
            short = person.pin[3:]
            first = f"IDVNM{short}{check(short)}{person.pin}<<{check(person.pin)}"
            second = f"{birth}{check(birth)}{sex}350101{check('350101')}VNM<<<<<<<<<<<{r.randint(0, 9)}"
            out += [first[:30].ljust(30, "<"), second[:30], zone_name(person, 30), ""]
        else:
            page.value("passport", person.passport, form="zone")
            page.value("personal-number", person.pin, form="zone")
            number9 = person.passport.ljust(9, "<")
            out += ["P<VNM" + zone_name(person, 39), f"{number9}{check(number9)}VNM{birth}{check(birth)}{sex}350101{check('350101')}{person.pin}<<{check(person.pin + '<<')}{r.randint(0, 9)}", ""]
    return "\n".join(out)


def arrays(page, number):
    """Numbers without their people: lists below a key."""
    r = page.r
    page.plain()
    people = page.world.people(number)
    pins = [page.person(person, ["pin"])["pin"] for person in people]
    phones = [page.person(person, ["phone"])["phone"] for person in people]
    return json.dumps({"soLuong": number, r.choice(["danhSachCCCD", "dsSoDinhDanh", "cccd_list"]): pins, r.choice(["danhSachSoDienThoai", "phones", "dsSDT"]): phones,
                       "maGiaoDich": [page.decoy("transaction", page.world.like_pin()) for _ in range(number)], "capNhat": page.decoy("stamp", page.world.stamp())}, ensure_ascii=False)
