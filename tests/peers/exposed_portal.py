#!/usr/bin/env python3
"""A portal that leaves open what must not be, its sound twin, and servers that fool whoever believes a status.

Usage: exposed_portal.py SETTINGS LOG     (SETTINGS is JSON; prints its port; writes one line a request to LOG)
       exposed_portal.py --planted STACK  (prints what the stack plants, as JSON: [[rule, path], ...])

SETTINGS: {"stack": "php" | "aspnet" | "java" | "oracle" | "node", "expose": "all" | [path, ...] | [],
           "manner": "honest" | "everything" | "varying" | "text" | "files" | "login" | "wall" | "forbidden" | "captcha"
                     | "reflect" | "echo" | "waf" | "throttle" | "reset" | "unavailable" | "silent-path",
           "after": number of requests before waf, throttle, reset and unavailable begin, "gzip": bool, "front": page,
           "head": {name: value} of every answer, "malformed": whether a malformed path is answered with a trace}
Every secret and person in here is made up.
"""
import gzip
import html
import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock

HOST = "cong.test"
SQLITE = b"SQLite format 3\x00" + b"\x10\x00\x01\x01" * 20
ZIP = b"PK\x03\x04\x14\x00\x00\x00\x08\x00" + b"\x00" * 600
GZIP = b"\x1f\x8b\x08\x00" + b"\x00" * 600
RAR = b"Rar!\x1a\x07\x01\x00" + b"\x00" * 600
SEVEN = b"7z\xbc\xaf\x27\x1c\x00\x04" + b"\x00" * 600
PEM = "-----BEGIN RSA PRIVATE KEY-----\n" + "QmkgbWF0IHRodQ" * 100 + "\n-----END RSA PRIVATE KEY-----\n"
SQL = "-- MySQL dump 10.13\n--\n-- Host: localhost\nDROP TABLE IF EXISTS `ho_so`;\nCREATE TABLE `ho_so` (ma int);\nINSERT INTO `ho_so` VALUES (1,'Nguyễn Văn Thử');\n" * 300
PHP = "<?php\n$db_host = 'localhost';\n$db_password = 'MatKhauGia123';\ndefine('DB_USER', 'cong');\n"
ENV = "# cấu hình\nAPP_NAME=Cong\nAPP_KEY=base64:S2hvYUdpYQ==\nDB_PASSWORD=MatKhauGia123\n"
WEB_CONFIG = '<?xml version="1.0" encoding="utf-8"?>\n<configuration>\n <connectionStrings><add name="CongDb" connectionString="Server=.;Password=MatKhauGia123"/></connectionStrings>\n</configuration>'
APPSETTINGS = '{\n  // máy chủ thật\n  "ConnectionStrings": {"Cong": "Server=.;Password=MatKhauGia123"},\n  "Logging": {"LogLevel": {"Default": "Information"}}\n}'
OPENAPI = '{"openapi": "3.0.1", "info": {"title": "API", "version": "v1"}, "paths": {}}'
SWAGGER = '<!doctype html><html><head><title>Swagger UI</title></head><body><div id="swagger-ui"></div><script>window.ui = SwaggerUIBundle({url: "/x"})</script></body></html>'
WSDL = '<?xml version="1.0"?><wsdl:definitions xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/" name="S"></wsdl:definitions>'
NAME = "Nguyen-Van-Thu-001099000001.pdf"


def page(title, body=""):
    return f"<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>{title}</title></head>\n<body>{body}</body></html>"


def login(title):
    return page(title, '<form method="post"><input name="u"><input type="password" name="p"></form>')


def apache(path):
    return f'<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2 Final//EN">\n<html>\n <head>\n  <title>Index of {path[:-1] or "/"}</title>\n </head>\n <body>\n<h1>Index of {path[:-1] or "/"}</h1>\n  <table>\n<tr><th><a href="?C=N;O=D">Name</a></th></tr>\n<tr><td><a href="{NAME}">{NAME}</a></td></tr></table></body></html>'


def nginx(path):
    return f'<html>\r\n<head><title>Index of {path}</title></head>\r\n<body>\r\n<h1>Index of {path}</h1><hr><pre><a href="../">../</a>\r\n<a href="{NAME}">{NAME}</a>  22-Nov-2026 10:00  12345\r\n</pre><hr></body>\r\n</html>'


def iis(path):
    return f'<html><head><title>{HOST} - {path}</title></head><body><H1>{HOST} - {path}</H1><hr>\r\n\r\n<pre><A HREF="/">[To Parent Directory]</A><br><br> 11/22/2026 10:00 AM  12345 <A HREF="{path}{NAME}">{NAME}</A><br></pre><hr></body></html>'


def tomcat(path):
    return f'<html><head><title>Directory Listing For [{path}]</title></head><body><h1>Directory Listing For [{path}]</h1><table><tr><td><a href="{path}{NAME}"><tt>{NAME}</tt></a></td></tr></table></body></html>'


def jetty(path):
    return page(f"Directory: {path}", f'<h1 class="title">Directory: {path}</h1><table><tr><td><a href="{NAME}">{NAME}</a></td></tr></table>')


def python(path):
    return f'<!DOCTYPE HTML>\n<html lang="en">\n<head>\n<title>Directory listing for {path}</title>\n</head>\n<body>\n<h1>Directory listing for {path}</h1>\n<ul><li><a href="{NAME}">{NAME}</a></li></ul></body></html>'


def lighttpd(path):
    return f'<!DOCTYPE html>\n<html><head><title>Index of {path}</title></head><body><h2>Index of {path}</h2><div class="list"><table><tr><td class="n"><a href="{NAME}">{NAME}</a></td></tr></table></div></body></html>'


def caddy(path):
    return f'<!DOCTYPE html><html><head><title>{path}</title></head><body><header><h1>{path}</h1></header><main><div class="listing"><table aria-describedby="summary"><tr class="file"><td><a href="./{NAME}">{NAME}</a></td></tr></table></div></main></body></html>'


def go(_path):
    return f'<!doctype html>\n<meta name="viewport" content="width=device-width">\n<pre>\n<a href="{NAME}">{NAME}</a>\n<a href="b/">b/</a>\n</pre>\n'


def bucket(_path):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>uploads</Name><Contents><Key>{NAME}</Key></Contents></ListBucketResult>'


def actuator(*names):
    return json.dumps({"_links": {"self": {"href": "http://x/actuator"}, **{name: {"href": f"http://x/actuator/{name}"} for name in names}}})


PLANTED = {
    "php": [
        ("git", "/.git/HEAD", "ref: refs/heads/main\n"),
        ("subversion", "/.svn/wc.db", SQLITE),
        ("mercurial", "/.hg/requires", "dotencode\nfncache\nrevlogv1\nstore\n"),
        ("bazaar", "/.bzr/branch-format", "Bazaar-NG meta directory, format 1\n"),
        ("cvs", "/CVS/Entries", "/index.php/1.4/Mon Nov  2 10:00:00 2026//\nD/img////\n"),
        *[("environment-file", path, ENV) for path in ("/.env", "/.env.production", "/.env.bak")],
        *[("script-copy", path, PHP) for path in ("/config.php.bak", "/config.php~", "/config.inc", "/wp-config.php~", "/index.php.bak")],
        ("script-copy", "/.config.php.swp", b"b0VIM 8.2\x00\x00" + b"\x00" * 100),
        ("settings-file", "/config/database.yml", "production:\n  adapter: mysql2\n  password: MatKhauGia123\n"),
        ("containers", "/docker-compose.yml", "version: '3'\nservices:\n  db:\n    image: mysql:8\n    environment:\n      MYSQL_ROOT_PASSWORD: x\n"),
        ("containers", "/Dockerfile", "# x\nFROM php:8\nCOPY . /var/www\n"),
        ("credentials-file", "/.npmrc", "//registry.example/:_authToken=abc\n"),
        ("credentials-file", "/.aws/credentials", "[default]\naws_access_key_id = AKIAGIA\naws_secret_access_key = gia\n"),
        ("credentials-file", "/.git-credentials", "https://nguoi:gia@git.example\n"),
        ("credentials-file", "/.docker/config.json", '{"auths": {"r.example": {"auth": "eDp5"}}}'),
        ("credentials-file", "/.vscode/sftp.json", '{"host": "x", "username": "y", "password": "z"}'),
        ("credentials-file", "/.bash_history", "cd /var/www\nmysql -u root -pGia\nexit\n"),
        ("credentials-file", "/.htaccess", "RewriteEngine On\nRewriteRule ^ index.php\n"),
        *[("private-key", path, PEM) for path in ("/id_rsa", "/key.pem", "/server.key", f"/{HOST}.key")],
        ("password-file", "/.htpasswd", "quantri:$apr1$abc$defghijklmnop\n"),
        *[("database-dump", path, SQL) for path in ("/dump.sql", "/cong.sql", "/backup/db.sql")],
        ("packed-dump", "/backup.sql.gz", GZIP),
        ("database-file", "/database.sqlite", SQLITE),
        *[("archive", path, ZIP) for path in ("/backup.zip", f"/{HOST}.zip", "/cong.zip", "/backup-2026.zip")],
        ("archive", "/www.tar.gz", GZIP),
        ("archive", "/www.rar", RAR),
        ("archive", "/site.7z", SEVEN),
        ("symfony-profiler", "/_profiler/", page("Symfony Profiler")),
        ("laravel-debugging", "/_ignition/health-check", '{"can_execute_commands":true}'),
        ("laravel-debugging", "/telescope", page("Telescope - Cong", '<div id="telescope"></div>')),
        ("directory-listing", "/uploads/", apache),
        ("directory-listing", "/files/", nginx),
        ("directory-listing", "/data/", lighttpd),
        ("directory-listing", "/bi-mat/", apache),
        ("database-dump", "/luu-tru/ket-xuat.sql", SQL),
        ("log-file", "/error.log", "[Sun Nov 22 10:00:00.123456 2026] [php:error] [pid 7] PHP Fatal error:  x\n"),
        ("log-file", "/access.log", '10.0.0.1 - - [22/Nov/2026:10:00:00 +0700] "GET /?cccd=001099000001 HTTP/1.1" 200 1\n' * 300),
        ("log-file", "/storage/logs/laravel.log", "[2026-11-22 10:00:00] production.ERROR: SQLSTATE {}\n"),
        ("phpinfo", "/phpinfo.php", page("PHP 8.2.0 - phpinfo()", '<h1 class="p">PHP Version 8.2.0</h1><table><tr><td class="e">System </td><td class="v">Linux</td></tr></table>')),
        ("server-status", "/server-status", page("Apache Status", "<h1>Apache Server Status for x</h1>")),
        ("server-status", "/server-info", page("Server Information", "<h1>Apache Server Information</h1>")),
        ("database-administration", "/phpmyadmin/", login("phpMyAdmin")),
        ("database-administration", "/adminer.php", login("Login - Adminer")),
        ("installer", "/install.php", page("Cài đặt hệ thống", "<form>Cơ sở dữ liệu <input></form>")),
        ("installer", "/wp-admin/install.php", page("WordPress &rsaquo; Installation", "<form>Continue Language</form>")),
        ("developer-file", "/.DS_Store", b"\x00\x00\x00\x01Bud1" + b"\x00" * 100),
        ("developer-file", "/.idea/workspace.xml", '<?xml version="1.0" encoding="UTF-8"?>\n<project version="4">\n</project>'),
        ("developer-file", "/composer.lock", '{"_readme": ["x"], "content-hash": "y", "packages": []}'),
        ("developer-file", "/package.json", '{"name": "cong", "version": "1.0.0", "dependencies": {}}'),
        ("developer-file", "/.gitignore", "node_modules/\nvendor\n*.log\n"),
        ("cross-domain-policy", "/crossdomain.xml", '<?xml version="1.0"?>\n<cross-domain-policy><allow-access-from domain="*" secure="false"/></cross-domain-policy>'),
        ("verbose-error", "/tra-cuu", None),
    ],
    "aspnet": [
        *[("appsettings", path, APPSETTINGS) for path in ("/appsettings.json", "/appsettings.Production.json")],
        *[("web-config", path, WEB_CONFIG) for path in ("/web.config", "/web.config.bak", "/web.config.old", "/web.config~", "/web.config.txt")],
        ("web-config", "/connectionStrings.config", '<connectionStrings><add name="a" connectionString="b"/></connectionStrings>'),
        ("source-copy", "/Default.aspx.bak", '<%@ Page Language="C#" AutoEventWireup="true" %>\n<html></html>'),
        ("key-store", f"/{HOST}.pfx", bytes.fromhex("308209f002010330") + b"\x00" * 100),
        ("database-file", "/db.bak", b"TAPE\x00\x00\x03\x00" + b"\x00" * 600),
        ("database-file", "/db.mdb", b"\x00\x01\x00\x00Standard Jet DB\x00" + b"\x00" * 600),
        ("database-dump", "/database.sql", b"\xff\xfe" + "USE [Cong]\r\nGO\r\nCREATE TABLE [dbo].[HoSo](\r\n".encode("utf-16-le")),
        *[("archive", path, ZIP) for path in ("/wwwroot.zip", "/web.zip")],
        ("elmah", "/elmah.axd", page("Error log for /LM/W3SVC/1/ROOT on MAY (Page #1)", '<h1 id="PageTitle">Error Log</h1>')),
        ("asp-net-trace", "/trace.axd", "<html><body><h1>Application Trace</h1><table><tr><td>Requests to this Application</td></tr></table><p>Physical Directory: D:\\web</p></body></html>"),
        ("glimpse", "/glimpse.axd", page("Glimpse", "<h1>Glimpse</h1>")),
        ("mini-profiler", "/mini-profiler-resources/results-index", page("List of profiling sessions")),
        ("hangfire", "/hangfire", page("Overview - Hangfire Dashboard")),
        ("directory-listing", "/upload/", iis),
        ("directory-listing", "/Portals/0/", iis),
        ("sharepoint-lists", "/_layouts/15/viewlsts.aspx", page("Site Contents")),
        ("sharepoint-lists", "/_api/web/lists", '<?xml version="1.0" encoding="utf-8"?><feed xml:base="http://x/_api/" xmlns:d="http://schemas.microsoft.com/ado/2007/08/dataservices"></feed>'),
        ("log-file", "/logs/stdout.log", "info: Microsoft.Hosting.Lifetime[0]\n      Now listening on: http://localhost:5000\n"),
        ("log-file", "/log.txt", "2026-11-22 10:00:00,123 [5] ERROR Cong.Web - x\n"),
        ("dnn-host", "/Host", page("Host - DNN", '<form id="Form" class="dnnForm"></form>')),
        ("sharepoint-administration", "/_admin/default.aspx", login("Central Administration")),
        ("installer", "/Install/InstallWizard.aspx", page("DNN Installation Wizard", "<form>Continue</form>")),
        ("openapi", "/swagger/v1/swagger.json", OPENAPI),
        ("soap", "/Service.asmx", WSDL),
        ("soap", "/dich-vu/HoSo.asmx", WSDL),
        ("soap", "/_vti_bin/lists.asmx", page("Lists Web Service", '<a href="lists.asmx?op=GetList">GetList</a>')),
        ("odata", "/odata/$metadata", '<?xml version="1.0"?><edmx:Edmx Version="4.0" xmlns:edmx="x"></edmx:Edmx>'),
        ("web-api-help", "/Help", page("ASP.NET Web API Help Page")),
        ("default-page", "/iisstart.htm", page("IIS Windows Server", '<img src="iisstart.png">')),
        ("verbose-error", "/tra-cuu", None),
    ],
    "java": [
        ("java-configuration", "/application.properties", "spring.datasource.url=jdbc:oracle:thin:@//db/cong\nspring.datasource.password=MatKhauGia123\n"),
        ("java-configuration", "/application.yml", "spring:\n  datasource:\n    password: MatKhauGia123\n"),
        ("java-configuration", "/WEB-INF/web.xml", '<?xml version="1.0"?>\n<web-app version="3.0"></web-app>'),
        ("java-configuration", "/portal-ext.properties", "jdbc.default.password=MatKhauGia123\n"),
        ("source-copy", "/index.jsp.bak", '<%-- x --%>\n<%@ page import="java.util.*" %>'),
        ("key-store", "/keystore.jks", bytes.fromhex("feedfeed00000002") + b"\x00" * 100),
        ("archive", "/ROOT.war", ZIP),
        ("actuator-open", "/actuator", actuator("health", "env", "heapdump")),
        ("jolokia", "/jolokia/version", '{"request": {"type": "version"}, "value": {"agent": "1.7.1", "protocol": "7.2"}, "status": 200}'),
        ("jmx-console", "/jmx-console/", page("JBoss JMX Management Console")),
        ("druid", "/druid/index.html", page("Druid Stat Index")),
        ("h2-console", "/h2-console/", page("H2 Console")),
        ("directory-listing", "/attachments/", tomcat),
        ("directory-listing", "/vanban/", jetty),
        ("log-file", "/catalina.out", "22-Nov-2026 10:00:00.000 INFO [main] org.apache.catalina.startup.Catalina.start Server startup in [9] ms\n"),
        ("prometheus", "/actuator/prometheus", "# HELP jvm_memory_used_bytes x\n# TYPE jvm_memory_used_bytes gauge\njvm_memory_used_bytes{area=\"heap\"} 1.0E7\n"),
        ("tomcat-manager", "/manager/html", (401, {"WWW-Authenticate": 'Basic realm="Tomcat Manager Application"'}, page("401 Unauthorized"))),
        ("jboss-console", "/admin-console/", login("JBoss AS Administration Console")),
        ("liferay-control-panel", "/group/control_panel", page("Control Panel - Liferay", '<div id="p_p_id_x">Liferay</div>')),
        ("liferay-services", "/api/jsonws", page("json-web-services-api")),
        ("geoserver", "/geoserver/web/", login("GeoServer: Welcome")),
        ("monitoring-console", "/jenkins/login", login("Sign in [Jenkins]")),
        ("openapi", "/v3/api-docs", OPENAPI),
        ("wadl", "/application.wadl", '<?xml version="1.0"?><application xmlns="http://wadl.dev.java.net/2009/02"></application>'),
        ("default-page", "/docs/", page("Apache Tomcat 9 (9.0.71) - Documentation Index")),
        ("verbose-error", "/tra-cuu", None),
    ],
    "oracle": [
        ("wso2-console", "/carbon/admin/login.jsp", login("WSO2 Management Console")),
        ("weblogic-console", "/console/login/LoginForm.jsp", login("Oracle WebLogic Server Administration Console")),
        ("oracle-console", "/em/", login("Login to Oracle Enterprise Manager")),
        ("oracle-console", "/apex/", login("Oracle APEX Sign In")),
        ("keycloak-administration", "/admin/master/console/", page("Keycloak Administration Console")),
        ("soap", "/services/", page("CXF - Service list", "<a href='x?wsdl'>x</a>")),
        ("database-file", "/export.dmp", b"\x03\x00\x01EXPORT:V12.01.00\nU"),
        ("actuator", "/actuator", actuator("health", "info")),
        ("directory-listing", "/backup/", apache),
        ("verbose-error", "/tra-cuu", None),
    ],
    "node": [
        ("settings-file", "/config.json", '{"db": {"host": "x", "password": "MatKhauGia123"}}'),
        ("settings-file", "/settings.py", "import os\nSECRET_KEY = 'gia'\nDEBUG = True\n"),
        ("settings-file", "/config.yml", "app: cong\nsecret: gia\n"),
        ("openapi", "/openapi.json", OPENAPI),
        ("graphql", "/graphql", '{"data": {"__schema": {"queryType": {"name": "Query"}}}}'),
        ("source-map", "/static/app.js.map", '{"version":3,"file":"app.js","sources":["a.ts"],"sourcesContent":["export const a = 1"],"mappings":"AAAA"}'),
        ("bucket-listing", "/uploads/", bucket),
        ("bucket-listing", "/files", '\ufeff<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="x"><Blobs/></EnumerationResults>'),
        ("directory-listing", "/documents/", python),
        ("directory-listing", "/data/", caddy),
        ("directory-listing", "/download/", go),
        ("kibana", "/app/kibana", page("Kibana", '<kbn-injected-metadata data="x"></kbn-injected-metadata>')),
        ("monitoring-console", "/login", page("Grafana", '<div id="reactRoot"></div>')),
        ("monitoring-console", "/zabbix/", login("Cổng: Zabbix")),
        ("monitoring-console", "/minio/login", page("MinIO Console")),
        ("monitoring-console", "/users/sign_in", login("Sign in · GitLab")),
        ("build-console", "/sonarqube/", page("SonarQube")),
        ("build-console", "/nexus/", page("Nexus Repository Manager")),
        ("prometheus", "/metrics", "# HELP up x\n# TYPE up gauge\nup 1\n"),
        ("server-status", "/nginx_status", "Active connections: 2 \nserver accepts handled requests\n 1 1 1 \n"),
        ("go-debugging", "/debug/pprof/", page("/debug/pprof/", "profiles:")),
        ("werkzeug-console", "/console", page("Console // Werkzeug Debugger")),
        ("rails-information", "/rails/info/properties", page("Properties", "<h1>Rails version</h1> Database adapter")),
        ("developer-file", "/package-lock.json", '{"name": "x", "lockfileVersion": 3, "packages": {}}'),
        ("developer-file", "/.vscode/settings.json", '{"editor.tabSize": 2}'),
        ("database-file", "/db.sqlite3", SQLITE),
        ("verbose-error", "/tra-cuu", None),
    ],
    # Places that are asked with what the budget leaves over.
    "further": [
        ("git", "/.git/index", b"DIRC\x00\x00\x00\x02\x00\x00\x00\x01" + b"\x00" * 80),
        ("log-file", "/logs/spring.log", "2026-11-22 10:00:00.123  INFO 7 --- [main] vn.cong.Cong : x\n" * 50),
        ("actuator-open", "/actuator/gateway/routes", '[{"predicate": "Paths: [/x]", "route_id": "x", "filters": []}]'),
        ("service-registry", "/v1/agent/self", '{"Config": {"Datacenter": "dc1", "Version": "1.10"}}'),
        ("log-file", "/App_Data/Logs/log.txt", "2026-11-22 10:00:00,123 [5] ERROR Cong.Web - x\n"),
        ("directory-listing", "/tailieu/", iis),
        ("script-copy", "/wp-config.php.save", PHP),
        ("script-copy", "/.wp-config.php.swp", b"b0VIM 8.2\x00\x00" + b"\x00" * 100),
        ("node-inspector", "/json/list", '[{"type": "node", "webSocketDebuggerUrl": "ws://127.0.0.1:9229/x"}]'),
    ],
}

ERRORS = {
    "php": "<br />\n<b>Fatal error</b>: Uncaught PDOException: SQLSTATE[42000] You have an error in your SQL syntax in <b>/var/www/cong/tra_cuu.php</b> on line <b>12</b><br />",
    "aspnet": page("Incorrect syntax", "<h1>Server Error in '/' Application.</h1><pre>[SqlException (0x80131904): Incorrect syntax near '1'.]\n at Cong.TraCuu.Xem(String id) in D:\\web\\TraCuu.cs:line 12</pre>"),
    "java": page("Error", "<pre>java.lang.NumberFormatException: For input string\n\tat vn.cong.TraCuu.xem(TraCuu.java:12)\nORA-01722: invalid number</pre>"),
    "oracle": page("Error 500", "<pre>java.sql.SQLException: ORA-00933: SQL command not properly ended</pre>"),
    "node": page("Error", "<pre>TypeError: x<br> &nbsp; at Layer.handle (/srv/cong/node_modules/express/lib/router/layer.js:95:5)</pre>"),
}

# A page that writes about everything that is looked for: in text, in comments, in scripts, in fields.
QUOTED = "\n".join([
    "ref: refs/heads/main", ENV, WEB_CONFIG, APPSETTINGS, PHP, PEM[:200], SQL[:300], OPENAPI, WSDL, "<title>phpinfo()</title>",
    "<h1>Index of /uploads</h1><a href=\"?C=N;O=D\">", "[To Parent Directory]", bucket(""), actuator("env", "heapdump"),
    "Directory Listing For /", "WSO2 Management Console", "Error log for", "<h1>Application Trace</h1>", "Active connections: 1",
    "# HELP up x", "\"sourcesContent\": [\"a\"]", "You Know, for Search", "2026-11-22 10:00:00 ERROR x", "phpMyAdmin", "Swagger UI",
])
QUOTING = page(
    "Hướng dẫn an toàn thông tin",
    f"<!-- {QUOTED.replace('-->', '')} --><script>var mau = {json.dumps(QUOTED).replace('</', '<_')};</script>"
    f"<p>Không được để lộ các nội dung sau:</p><pre>{html.escape(QUOTED)}</pre><textarea>{html.escape(QUOTED)}</textarea>",
)
FRONT = page(
    "Cổng dịch vụ công",
    '<script src="/static/app.js"></script><a href="/tra-cuu?id=5">Tra cứu</a><a href="/huong-dan">Hướng dẫn</a>'
    '<a href="/dich-vu/HoSo.asmx">Dịch vụ</a><a href="/tep/mau-don.pdf">Mẫu đơn</a>'
    '<form action="/tim" method="get"><input name="q"><input name="tuNgay"></form>',
)
SOUND = ["/huong-dan", "/docs", "/docs/", "/login", "/install/", "/setup/", "/test.php", "/uploads/", "/files/", "/console", "/Help", "/Host", "/api-docs", "/services/"]
CAPTCHA = page("Just a moment...", '<div class="cf-turnstile"></div>Checking your browser')
BLOCKED = page("Request Rejected", "The requested URL was rejected. Your support ID is: 123")


class Portal(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    settings, log, lock, count, places = {}, None, Lock(), 0, {}

    def log_message(self, *_arguments):
        pass

    def do_GET(self):
        with Portal.lock:
            Portal.count += 1
            number = Portal.count
            Portal.log.write(f"{self.command} {self.path} {self.headers.get('user-agent')} {self.headers.get('range', '-')}\n")
            Portal.log.flush()
        self.answer(number)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_TRACE = do_PROPFIND = do_GET

    def answer(self, number):
        manner, late = self.settings.get("manner", "honest"), number > self.settings.get("after", 0)
        path = self.path.split("?")[0]
        proper = path in ("/", "/static/app.js", "/tra-cuu")
        if manner == "everything":
            return self.give(200, FRONT if path == "/" else QUOTING)
        if manner == "varying":
            words = ["Xin lỗi", "Rất tiếc", "Trang này không còn", "Index of nothing", "Hãy thử lại"]
            title = words[number % len(words)]
            return self.give(200, FRONT if proper else page(title, f"<p>{title} {number * 7919} {html.escape(self.path)}</p>" * (number % 9 + 1)))
        if manner == "text":
            return self.give(200, FRONT if path == "/" else ENV + QUOTED, "text/plain")
        if manner == "files" and not proper:
            return self.give(200, *self.made_up(path))
        if manner == "login" and path != "/dang-nhap":
            return self.give(302, "", headers={"Location": f"/dang-nhap?returnUrl={self.path}"})
        if manner == "wall":
            return self.give(401, page("401"), headers={"WWW-Authenticate": 'Basic realm="Noi bo"'})
        if manner == "forbidden":
            return self.give(403, page("403 Forbidden"))
        if manner == "captcha":
            return self.give(200, CAPTCHA)
        if manner == "reflect" and not proper:
            return self.give(404, page("404", f"<pre>{html.escape(self.path)} {number}</pre>" + QUOTED))
        if manner == "echo" and not proper:
            return self.give(200, page(f"{path.strip('/')}: không có", f"<h1>Kết quả tìm kiếm: {html.escape(path)}</h1><p>{number}</p>"))
        if self.settings.get("malformed") and "%ff" in path.lower():
            return self.give(400, page("Error", "<pre>URIError: Failed to decode param<br> &nbsp; at decode_param (/srv/cong/node_modules/express/lib/router/layer.js:172:12)</pre>"))
        if manner == "waf" and late:
            return self.give(403, BLOCKED)
        if manner == "waf-200" and late:
            return self.give(200, BLOCKED)
        if manner == "throttle" and late:
            return self.give(429, "chờ", "text/plain", {"Retry-After": "60"})
        if manner == "unavailable" and late:
            return self.give(503, "bận", "text/plain")
        if manner == "one-unavailable" and path == "/actuator":
            return self.give(503, "bận", "text/plain")
        if manner == "reset" and late:
            self.close_connection = True
            return None
        return self.place(path)

    def made_up(self, path):
        """A server that makes every kind of file up."""
        if path.endswith(".zip"):
            return ZIP, "application/zip"
        if path.endswith((".sql", ".bak")):
            return SQL, "text/plain"
        if path.endswith(".json"):
            return OPENAPI, "application/json"
        if path.endswith("/"):
            return nginx(path), "text/html"
        if path.endswith((".gz", ".tgz")):
            return GZIP, "application/gzip"
        return ENV, "text/plain"

    def place(self, path):
        stack = self.settings.get("stack", "php")
        if path in self.places:
            rule, body = self.places[path]
            if rule == "verbose-error":
                broken = "%27" in self.path or "%2F99999" in self.path
                return self.give(500 if stack != "php" else 200, ERRORS[stack]) if broken else self.give(200, page("Tra cứu", "<p>Hồ sơ 5</p>"))
            if callable(body):
                return self.give(200, body(path))
            if isinstance(body, tuple):
                status, headers, text = body
                return self.give(status, text, headers=headers)
            kind = "text/html" if isinstance(body, str) and body.startswith(("<!DOCTYPE", "<html", "<!doctype")) else "application/octet-stream"
            return self.give(200, body, kind)
        if path == "/":
            return self.give(200, self.settings.get("front") or FRONT)
        if path == "/static/app.js":
            return self.give(200, "var a=1;\n//# sourceMappingURL=app.js.map\n", "text/javascript")
        if path == "/tra-cuu":
            return self.give(400 if "%27" in self.path else 200, page("Tra cứu", "<p>Không hợp lệ</p>"))
        if path == "/robots.txt":
            return self.give(200, "User-agent: *\nDisallow: /bi-mat/\nDisallow: /luu-tru/ket-xuat.sql\n", "text/plain")
        if self.settings.get("quoting") and path in SOUND:
            return self.give(200, QUOTING)
        if self.settings.get("fallback"):
            return self.give(200, FRONT)
        if self.settings.get("guarded") and path.startswith("/.git/"):
            return self.give(403, page("403 Forbidden"))
        return self.give(404, page("404 Not Found", "<h1>Không tìm thấy</h1>"))

    def give(self, status, body, kind="text/html; charset=utf-8", headers=None):
        raw = body.encode() if isinstance(body, str) else body
        total, ranged = len(raw), self.headers.get("range", "")
        headers = dict(headers or {})
        if status == 200 and ranged.startswith("bytes=0-") and self.settings.get("stack") != "aspnet":
            raw = raw[: int(ranged[8:]) + 1]
            status = 206
            headers["Content-Range"] = f"bytes 0-{len(raw) - 1}/{total}"
        if self.settings.get("gzip"):
            raw = gzip.compress(raw)
            headers["Content-Encoding"] = "gzip"
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(raw)))
        for name, value in {**self.settings.get("head", {}), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            if self.command != "HEAD":
                self.wfile.write(raw)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


def main():
    if sys.argv[1] == "--planted":
        print(json.dumps([[rule, path] for rule, path, _ in PLANTED[sys.argv[2]]]))
        return
    settings = json.loads(sys.argv[1])
    expose = settings.get("expose", [])
    for rule, path, body in PLANTED[settings.get("stack", "php")]:
        if expose == "all" or path in expose:
            Portal.places[path] = (rule, body)
    Portal.settings, Portal.log = settings, open(sys.argv[2], "a", encoding="utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    print(server.server_address[1], flush=True)
    server.serve_forever()


main()
