"""Secrets of systems: settings, keys, connection strings; and what only looks like one."""

import base64
import json

import data


def word(r, size, letters="abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"):
    return "".join(r.choice(letters) for _ in range(size))


def password(page):
    r = page.r
    return page.value("password", page.world.once(lambda: word(r, r.randint(8, 14)) + r.choice(["!", "@", "#", "_", ""]) + str(r.randint(10, 9999))))


def access_key(page):
    """A key by one of the forms that services give out; gives its usual name too."""
    r = page.r
    upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    hexes = "0123456789abcdef"
    mixed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    name, make = r.choice([
        ("AWS_ACCESS_KEY_ID", lambda: "AKIA" + word(r, 16, upper)), ("GOOGLE_MAPS_API_KEY", lambda: "AIza" + word(r, 35, mixed + "_-")),
        ("GITHUB_TOKEN", lambda: "ghp_" + word(r, 36, mixed)), ("GITLAB_TOKEN", lambda: "glpat-" + word(r, 20, mixed)),
        ("SLACK_BOT_TOKEN", lambda: f"xoxb-{r.randint(10**11, 10**12 - 1)}-{r.randint(10**11, 10**12 - 1)}-{word(r, 24, mixed)}"),
        ("TELEGRAM_BOT_TOKEN", lambda: f"{r.randint(10**9, 9 * 10**9)}:AA{word(r, 33, mixed + '_-')}"),
        ("SMS_API_KEY", lambda: word(r, 40, hexes)), ("VNPAY_HASH_SECRET", lambda: word(r, 32, upper)), ("SECRET_KEY", lambda: word(r, 50, mixed)),
        ("JWT_SECRET", lambda: word(r, 44, mixed)), ("AWS_SECRET_ACCESS_KEY", lambda: word(r, 40, mixed + "/+")), ("LGSP_CLIENT_SECRET", lambda: word(r, 28, mixed)),
    ])
    return name, page.value("access-key", page.world.once(make))


def private_key(page):
    """A block that has the shape of a private key; no key stands in it."""
    r = page.r
    kind, start, size = r.choice([("RSA PRIVATE KEY", b"\x30\x82\x04\xa3\x02\x01\x00\x02\x82\x01\x01\x00", 1180), ("PRIVATE KEY", b"\x30\x82\x04\xbd\x02\x01\x00\x30\x0d\x06\x09\x2a\x86\x48", 1200),
                                  ("EC PRIVATE KEY", b"\x30\x77\x02\x01\x01\x04\x20", 110), ("OPENSSH PRIVATE KEY", b"openssh-key-v1\x00\x00\x00\x00\x04none", 390)])
    body = base64.b64encode(start + bytes(r.randrange(256) for _ in range(size))).decode()
    lines = "\n".join(body[n:n + 64] for n in range(0, len(body), 64))
    return page.value("private-key", body[:48], shown=f"-----BEGIN {kind}-----\n{lines}\n-----END {kind}-----\n")


def certificate(page):
    body = base64.b64encode(bytes(page.r.randrange(256) for _ in range(600))).decode()
    lines = "\n".join(body[n:n + 64] for n in range(0, len(body), 64))
    kind = page.decoy("public-part", page.r.choice(["CERTIFICATE", "PUBLIC KEY"]))
    return f"-----BEGIN {kind}-----\n{lines}\n-----END {kind}-----\n"


def dotenv(page):
    r = page.r
    lines = ["APP_NAME=DichVuCong", "APP_ENV=production", "APP_DEBUG=false", "DB_HOST=10.0.0.5", "DB_PORT=3306", "DB_USERNAME=dvc", f"DB_PASSWORD={password(page)}",
             f'MAIL_PASSWORD="{password(page)}"', "REDIS_HOST=127.0.0.1", f"ADMIN_EMAIL={page.decoy('office-mail', page.world.office_mail())}",
             f"BUILD_ID={page.decoy('stamp', page.world.stamp())}", f"CACHE_PASSWORD={page.decoy('empty-secret', '')}", f"LDAP_PASSWORD={page.decoy('empty-secret', '${LDAP_PASSWORD}')}"]
    taken = set()
    for _ in range(3):
        name, key = access_key(page)
        while name in taken:
            name += "_2"
        taken.add(name)
        lines.append(f"{name}={key}")
    r.shuffle(lines)
    return "\n".join(lines) + "\n"


def appsettings(page):
    name, key = access_key(page)
    return json.dumps({"ConnectionStrings": {"DefaultConnection": f"Server=10.1.2.3,1433;Database=DVC;User Id=dvc_app;Password={password(page)};TrustServerCertificate=True"},
                       "Jwt": {"Issuer": "dvc", "Audience": "dvc", "SecretKey": page.value("access-key", page.world.once(lambda: word(page.r, 40)))},
                       "Sms": {"ApiKey": key}, "Smtp": {"Host": "mail.example.vn", "UserName": "noreply", "Password": password(page)},
                       "Logging": {"LogLevel": {"Default": page.decoy("empty-secret", "Information")}}, "Ldap": {"Password": page.decoy("empty-secret", "")}}, indent=2)


def web_config(page):
    return f"""<?xml version="1.0" encoding="utf-8"?>
<configuration>
  <connectionStrings>
    <add name="Main" connectionString="Data Source=SQL01;Initial Catalog=MotCua;User ID=sa;Password={password(page)};MultipleActiveResultSets=true" providerName="System.Data.SqlClient" />
    <add name="Tin" connectionString="Data Source=SQL02;Initial Catalog=Tin;Integrated Security=True" />
  </connectionStrings>
  <appSettings>
    <add key="MailPassword" value="{password(page)}" />
    <add key="SiteVersion" value="{page.decoy('stamp', page.world.stamp())}" />
    <add key="PasswordMinLength" value="{page.decoy('empty-secret', '12')}" />
  </appSettings>
  <system.web><machineKey validationKey="{page.value('access-key', page.world.once(lambda: word(page.r, 128, '0123456789ABCDEF')))}" /></system.web>
</configuration>
"""


def properties(page):
    w = page.world
    if page.r.random() < 0.5:
        return f"""spring:
  datasource:
    url: jdbc:postgresql://10.0.0.8:5432/dvc
    username: dvc
    password: {password(page)}
  mail:
    username: noreply@example.vn
    password: "{password(page)}"
  redis:
    url: redis://:{password(page)}@10.0.0.9:6379/0
management:
  password-policy: {page.decoy('empty-secret', 'strong')}
  token-validity: {page.decoy('stamp', '86400')}
sso:
  client-secret: {page.value('access-key', w.once(lambda: word(page.r, 36)))}
  ldap-password: {page.decoy('empty-secret', '${LDAP_PASS:}')}
"""
    return f"""# cau hinh
db.url=jdbc:oracle:thin:dvc/{password(page)}@//10.0.0.8:1521/ORCL
db2.url=jdbc:mysql://10.0.0.8/dvc?user=root&password={password(page)}
mail.password={password(page)}
password.min.length={page.decoy('empty-secret', '8')}
label.password={page.decoy('empty-secret', 'Mật khẩu')}
lgsp.consumer.secret={page.value('access-key', w.once(lambda: word(page.r, 30)))}
app.version={page.decoy('stamp', w.stamp())}
"""


def code(page):
    """Settings within programs."""
    r = page.r
    name, key = access_key(page)
    return r.choice([
        lambda: f"<?php\ndefine('DB_NAME', 'wp');\ndefine('DB_USER', 'wp');\ndefine('DB_PASSWORD', '{password(page)}');\ndefine('DB_CHARSET', 'utf8');\n$api_key = '{key}';\n$matkhau = '{page.decoy('empty-secret', '')}';\n",
        lambda: f"DATABASES = {{'default': {{'ENGINE': 'django.db.backends.postgresql', 'USER': 'dvc', 'PASSWORD': '{password(page)}'}}}}\n{name} = '{key}'\nEMAIL_HOST_PASSWORD = os.environ['EMAIL_PASSWORD']  {page.decoy('empty-secret', '#')}\n",
        lambda: f"const config = {{\n  apiKey: \"{key}\",\n  dbUrl: \"mongodb://admin:{password(page)}@10.0.0.4:27017/dvc\",\n  password: {page.decoy('empty-secret', 'process.env.PASSWORD')},\n}};\n",
        lambda: f"#!/bin/bash\nexport PGPASSWORD='{password(page)}'\nmysqldump -u root -p{password(page)} dvc > /backup/dvc.sql\ncurl -H 'X-Api-Key: {key}' https://10.0.0.2/api\n",
        lambda: f"version: '3'\nservices:\n  db:\n    image: postgres:15\n    environment:\n      POSTGRES_PASSWORD: {password(page)}\n      {name}: {key}\n      PASSWORD_FILE: {page.decoy('empty-secret', '/run/secrets/db')}\n",
        lambda: f"https://deploy:{password(page)}@git.example.vn/dvc.git\n//registry.example.vn/:_authToken={key}\n",
    ])()


def keys(page):
    """Private keys beside certificates."""
    number = page.r.randint(3, 4)
    return "".join(private_key(page) + certificate(page) for _ in range(number)) + f"\n# {page.decoy('public-part', '-----BEGIN PRIVATE KEY-----')} ... (mẫu trong tài liệu)\n"


def notes(page):
    """Passwords as people write them down."""
    r, w = page.r, page.world
    lines = [f"Tài khoản quản trị: admin / mật khẩu: {password(page)}", f"Máy chủ 10.0.0.7: user root, pass: {password(page)}", f"Mật khẩu wifi phòng họp là {page.value('password', w.once(lambda: word(r, 9) + '7@'))}",
             f"Đổi mật khẩu định kỳ 90 ngày, {page.decoy('empty-secret', 'mật khẩu tối thiểu 12 ký tự')}.", f"Quên mật khẩu: gọi {page.decoy('land-line', w.landline())}."]
    return "\n".join(lines) + "\n"
