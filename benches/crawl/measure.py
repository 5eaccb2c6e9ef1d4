#!/usr/bin/env python3
"""What it costs to walk through a site of 1,001 pages of 50 kB, beside wget that only fetches it.

    measure.py KIEMTRA

Serves the pages on loopback, lets `kiemtra audit` walk through them (every page inspected for personal data, facts, ledger
and report written) and then `wget --recursive`, and prints processor time, wall time and memory of both, of one run.
"""

import asyncio
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PAGES, SIZE, LINKS = 1000, 50_000, 10
WORDS = (
    "thủ tục hành chính cổng dịch vụ công trực tuyến hồ sơ người dân doanh nghiệp quyết định thông báo kế hoạch tỉnh xã phường"
).split()
SYSTEM = """schema: kiemtra/system@1
id: do-toc-do
title: Đo tốc độ
subjects:
  - {{id: cong, kind: site, url: "http://127.0.0.1:{port}/", addresses: [127.0.0.1], plain_port: false, crawl: {{pages: 1001, depth: 50, minutes: 30, megabytes: 500}}}}
scope: {{names: [], networks: [127.0.0.1/32], ports: [{port}], connections_per_second: 1000, requests_per_second: 1000, connections_per_host: 32}}
authorisation: {{document: 1/QD, issuer: A, from: "2020-01-01T00:00:00+07:00", until: "2199-01-01T00:00:00+07:00"}}
resolver: "127.0.0.1:1"
"""


def name(number):
    chance = random.Random(number)
    return f"/{''.join(chance.choices('abcdefghk', k=5))}-{''.join(chance.choices('mnopqrst', k=6))}.html"


def page(number, names):
    """A page with ten links, text with numbers and dates, and, on each tenth, ten made-up persons."""
    chance = random.Random(number + 5000)
    links = "".join(f"<a href='{names[(number * LINKS + step) % PAGES]}'>xem</a>\n" for step in range(1, LINKS + 1))
    rows = ""
    if number % 10 == 0:
        persons = (
            f"<tr><td>Nguyễn Văn {chr(65 + row)}n<td>0400900{number:03d}{row:02d}<td>0{row % 9 + 1}/03/1990" for row in range(10)
        )
        rows = "<table><tr><th>Họ và tên<th>Số CCCD<th>Ngày sinh" + "".join(persons) + "</table>"
    parts, length = [], len((links + rows).encode()) + 200
    while length < SIZE:
        text = " ".join(chance.choices(WORDS, k=60))
        part = f"<p>{text} số {chance.randrange(10**9)} ngày {chance.randrange(1, 28)}/{chance.randrange(1, 12)}/2024</p>\n"
        parts.append(part)
        length += len(part.encode())
    return f"<!doctype html><html><head><meta charset=utf-8><title>{number}</title></head><body>{links}{rows}{''.join(parts)}</body></html>".encode()


def serve():
    """Serves the pages until its standard input ends; tells its port. A process of its own, so that the one that measures
    is small: what a child uses at most is never told to be less than what its parent used when it was made."""
    names = [name(number) for number in range(PAGES)]
    pages = {names[number]: page(number, names) for number in range(PAGES)}
    pages["/"] = pages[names[0]]

    async def answer(reader, writer):
        try:
            path = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1].decode()
            body = pages.get(path)
            status, body = (b"200 OK", body) if body else (b"404 Not Found", b"no")
            head = b"HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
            writer.write(head % (status, len(body)) + body)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError, IndexError):
            pass
        writer.close()

    async def main():
        server = await asyncio.start_server(answer, "127.0.0.1", 0, backlog=256)
        print(server.sockets[0].getsockname()[1], flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)

    asyncio.run(main())


def measured(command, folder):
    """Processor seconds, wall seconds and the greatest memory in MB of a command."""
    started = time.monotonic()
    child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(child.pid, 0)
    child.returncode = 0
    return used.ru_utime + used.ru_stime, time.monotonic() - started, used.ru_maxrss / 1000


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if sys.argv[1] == "--serve":
        return serve()
    site = subprocess.Popen([sys.executable, __file__, "--serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    port = int(site.stdout.readline())
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "system.yaml").write_text(SYSTEM.format(port=port))
        command = [os.path.abspath(sys.argv[1]), "audit", "system.yaml", "--only", "exp.basic-data", "--out", "out"]
        walk = measured([*command, "--format", "csv", "--ledger", "ledger.db"], folder)
        facts = json.loads(Path(folder, "out/run.json").read_text())["facts"]
        fact = next(own["value"] for own in facts if own["probe"] == "crawl")
        found = {own["class"]: own["distinct"] for own in fact["totals"]}
        print(f"kiemtra: {walk[0]:.2f} s CPU, {walk[1]:.2f} s, {walk[2]:.0f} MB; {fact['course']['asked']} asked; {found}")
        if shutil.which("wget"):
            command = ["wget", "--quiet", "--recursive", "--level=inf", "--directory-prefix=fetched", f"http://127.0.0.1:{port}/"]
            fetch = measured(command, folder)
            print(f"wget:    {fetch[0]:.2f} s CPU, {fetch[1]:.2f} s, {fetch[2]:.0f} MB; fetches, inspects nothing")
            print(f"ratio:   {walk[0] / fetch[0]:.1f} CPU, {walk[1] / fetch[1]:.1f} wall")

    site.stdin.close()
    site.wait()


if __name__ == "__main__":
    main()
