#!/usr/bin/env python3
"""What watching costs: a link of many hops at one probing a second each, against a server on loopback.

    cargo build --release
    python3 benches/link/rate.py target/release/kiemtra [HOPS] [SECONDS]

Prints processor time per 1,000 probings, the peak of memory, and how many samples were taken and how late. The server
is a process of its own; only the watcher is measured, its store of samples included.
"""

import asyncio
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
import urllib.request

ANSWER = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\nConnection: close\r\n\r\n{"state": "OK"}'


class Service(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport

    def data_received(self, data):
        self.transport.write(ANSWER)
        self.transport.close()


def serve(pipe):
    async def run():
        server = await asyncio.get_running_loop().create_server(Service, "127.0.0.1", 0, backlog=4096)
        pipe.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


def declaration(port, hops):
    hop = "{id: h-%d, side: own, probe: http, every: 1s, timeout: 2s, expect: {status: 200, contains: OK}}"
    return f"""schema: kiemtra/system@1
id: thu
title: Thử
subjects:
  - id: lien-thong
    kind: link
    url: http://127.0.0.1:{port}/
    watch: {{hops: [{", ".join(hop % number for number in range(hops))}]}}
scope: {{networks: [127.0.0.0/8], ports: [1-65535]}}
authorisation: {{document: 1/QĐ, issuer: An, from: '2020-01-01T00:00:00+07:00', until: '2090-12-01T00:00:00+07:00'}}
"""


def figures(pid):
    """Seconds of processor time and the peak of memory in MiB."""
    fields = open(f"/proc/{pid}/stat").read().rsplit(")", 1)[1].split()
    seconds = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    peak = next(line for line in open(f"/proc/{pid}/status") if line.startswith("VmHWM"))
    return seconds, int(peak.split()[1]) / 1024


def counted(page):
    """Samples by class, and the greatest delay of a probing in seconds."""
    classes, lag = {}, 0.0
    for line in page.splitlines():
        if line.startswith("kiemtra_link_samples_total{"):
            name, value = line.rsplit('class="', 1)[1].split('"} ')
            classes[name] = classes.get(name, 0) + int(value)
        if line.startswith("kiemtra_link_lag_seconds{"):
            lag = max(lag, float(line.rsplit(" ", 1)[1]))
    return classes, lag


def main():
    program = os.path.abspath(sys.argv[1])
    hops = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    seconds = int(sys.argv[3]) if len(sys.argv) > 3 else 60
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=serve, args=(theirs,), daemon=True)
    server.start()
    port = ours.recv()
    with tempfile.TemporaryDirectory() as folder:
        system = os.path.join(folder, "system.yaml")
        with open(system, "w", encoding="utf-8") as file:
            file.write(declaration(port, hops))
        metrics = "127.0.0.1:19464"
        command = [program, "link", "watch", system, "--ledger", os.path.join(folder, "ledger.db"), "--metrics", metrics]
        watcher = subprocess.Popen(command + ["--for", f"{seconds + 5}s"])
        time.sleep(seconds)
        page = urllib.request.urlopen(f"http://{metrics}/metrics").read().decode()
        (processor, peak), (classes, lag) = figures(watcher.pid), counted(page)
        code = watcher.wait()
        stored = os.path.getsize(os.path.join(folder, "ledger.db.samples"))
    server.terminate()
    taken = sum(classes.values())
    print(f"{hops} hops, {seconds} s: {taken} samples {classes}, greatest delay {lag * 1000:.0f} ms, exit {code}")
    print(f"{processor:.2f} s of processor time: {processor / taken * 1000:.3f} s per 1,000; peak of memory {peak:.1f} MiB; stored {stored} bytes")


if __name__ == "__main__":
    main()
