"""A sign-in on loopback for the tests: sound, or with the faults that are named.

Arguments: faults, each a word, or `key=value`. Prints its port, ends with its standard input.
Accounts: `an`, `binh`, `mat` (password: the environment's AN, BINH, MAT).
"""

import base64
import email
import html
import http.server
import json
import os
import secrets
import sys
import threading
import time
import urllib.parse

FAULTS = {word.split("=", 1)[0]: word.split("=", 1)[-1] for word in sys.argv[1:]}
USERS = {name: os.environ[name.upper()] for name in ("an", "binh", "mat")}
SESSIONS: dict[str, dict] = {}
FAILED: dict[str, int] = {}
LOCKED_UNTIL: dict[str, float] = {}
OTHER = os.environ.get("OTHER", "http://127.0.0.1:1")
FRAME = "<!doctype html><html lang=vi><title>Cổng dịch vụ</title><body><header>Cổng dịch vụ công</header>{}</body></html>"
FLAGS = "; Path=/" + ("" if "bare-cookie" in FAULTS else "; Secure; HttpOnly; SameSite=Lax")


def has(fault: str) -> bool:
    return fault in FAULTS


def jwt(user: str) -> str:
    def part(what: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(what).encode()).decode().rstrip("=")

    now = int(time.time())
    return f"{part({'alg': 'HS256', 'typ': 'JWT'})}.{part({'sub': user, 'iat': now, 'exp': now + 7200})}.{secrets.token_hex(16)}"


class SignIn(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    # Cookies and sessions

    def cookie(self, name: str) -> str:
        for pair in (self.headers.get("cookie") or "").split("; "):
            own, _, value = pair.partition("=")
            if own == name:
                return value
        return ""

    @property
    def sid(self) -> str:
        return self.cookie("sid")

    def session(self) -> dict:
        own = SESSIONS.get(self.sid, {})
        if "idle" in FAULTS and own and time.time() - own.get("used", 0) > float(FAULTS["idle"]):
            SESSIONS.pop(self.sid, None)
            return {}
        if own:
            own["used"] = time.time()
        return own

    def answer(self, status: int, body: str, headers: list[tuple[str, str]] = (), media: str = "text/html; charset=utf-8") -> None:
        sent = getattr(self, "sent_password", "")
        headers = list(headers)
        if has("echo") and sent:
            quoted = urllib.parse.quote_plus(sent)
            body += f"<p>{html.escape(sent)} {sent} {quoted} {base64.b64encode(sent.encode()).decode()} {base64.b64encode(b'mat:' + sent.encode()).decode()} {sent.encode().hex()} {sent[::-1]} {json.dumps(sent)}</p><!-- {sent} -->"
            headers += [("X-Debug", sent.encode().decode("latin-1")), ("Set-Cookie", f"last={quoted}; Path=/"), ("X-" + quoted.replace("/", ""), "1"), ("Server", f"demo/{quoted}")]
        data = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(data)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def lead(self, place: str, headers: list[tuple[str, str]] = (), status: int = 303) -> None:
        self.answer(status, "", [("Location", place), *headers])

    # Pages

    def do_GET(self) -> None:
        url = urllib.parse.urlsplit(self.path)
        query = dict(urllib.parse.parse_qsl(url.query))
        if has("basic"):
            return self.by_basic(url.path)
        match url.path:
            case "/dang-nhap":
                if has("query") and "mat_khau" in query:
                    return self.hand_in(query)
                return self.page(query)
            case "/tai-khoan":
                return self.account()
            case "/ho-so/77":
                return self.object()
            case "/dang-xuat":
                if has("logout-get"):
                    SESSIONS.pop(self.sid, None)
                    return self.lead("/dang-nhap")
                return self.answer(405, FRAME.format("<p>Không được phép</p>"))
            case _:
                return self.answer(404, FRAME.format("<p>Không có trang này</p>"))

    def by_basic(self, path: str) -> None:
        """Every page asks for name and password in a header; there is no session."""
        scheme, _, given = (self.headers.get("authorization") or "").partition(" ")
        user, _, password = base64.b64decode(given).decode().partition(":") if scheme == "Basic" else ("", "", "")
        self.sent_password = password
        if not user or USERS.get(user) != password:
            message = "Tài khoản không tồn tại" if user and user not in USERS and has("enum-message") else "Cần đăng nhập"
            challenges = [("WWW-Authenticate", "Negotiate"), ("WWW-Authenticate", 'Basic realm="noi bo", charset="UTF-8"')]
            return self.answer(401, FRAME.format(f"<p>{message}</p>"), challenges)
        if path != "/ho-so/77":
            return self.answer(200, FRAME.format(f"<h1>Trang cá nhân</h1><p>Xin chào {user}</p>"), [("Cache-Control", "no-store")])
        if user == "an" or has("idor"):
            return self.answer(200, FRAME.format("<h2>Hồ sơ 77</h2><p>Người nộp: Nguyễn Văn A</p><p>Địa chỉ: 12 Lê Lợi</p>"))
        self.answer(403, FRAME.format("<h2>Không có quyền xem hồ sơ này</h2>"))

    def page(self, query: dict[str, str], message: str = "", status: int = 200) -> None:
        sid, headers = self.sid, []
        adopts = has("adopt") and sid
        if not sid or (sid not in SESSIONS and not adopts):
            sid = secrets.token_hex(16)
            SESSIONS[sid] = {}
            if not has("adopt"):
                headers.append(("Set-Cookie", f"sid={sid}{FLAGS}"))
        elif adopts:
            SESSIONS.setdefault(sid, {})
        token = SESSIONS.setdefault(sid, {}).setdefault("csrf", secrets.token_hex(16))
        headers.append(("Cache-Control", "no-store"))
        if has("script"):
            return self.answer(status, FRAME.format(f"<meta name=csrf-token content={token}><div id=app></div>{message}"), headers)
        following = html.escape(query.get("tiep", "/tai-khoan"))
        captcha = '<label>Mã bảo vệ <input name="captcha"></label>' if FAILED.get("captcha") else ""
        method = "get" if has("query") else "post"
        method += " enctype='multipart/form-data'" if has("multipart") else ""
        form = (
            "<form action='/tim-kiem'><input name='q'></form>"
            f"{message}<form action='/dang-nhap' method={method}>"
            f"<input type='hidden' name='_csrf' value='{token}'><input type='hidden' name='tiep' value='{following}'>"
            "<input name='trang_web' style='display:none' tabindex='-1'>"
            "<label>Tên đăng nhập <input name='ten' autocomplete='username'></label>"
            f"<label>Mật khẩu <input type='password' name='mat_khau'></label>{captcha}<button>Đăng nhập</button></form>"
        )
        self.answer(status, FRAME.format(form), headers)

    def account(self) -> None:
        own = self.session()
        if "user" not in own:
            return self.lead("/dang-nhap?tiep=%2Ftai-khoan")
        caching = [] if has("cacheable") else [("Cache-Control", "no-store")]
        token = own.setdefault("csrf", secrets.token_hex(16))
        form = "" if has("logout-get") else f"<form method=post action=/dang-xuat><input type=hidden name=_csrf value={token}><button>Đăng xuất</button></form>"
        self.answer(200, FRAME.format(f"<h1>Trang cá nhân</h1><p>Xin chào {own['user']}</p>{form}"), caching)

    def object(self) -> None:
        user = self.session().get("user")
        if user == "an" or (has("idor") and user) or has("idor-public"):
            return self.answer(200, FRAME.format(f"<p>Xin chào {user}</p><h2>Hồ sơ 77</h2><p>Người nộp: Nguyễn Văn A</p><p>Địa chỉ: 12 Lê Lợi</p><p>Mã: {secrets.token_hex(16)}</p>"))
        if not user:
            return self.lead("/dang-nhap")
        # Sound, and yet 200: the body says no.
        self.answer(200 if has("soft-403") else 403, FRAME.format(f"<p>Xin chào {user}</p><h2>Không có quyền xem hồ sơ này</h2>"))

    # Acts

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length") or 0)
        body = self.rfile.read(length).decode()
        media = self.headers.get("content-type") or ""
        if has("multipart") and self.path == "/dang-nhap":
            parts = email.message_from_string(f"Content-Type: {media}\r\n\r\n{body}").get_payload()
            # What comes in another form is nothing to such a server.
            parts = parts if isinstance(parts, list) else []
            given = {part.get_param("name", header="content-disposition"): part.get_payload() for part in parts}
        else:
            given = json.loads(body) if "json" in media else dict(urllib.parse.parse_qsl(body))
        path = urllib.parse.urlsplit(self.path).path
        if path == "/dang-xuat":
            own = SESSIONS.get(self.sid, {})
            if given.get("_csrf") != own.get("csrf"):
                return self.answer(403, FRAME.format("<p>Thiếu mã</p>"))
            if not has("logout-cookie-only"):
                SESSIONS.pop(self.sid, None)
            return self.lead("/dang-nhap", [("Set-Cookie", "sid=; Path=/; Max-Age=0")])
        if path == "/dang-nhap" and "repost" in FAULTS:
            place = {"here": "/vao", "elsewhere": OTHER + "/vao"}[FAULTS["repost"]]
            return self.lead(place, status=307)
        if path in ("/dang-nhap", "/vao", "/api/vao"):
            return self.hand_in(given)
        self.answer(404, "")

    def hand_in(self, given: dict[str, str]) -> None:
        user, password = given.get("ten", ""), given.get("mat_khau", "")
        self.sent_password = password
        token = self.headers.get("x-csrf-token") if has("script") else given.get("_csrf")
        if given.get("trang_web") or not token or token != SESSIONS.get(self.sid, {}).get("csrf"):
            if not (has("adopt") or has("query")):
                return self.answer(403, FRAME.format("<p>Yêu cầu giả mạo</p>"))
        following = given.get("tiep", "/tai-khoan")
        if user in USERS and has("enum-time"):
            time.sleep(0.35)
        if self.held_back(user):
            return
        if USERS.get(user) != password:
            return self.refuse(user, given)
        FAILED.pop(user, None)
        if has("second-factor"):
            return self.answer(200, FRAME.format("<form method=post><label>Mã xác thực <input name=ma autocomplete=one-time-code></label></form>"))
        keep = has("fixation") or has("adopt")
        sid = self.sid if keep and self.sid else secrets.token_hex(16)
        if not keep:
            SESSIONS.pop(self.sid, None)
        if has("single"):
            for own in [own for own, what in SESSIONS.items() if what.get("user") == user]:
                SESSIONS.pop(own, None)
        if has("jwt"):
            sid = jwt(user)
        SESSIONS[sid] = {"user": user, "used": time.time()}
        lasting = "; Max-Age=2592000" if has("persistent") else ""
        cookies = [("Set-Cookie", f"sid={sid}{FLAGS}{lasting}")]
        if has("script"):
            return self.answer(200, json.dumps({"ok": True}), cookies, "application/json")
        # Down to plain HTTP, where anybody listens.
        down = f"http://{self.headers['host'].split(':')[0]}:{SERVER.server_address[1]}" if has("down") else ""
        self.lead(down + self.safe(following), cookies)

    def safe(self, place: str) -> str:
        loose = FAULTS.get("open-redirect")
        if loose == "absolute":
            return place
        if loose == "two-slashes" and place.startswith("/"):
            return place
        if loose == "backslash" and place.startswith("/") and not place.startswith("//"):
            return place
        local = place.startswith("/") and not place.startswith(("//", "/\\"))
        return place if local else "/tai-khoan"

    def held_back(self, user: str) -> bool:
        """Whether somebody who failed too often is turned away."""
        how, failed = FAULTS.get("throttle", "none"), FAILED.get(user, 0)
        most = int(FAULTS.get("most", "4"))
        if how == "none" or failed < most:
            return False
        if how == "delay":
            time.sleep(1.5)
            return False
        if how == "captcha":
            FAILED["captcha"] = 1
            self.page({}, "<p>Sai tên hoặc mật khẩu</p>", 200)
        elif how == "429":
            if LOCKED_UNTIL.setdefault(user, time.time() + 1) <= time.time():
                FAILED.pop(user, None)
                return False
            self.answer(429, FRAME.format("<p>Thử lại sau</p>"), [("Retry-After", "2")])
        elif how == "lock":
            self.page({}, "<p>Tài khoản tạm khóa</p>", 200)
        else:
            self.page({}, "<p>Sai tên hoặc mật khẩu</p>", 200)
        return True

    def refuse(self, user: str, given: dict[str, str]) -> None:
        FAILED[user] = FAILED.get(user, 0) + 1
        if has("script"):
            return self.answer(401, json.dumps({"error": "sai"}), media="application/json")
        message, status = "Sai tên hoặc mật khẩu", 200
        if user not in USERS:
            message = "Tài khoản không tồn tại" if has("enum-message") else message
            status = 404 if has("enum-status") else status
            message += "\n" * 7 if has("enum-length") else ""
        elif has("countdown"):
            message += f", còn {5 - FAILED[user]} lần"
        if has("enum-redirect"):
            return self.lead("/dang-nhap?loi=" + ("mat-khau" if user in USERS else "ten"))
        self.page({}, f"<p>{message}</p><p>Lúc {time.time()}</p><b>{html.escape(user)}</b>", status)


SERVER = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "0"))), SignIn)
SERVER.daemon_threads = True
print(SERVER.server_address[1], flush=True)
threading.Thread(target=SERVER.serve_forever, daemon=True).start()
sys.stdin.read()
