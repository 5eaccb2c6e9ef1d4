"""A site on loopback for the tests of the crawl: pages, files, traps, and what must never be asked.

Prints its port, then a line for each request (method, path, user agent); ends with its standard input.
Numbers of persons are made up: a province, a sex, a year, and a tail of zeros.
"""

import gzip
import http.server
import json
import sys
import threading
import time

PORT = 0
LOG = threading.Lock()
STATE = {"throttled": 0}
NUMBER = "0400900000{:02d}"
HEAD = "<!doctype html><html lang=vi><head><meta charset=utf-8><title>{}</title></head><body>{}</body></html>"
NAMES = ["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường", "Phạm Thị Dung", "Hoàng Văn Em", "Vũ Thị Giang"]


def page(title, *parts):
    text = "<p>Cổng dịch vụ công trực tuyến phục vụ người dân và doanh nghiệp trên địa bàn, giờ làm việc từ thứ hai đến thứ sáu hằng tuần, mời xem các mục dưới đây.</p>" * 2
    return HEAD.format(title, text + "".join(parts)).encode()


def link(path, text="xem"):
    return f"<a href='{path}'>{text}</a> "


def table():
    rows = "".join(f"<tr><td>{n + 1}<td>{name}<td>{NUMBER.format(n)}<td>0{n + 1}/03/1990" for n, name in enumerate(NAMES))
    return f"<table><tr><th>STT<th>Họ và tên<th>Số CCCD<th>Ngày sinh{rows}</table>"


def csv():
    rows = "".join(f"{n + 1};{name};{NUMBER.format(50 + n)}\n" for n, name in enumerate(NAMES))
    return ("STT;Họ và tên;Số định danh cá nhân\n" + rows).encode()


START = page(
    "Trang chủ",
    *(link(path) for path in [
        "/tin/1", "/tin/2", "/danh-sach", "/tai-lieu/danh-sach.csv", "/nen", "/logout", "/ho-so/xoa/1", "/kin/a", "/lich/2026/1",
        "/ra-ngoai", "/vong/1", "/lon", "/phim", "/khong-co-gi", "/app", "/tra-cuu?cccd=040090000077", "/ho-so/040090000088",
        "/sau/1", "/a?PHPSESSID=abc", "http://ngoai.example/x", "mailto:a@b.example", "/tin/1#b",
    ]),
)
APP = HEAD.format("Ứng dụng", "<div id=app></div><script src=/app.js></script>").encode()
APP_SCRIPT = b"""
fetch('/du-lieu').then((answer) => answer.json()).then((people) => {
  document.getElementById('app').textContent = people.length + ' dossiers';
});
"""
FORM = page(
    "Kê khai",
    "<form id=khai method=post action=/gui><label>Họ và tên <input name=hoTen></label><label>Số CCCD <input name=soCCCD></label>"
    "<label>Ngày sinh <input name=ngaySinh></label><label>Bản sao sổ hộ khẩu <input type=file name=shk></label><button>Gửi</button></form>"
    "<form method=get action=/tim><label>Số CCCD <input name=so></label></form>",
)


class Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def send(self, body, status=200, kind="text/html; charset=utf-8", **headers):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def endless(self, piece, pause):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        try:
            for _ in range((2 << 30) // len(piece)):
                self.wfile.write(piece)
                if pause:
                    self.wfile.flush()
                    time.sleep(pause)
        except OSError:
            pass
        self.close_connection = True

    def do_POST(self):
        self.do_GET()

    def do_GET(self):
        agent = self.headers.get("User-Agent", "")
        with LOG:
            print(f"{self.command} {self.path} {agent}", flush=True)
        path = self.path.split("?")[0]
        parts = path.strip("/").split("/")
        match parts[0]:
            case "":
                advert = "<a href='https://kubet88.example/'>Kèo nhà cái</a>" if "Googlebot" in agent else ""
                self.send(START.replace(b"</body>", advert.encode() + b"</body>"))
            case "robots.txt":
                self.send(f"User-agent: *\nDisallow: /kin\nSitemap: http://127.0.0.1:{PORT}/so-do.xml\n".encode(), kind="text/plain")
            case "so-do.xml":
                parts = "".join(f"<sitemap><loc>http://127.0.0.1:{PORT}/so-do-{n}</loc></sitemap>" for n in ["1.xml.gz", "2.xml"])
                self.send(f"<sitemapindex>{parts}</sitemapindex>".encode(), kind="application/xml")
            case "so-do-1.xml.gz":
                self.send(gzip.compress(f"<urlset><url><loc>http://127.0.0.1:{PORT}/chi-trong-so-do</loc></url></urlset>".encode()), kind="application/gzip")
            case "so-do-2.xml":
                self.send(f"<urlset><url><loc>http://127.0.0.1:{PORT}/tin/9</loc></url></urlset>".encode(), kind="application/xml")
            case "chi-trong-so-do":
                self.send(page("Sơ đồ", table()), Cache_Control="public, max-age=600")
            case "tin" if "google." in self.headers.get("Referer", ""):
                self.send_response(302)
                self.send_header("Location", "http://nohu-doi-thuong.example/")
                self.send_header("Content-Length", "0")
                self.end_headers()
            case "tin":
                self.send(page("Tin " + parts[1], "<p>Bản tin số ", parts[1], link("/bieu-mau")))
            case "bieu-mau":
                self.send(FORM)
            case "danh-sach":
                self.send(page("Danh sách", table()), Cache_Control="no-store", X_Robots_Tag="noindex")
            case "tai-lieu":
                self.send(csv(), kind="text/csv; charset=utf-8")
            case "nen":
                self.send(gzip.compress(page("Nén", table(), link("/tu-trang-nen"))), Content_Encoding="gzip", Cache_Control="private")
            case "lich":
                year, month = int(parts[1]), int(parts[2])
                after = (year + month // 12, month % 12 + 1)
                self.send(page(f"Lịch {month}/{year}", *(link(f"/lich/{after[0] + n}/{after[1]}") for n in range(10))))
            case "ra-ngoai":
                self.send(b"", 302, Location="http://ngoai.example/040090000099")
            case "vong":
                self.send(b"", 302, Location=f"/vong/{int(parts[1]) + 1}")
            case "lon":
                self.endless(b"<p>khong co gi o day ca</p>" * 4096, 0)
            case "nho-giot":
                self.endless(b"<", 0.2)
            case "phim":
                self.send_response(200)
                self.send_header("Content-Type", "video/mp4")
                self.send_header("Content-Length", str(2 << 30))
                self.end_headers()
                try:
                    for _ in range(1 << 20):
                        self.wfile.write(b"\0" * 65536)
                except OSError:
                    pass
                self.close_connection = True
            case "app":
                self.send(APP)
            case "app.js":
                self.send(APP_SCRIPT, kind="text/javascript")
            case "du-lieu":
                people = [{"hoTen": name, "soCCCD": NUMBER.format(60 + n)} for n, name in enumerate(NAMES)]
                self.send(json.dumps(people).encode(), kind="application/json")
            case "sau":
                self.send(page("Sâu " + parts[1], "<p>" + "sâu " * int(parts[1]), link(f"/sau/{int(parts[1]) + 1}")))
            case "ho-so" | "tra-cuu" | "tu-trang-nen" | "a":
                self.send(page(path, f"<p>Nội dung riêng của mục {parts[0]}"))
            case "ban":
                STATE["throttled"] += 1
                self.send(b"", 429, Retry_After="1")
            case _:
                self.send(page("Không tìm thấy"), 404 if path.startswith("/sitemap") else 200)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


server = Server(("127.0.0.1", 0), Site)
PORT = server.server_port
print(PORT, flush=True)
threading.Thread(target=server.serve_forever, daemon=True).start()
sys.stdin.read()
