#!/usr/bin/env python3
"""A scripted far side on loopback: one port a mode of failure, each failing by the clock of one script.

    world.py FOLDER [--lasts 300] [--outages 30:1,60:2,90:5,130:10,180:30] [--modes refused,stale] [--delay 5]

Writes FOLDER/world.json (where each mode stands, when the script began, the truth) and certificates, and ends by itself.
Every mode answers GET / with 200, a body that says `"status":"ok"` and its own time; while its outage lasts it does what
its name says. `control` never fails; `flapping` fails every other second for twenty times. Nothing but loopback is used.
"""

import argparse
import asyncio
import json
import logging
import pathlib
import random
import socket
import ssl
import struct
import subprocess
import time
from datetime import datetime, timedelta, timezone

PLAIN = ["control", "refused", "black-hole", "half-open", "reset", "slow", "dripped", "truncated", "status-503",
         "error-body", "captive", "stale", "soap-fault", "flapping"]
TLS = ["tls-control", "tls-alert", "expired", "wrong-host", "untrusted", "not-tls"]


def stamp(when):
    return datetime.fromtimestamp(when, timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def certificate(folder, name, subject, days, issuer="ca"):
    """A leaf named for its file; `days` may be past."""
    run = lambda *words: subprocess.run(words, cwd=folder, check=True, capture_output=True)
    run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", f"{name}.key",
        "-out", f"{name}.csr", "-subj", f"/CN={subject}")
    (folder / f"{name}.ext").write_text(f"subjectAltName=DNS:{subject}\nextendedKeyUsage=serverAuth,clientAuth\n"
                                        "basicConstraints=critical,CA:false\nkeyUsage=digitalSignature\n")
    if days > 0:
        ending = ["-days", str(days)]
        run("openssl", "x509", "-req", "-in", f"{name}.csr", "-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key",
            "-set_serial", str(random.getrandbits(60)), "-extfile", f"{name}.ext", "-out", f"{name}.pem", *ending)
        return
    # `openssl x509` of Debian 12 dates only from now on; `openssl ca` may date into the past.
    (folder / "index.txt").write_text("")
    (folder / "ca.cnf").write_text("[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nserial=serial\nnew_certs_dir=.\n"
                                   "default_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n")
    (folder / "serial").write_text("%030x\n" % random.getrandbits(100))
    past = lambda ago: (datetime.now(timezone.utc) - timedelta(days=ago)).strftime("%Y%m%d%H%M%SZ")
    run("openssl", "ca", "-batch", "-config", "ca.cnf", "-cert", f"{issuer}.pem", "-keyfile", f"{issuer}.key", "-in",
        f"{name}.csr", "-out", f"{name}.pem", "-startdate", past(40), "-enddate", past(1), "-extfile", f"{name}.ext",
        "-notext")


def authority(folder, name):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                    "-keyout", f"{name}.key", "-out", f"{name}.pem", "-subj", f"/CN=World {name}", "-days", "90"],
                   cwd=folder, check=True, capture_output=True)


class Mode:
    def __init__(self, name, outages, began, folder, delay):
        self.name, self.outages, self.began, self.folder, self.delay = name, outages, began, folder, delay
        self.asked = self.good_answers = 0
        self.fillers = []
        self.listener = self.listen(0)
        self.port = self.listener.getsockname()[1]
        self.server = None

    def listen(self, port, backlog=512):
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen(backlog)
        listener.setblocking(False)
        return listener

    def fails(self):
        now = time.monotonic() - self.began
        return any(start <= now < start + length for start, length in self.outages)

    async def open(self):
        self.server = await asyncio.start_server(self.serve, sock=self.listener)

    async def follow(self):
        """Opens and closes the port for the modes that are a matter of the port."""
        await self.open()
        if self.name not in ("refused", "black-hole", "flapping"):
            return
        for start, length in self.outages:
            await until(self.began + start)
            self.server.close()
            if self.name == "black-hole":
                # A queue that is full answers no SYN: what a line does that swallows everything.
                self.listener = self.listen(self.port, 0)
                self.fill()
            await until(self.began + start + length)
            for filler in self.fillers:
                filler.close()
            self.fillers = []
            if self.name == "black-hole":
                self.listener.close()
            self.listener = self.listen(self.port)
            await self.open()

    def fill(self):
        for _ in range(4):
            filler = socket.socket()
            filler.setblocking(False)
            try:
                filler.connect(("127.0.0.1", self.port))
            except BlockingIOError:
                pass
            self.fillers.append(filler)

    async def serve(self, reader, writer):
        try:
            await self.answer(reader, writer)
        except (OSError, ssl.SSLError, asyncio.IncompleteReadError, ValueError, AttributeError):
            pass
        finally:
            writer.close()

    async def answer(self, reader, writer):
        self.asked += 1
        bad = self.fails()
        if bad and self.name == "reset":
            writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            return
        if bad and self.name == "half-open":
            await asyncio.sleep(60)
            return
        if self.name in TLS:
            if bad and self.name == "tls-alert":
                await reader.read(4096)
                writer.write(bytes([21, 3, 3, 0, 2, 2, 40]))
                await writer.drain()
                return
            if bad and self.name == "not-tls":
                await reader.read(4096)
                writer.write(b"HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
                await writer.drain()
                return
            await writer.start_tls(self.context(bad))
        await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 10)
        await self.reply(writer, bad)
        await writer.drain()

    def context(self, bad):
        name = self.name if bad and self.name in ("expired", "wrong-host", "untrusted") else "good"
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.folder / f"{name}.pem", self.folder / f"{name}.key")
        return context

    async def reply(self, writer, bad):
        await asyncio.sleep(self.delay / 1000)
        name = self.name
        when = time.time() - (3600 if bad and name == "stale" else 0)
        body = json.dumps({"status": "ok", "time": stamp(when), "fill": "x" * 400}, separators=(",", ":")).encode()
        head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n"
        if bad and name == "slow":
            await asyncio.sleep(3)
        if bad and name == "status-503":
            head, body = "HTTP/1.1 503 Service Unavailable\r\n", b"{}"
        if bad and name == "error-body":
            body = b'{"status":"error","code":"E-1042"}'
        if bad and name == "soap-fault":
            head = "HTTP/1.1 200 OK\r\ncontent-type: text/xml\r\n"
            body = (b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>'
                    b's:Server.ServerProxy</faultcode><faultstring>x</faultstring></s:Fault></s:Body></s:Envelope>')
        if bad and name == "captive":
            head, body = "HTTP/1.1 302 Found\r\nlocation: http://127.0.0.1:1/login\r\n", b""
        length = len(body) * (2 if bad and name == "truncated" else 1)
        writer.write((head + f"content-length: {length}\r\nconnection: close\r\n\r\n").encode())
        if bad and name == "dripped":
            for byte in body:
                writer.write(bytes([byte]))
                await writer.drain()
                await asyncio.sleep(0.2)
            return
        writer.write(body)
        self.good_answers += not bad


async def until(moment):
    await asyncio.sleep(max(0, moment - time.monotonic()))


async def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("folder", type=pathlib.Path)
    words.add_argument("--lasts", type=float, default=300)
    words.add_argument("--outages", default="30:1,60:2,90:5,130:10,180:30")
    words.add_argument("--modes", default=",".join(PLAIN + TLS))
    words.add_argument("--delay", type=float, default=5, help="milliseconds before a good answer")
    words.add_argument("--lead", type=float, default=8, help="seconds from the start of the program to that of the script")
    given = words.parse_args()
    folder = given.folder
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("ca", "stranger"):
        authority(folder, name)
    certificate(folder, "good", "far.test", 30)
    certificate(folder, "client", "client.test", 30)
    certificate(folder, "expired", "far.test", -1)
    certificate(folder, "wrong-host", "other.test", 30)
    certificate(folder, "untrusted", "far.test", 30, "stranger")
    outages = [tuple(map(float, pair.split(":"))) for pair in given.outages.split(",") if pair]
    flaps = [(20 + 2.0 * n, 1.0) for n in range(20)]
    # Half a second off the second: a script whose edges fall on the probes measures luck.
    began, wall = time.monotonic() + given.lead + 0.5, time.time() + given.lead + 0.5
    modes = []
    for name in given.modes.split(","):
        own = [] if name.endswith("control") else flaps if name == "flapping" else outages
        modes.append(Mode(name, own, began, folder, given.delay))
    truth = {
        mode.name: {
            "port": mode.port, "tls": mode.name in TLS, "outages": mode.outages,
            "availability": 100 * (1 - sum(max(0, min(start + length, given.lasts) - start)
                                              for start, length in mode.outages) / given.lasts),
        } for mode in modes
    }
    told = {"began": wall, "lasts": given.lasts, "modes": truth}
    (folder / "world.json.new").write_text(json.dumps(told, indent=1))
    (folder / "world.json.new").rename(folder / "world.json")
    tasks = [asyncio.create_task(mode.follow()) for mode in modes]
    await until(began + given.lasts + 12)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print(json.dumps({mode.name: [mode.asked, mode.good_answers] for mode in modes}))


# A library's remark on a connection that another side tore down is nobody's concern here.
logging.disable(logging.WARNING)
asyncio.run(main())
