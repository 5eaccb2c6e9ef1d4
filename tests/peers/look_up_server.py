"""A portal where dossiers are looked up: faulty ways and their sound twins. Ends with its standard input.

The first line of its output is its port.
"""

import json
import re
import sys
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

CODES = {f"000.00.16.H40-261120-000{n}": n for n in (1, 2)}
PERSON = {"hoTenNguoiNop": "Mai Thử Nghiệm", "soDienThoai": "0900000001", "diaChi": "Số 1 thôn Thử, xã Mẫu, tỉnh Mẫu"}
LABELS = {"hoTenNguoiNop": "Họ và tên người nộp", "soDienThoai": "Số điện thoại", "diaChi": "Địa chỉ"}
PROGRESS = {"maHoSo": "", "tenThuTuc": "Đăng ký khai sinh", "trangThai": "Đang xử lý", "ngayHenTra": "30/11/2026"}
NAMES = {"maHoSo": "Mã hồ sơ", "tenThuTuc": "Tên thủ tục", "trangThai": "Trạng thái", "ngayHenTra": "Ngày hẹn trả"}
OFFICE = {"ten": "Sở Tư pháp", "diaChi": "Số 5 đường Thử, phường Mẫu, tỉnh Mẫu", "dienThoai": "0912000000"}
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
asked = Counter()


def rows(fields, names):
    return "".join(f"<tr><td>{names[key]}</td><td>{value}</td></tr>" for key, value in fields.items())


def page(body):
    form = "<form><label>Mã hồ sơ <input name=ma></label><label>Số điện thoại <input name=sdt value=''></label></form>"
    return f"<!doctype html><meta charset=utf-8><title>Tra cứu</title>{form}{body}<footer>Điện thoại: 0255 3822 862</footer>"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def give(self, body, status=200, kind="text/html; charset=utf-8"):
        body = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.send_header("connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        url = urlsplit(self.path)
        code = parse_qs(url.query).get("ma", [""])[0]
        known = code in CODES
        progress = dict(PROGRESS, maHoSo=code)
        missing = page(f"<p>Không tìm thấy hồ sơ {code}.</p>")
        if url.path.startswith("/leaky/") or url.path.startswith("/sound/"):
            return self.shown(url.path, code, known, progress, missing)
        if url.path == "/captcha":
            return self.give(page("<p>Nhập mã xác nhận để tra cứu</p><img src=/captcha.png>"))
        if url.path == "/held":
            asked["held"] += 0 if known else 1
            return self.give("chậm lại", 429) if asked["held"] > 3 else self.give(page(f"<p>{NAMES['trangThai']}: {code if known else 'không có'}</p><b>{'Đang xử lý' if known else ''}</b>"))
        if url.path == "/script":
            return self.give(page("<div id=app></div><script src=/app.js></script>"))
        if url.path == "/wall":
            return self.give("<!doctype html><form method=post><input type=password name=p></form>")
        if url.path == "/down":
            return self.give("lỗi", 500)
        return self.file(url)

    def shown(self, path, code, known, progress, missing):
        leaky, way = path.startswith("/leaky"), path.rsplit("/", 1)[1]
        person = PERSON if leaky else {}
        if path == "/sound/json":
            progress = {**progress, "trangThai": {"ma": 3, "ten": "Đang xử lý"}, "coQuan": OFFICE, "buoc": [{"ten": "Tiếp nhận"}]}
        if way == "json":
            found = {"data": {**progress, **person}} if known else {"data": None, "message": f"Không có {code}"}
            return self.give(json.dumps(found), 200 if known else 404, "application/json")
        if not known:
            return self.give(missing)
        if way == "masked":
            covered = {"hoTenNguoiNop": "M** T** N*****", "soDienThoai": "090****001", "diaChi": "******"}
            return self.give(page(f"<table>{rows(progress, NAMES)}{rows(covered, LABELS)}</table>"))
        if way == "list":
            terms = "".join(f"<dt>{LABELS[key]}:</dt><dd>{value}</dd>" for key, value in person.items())
            return self.give(page(f"<dl>{terms}</dl>"))
        if way == "lines":
            lines = "".join(f"<p>{LABELS[key]}: <b>{value}</b></p>" for key, value in person.items())
            return self.give(page(lines))
        if way == "files":
            return self.give(page("<a href=/tep/mo/1.pdf>Tờ khai</a> <a href=/tep/dong/2.pdf>Ảnh</a> <a href=/gioi-thieu>Giới thiệu</a>"))
        return self.give(page(f"<table>{rows({**progress, **person}, {**NAMES, **LABELS})}</table>"))

    def file(self, url):
        if url.path.startswith("/tep/mo/") or re.fullmatch(r"/kq/[0-9a-f]{32}", url.path):
            return self.give(PDF, kind="application/pdf")
        if url.path.startswith("/tep/dong/"):
            return self.give("không được phép", 403)
        if url.path == "/tep/trang":
            return self.give("<!doctype html><title>Đăng nhập</title><input type=password>")
        return self.give("không có", 404)


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
