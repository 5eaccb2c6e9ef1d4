#!/usr/bin/env python3
"""The same script of failures, watched by kiemtra and by other monitors at once: what each says of availability.

    cargo build --release && benches/link/peers.py [--tools kiemtra,blackbox,smokeping,kuma] [--kuma FOLDER] [--lasts 300] [--kill]
                                                   [--modes control,refused,...] [--program target/release/kiemtra]

Every tool asks every port of `world.py` once a second with a time-out of one second (SmokePing: its shortest step), all
in the same minutes, all over loopback. With `--kill` every monitor is killed at 90 s and started again at 150 s, and the
far side is down from 120 s to 180 s. Prints Markdown tables: availability against the truth, outages found, delay of
detection, and processor time and memory for 1,000 probes. A tool that is not installed is left out and named.
"""

import argparse
import collections
import json
import os
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from datetime import datetime

HERE = pathlib.Path(__file__).resolve().parent
TICK = os.sysconf("SC_CLK_TCK")
KILLED, BACK = 90, 150

Seen = collections.namedtuple("Seen", "availability outages first_late samples more")


def free_port():
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        return own.getsockname()[1]


class Program:
    """A process whose processor time and memory count, over kills and restarts."""

    def __init__(self, command, log, **more):
        self.command, self.log, self.more = command, log, more
        self.cpu = self.memory = 0.0
        self.process = None

    def start(self):
        self.process = subprocess.Popen(self.command, stdout=self.log, stderr=self.log, **self.more)

    def measure(self):
        try:
            fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
            status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        except OSError:
            return 0.0
        peak = [line for line in status.splitlines() if line.startswith("VmHWM")]
        if peak:
            self.memory = max(self.memory, int(peak[0].split()[1]) / 1024)
        return sum(map(int, fields[11:15])) / TICK

    def stop(self, how=signal.SIGTERM):
        if self.process is None:
            return
        self.cpu += self.measure()
        self.process.send_signal(how)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process = None


class Tool:
    programs = ()
    # Whether it takes so long to begin that it must do so at once.
    early = False

    def start(self):
        for program in self.programs:
            program.start()

    def stop(self, how=signal.SIGTERM):
        for program in self.programs:
            program.stop(how)


class Kiemtra(Tool):
    name = "kiemtra"

    def __init__(self, folder, world, given):
        self.folder, self.world, self.program = folder, world, given.program
        self.ledger = folder / "kiemtra.sqlite"
        (folder / "roots").mkdir(exist_ok=True)
        shutil.copy(folder / "ca.pem", folder / "roots")
        (folder / "system.yaml").write_text(declaration(folder, world))
        command = [given.program, "link", "watch", "system.yaml", "--ledger", self.ledger, "--quiet"]
        self.programs = [Program(command, open(folder / "kiemtra.log", "ab"), cwd=folder)]

    def seen(self):
        return kiemtra_seen(self)


def declaration(folder, world):
    hops = []
    for name, mode in world["modes"].items():
        scheme = "https" if mode["tls"] else "http"
        fresh = ", fresh: {json: time, within: 10m}" if name == "stale" else ""
        hops.append(f"""        - id: {name}
          side: control
          probe: http
          at: {scheme}://far.test:{mode['port']}/
          every: 1s
          timeout: 1s
          expect: {{status: [200], contains: '"status":"ok"'{fresh}}}
""")
    ports = ", ".join(str(mode["port"]) for mode in world["modes"].values())
    template = (HERE / "system.yaml").read_text()
    return template.replace("@HOPS@", "".join(hops)).replace("@PORTS@", ports).replace("@FOLDER@", str(folder))


def kiemtra_seen(tool):
    shown = subprocess.run([tool.program, "link", "show", "system.yaml", "--ledger", tool.ledger, "--json"],
                           cwd=tool.folder, capture_output=True, text=True)
    (tool.folder / "kiemtra-show.json").write_text(shown.stdout + shown.stderr)
    hops = json.loads(shown.stdout)["lien-thong"]["hops"]
    began, lasts = tool.world["began"], tool.world["lasts"]
    when = lambda text: datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp() - began
    found = {}
    for hop in hops:
        own = hop["windows"]["day"]["gross"]
        up, down = own["up_s"], own["down_s"]
        late = []
        for outage in hop["outages"]:
            bad = when(outage["first_bad"])
            late += [bad - start for start, length in tool.world["modes"][hop["hop"]]["outages"]
                     if start <= bad < start + length + 1]
        more = ""
        if up + down < 0.98 * lasts:
            more = (f"; observed {100 * (up + down) / lasts:.1f} %, from {100 * up / lasts:.1f} to "
                    f"{100 * (lasts - down) / lasts:.1f} %")
            for outage in hop["outages"][:1]:
                if outage["last_good"]:
                    more += f"; began {when(outage['last_good']):.0f} to {when(outage['first_bad']):.0f} s"
        found[hop["hop"]] = Seen(100 * up / max(1e-9, up + down), len(hop["outages"]) + hop["more_outages"],
                                 max(late, default=None), round(up + down), more)
    return found


class Blackbox(Tool):
    name = "blackbox_exporter with Prometheus"
    needs = ("prometheus", "prometheus-blackbox-exporter")

    def __init__(self, folder, world, given):
        self.world, self.box, self.port = world, free_port(), free_port()
        module = {
            "prober": "http", "timeout": "1s",
            "http": {"follow_redirects": False, "valid_status_codes": [200],
                     "fail_if_body_not_matches_regexp": ['"status":"ok"'],
                     "tls_config": {"ca_file": str(folder / "ca.pem"), "server_name": "far.test"}},
        }
        (folder / "blackbox.yml").write_text(json.dumps({"modules": {"http": module}}))
        targets = [{"targets": [f"{'https' if mode['tls'] else 'http'}://127.0.0.1:{mode['port']}/"],
                    "labels": {"mode": name}} for name, mode in world["modes"].items()]
        scrape = {"job_name": "world", "metrics_path": "/probe", "params": {"module": ["http"]},
                  "static_configs": targets, "relabel_configs": [
                      {"source_labels": ["__address__"], "target_label": "__param_target"},
                      {"target_label": "__address__", "replacement": f"127.0.0.1:{self.box}"}]}
        settings = {"global": {"scrape_interval": "1s", "scrape_timeout": "1s"}, "scrape_configs": [scrape]}
        (folder / "prometheus.yml").write_text(json.dumps(settings))
        log = open(folder / "blackbox.log", "ab")
        self.programs = [
            Program(["prometheus-blackbox-exporter", f"--config.file={folder}/blackbox.yml",
                     f"--web.listen-address=127.0.0.1:{self.box}"], log),
            Program(["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/tsdb",
                     f"--web.listen-address=127.0.0.1:{self.port}"], log),
        ]

    def seen(self):
        ended = self.world["began"] + self.world["lasts"]
        query = urllib.parse.urlencode({"query": f"probe_success[{int(self.world['lasts'])}s]", "time": ended})
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/api/v1/query?{query}", timeout=20) as answer:
            series = json.load(answer)["data"]["result"]
        found = {}
        for one in series:
            values = [(float(at) - self.world["began"], value == "1") for at, value in one["values"]]
            found[one["metric"]["mode"]] = by_count(values, self.world["modes"][one["metric"]["mode"]])
        return found


def by_count(values, mode):
    """Availability as such a tool gives it: good samples by all samples."""
    outages, down_since, late = 0, None, []
    for at, good in values:
        if not good and down_since is None:
            outages, down_since = outages + 1, at
            late += [at - start for start, length in mode["outages"] if start <= at < start + length + 1]
        if good:
            down_since = None
    share = 100 * sum(good for _, good in values) / max(1, len(values))
    return Seen(share, outages, max(late, default=None), len(values), "")


class SmokePing(Tool):
    name = "SmokePing (Curl)"
    needs = ("smokeping", "curl", "rrdtool")

    def __init__(self, folder, world, given):
        self.folder, self.world = folder, world
        for name in ("data", "cache", "dyn", "image"):
            (folder / "smoke" / name).mkdir(parents=True, exist_ok=True)
        smoke = folder / "smoke"
        (smoke / "mail").write_text("To: nobody\n")
        (smoke / "page").write_text("<html></html>\n")
        targets = "".join(
            f"++ {name.replace('-', '_')}\nhost = 127.0.0.1\nurlformat = "
            f"{'https' if mode['tls'] else 'http'}://far.test:{mode['port']}/\n" for name, mode in world["modes"].items())
        resolve = "".join(f" --resolve far.test:{mode['port']}:127.0.0.1" for mode in world["modes"].values())
        (smoke / "config").write_text(f"""*** General ***
owner = x
contact = x@example.vn
mailhost = 127.0.0.1
cgiurl = http://127.0.0.1/
imgcache = {smoke}/image
imgurl = image
datadir = {smoke}/data
dyndir = {smoke}/dyn
piddir = {smoke}/cache
tmail = {smoke}/mail
smokemail = {smoke}/mail
syslogfacility = local0
*** Database ***
step = 10
pings = 3
AVERAGE 0.5 1 1000
*** Presentation ***
template = {smoke}/page
+ detail
width = 600
height = 200
"Last" 1h
+ overview
width = 600
height = 50
range = 1h
*** Probes ***
+ Curl
binary = /usr/bin/curl
timeout = 1
step = 10
extraargs = --cacert {folder}/ca.pem{resolve}
urlformat = http://%host%/
forks = 50
*** Targets ***
probe = Curl
menu = Top
title = Top
+ World
menu = World
title = World
{targets}""")
        log = open(folder / "smokeping.log", "ab")
        self.programs = [Program(["smokeping", f"--config={smoke}/config", "--nodaemon"], log)]

    def seen(self):
        found = {}
        for name, mode in self.world["modes"].items():
            file = self.folder / "smoke/data/World" / (name.replace("-", "_") + ".rrd")
            start, end = int(self.world["began"]), int(self.world["began"] + self.world["lasts"])
            told = subprocess.run(["rrdtool", "fetch", file, "AVERAGE", "-s", str(start), "-e", str(end), "-r", "10"],
                                  capture_output=True, text=True).stdout
            values = []
            for line in told.splitlines():
                if ":" in line:
                    at, rest = line.split(":", 1)
                    loss = float(rest.split()[1])
                    if loss == loss:
                        values.append((int(at) - self.world["began"], loss))
            share = 100 * (1 - sum(loss for _, loss in values) / 3 / max(1, len(values)))
            outages = by_count([(at, loss < 1.5) for at, loss in values], mode).outages
            found[name] = Seen(share, outages, None, 3 * len(values), "")
        return found


class Kuma(Tool):
    """uptime-kuma from npm (`npm install uptime-kuma` in the folder that `--kuma` names), its monitors written into its
    database, its answers read there: availability is time up by time, as its own `calcUptime` sums it."""

    name = "uptime-kuma"
    needs = ("node",)
    early = True

    def __init__(self, folder, world, given):
        self.world, self.data, self.port = world, folder / "kuma", free_port()
        self.data.mkdir(exist_ok=True)
        # It has no way to be told where a name leads.
        hosts = folder / "hosts.js"
        hosts.write_text("""const dns = require("dns"), usual = dns.lookup;
dns.lookup = function (name, options, done) {
    if (name !== "far.test") return usual.apply(dns, arguments);
    if (typeof options === "function") [done, options] = [options, {}];
    process.nextTick(() => options.all ? done(null, [{address: "127.0.0.1", family: 4}]) : done(null, "127.0.0.1", 4));
};
""")
        server = pathlib.Path(given.kuma).resolve() / "node_modules/uptime-kuma"
        # 2.0.0-dev.0 of npm looks for some of its migrations where it did not put them.
        for file in (server / "db").glob("patch-*.sql"):
            if not (server / "db/old_migrations" / file.name).exists():
                shutil.copy(file, server / "db/old_migrations")
        own = {"DATA_DIR": f"{self.data}/", "UPTIME_KUMA_DB_TYPE": "sqlite", "UPTIME_KUMA_HOST": "127.0.0.1",
               "UPTIME_KUMA_PORT": str(self.port), "NODE_ENV": "production", "NODE_OPTIONS": f"--require {hosts}",
               "NODE_EXTRA_CA_CERTS": str(folder / "ca.pem")}
        log = open(folder / "kuma.log", "ab")
        self.programs = [Program(["node", "server/server.js"], log, cwd=server, env={**os.environ, **own})]
        self.prepare()

    def prepare(self):
        """Lets it make its database, and writes what it is to watch."""
        self.start()
        begun = time.time()
        while not self.listens():
            if time.time() - begun > 120 or self.programs[0].process.poll() is not None:
                sys.exit("uptime-kuma did not begin; see kuma.log")
            time.sleep(0.5)
        self.stop()
        self.programs[0].cpu = self.programs[0].memory = 0.0
        with sqlite3.connect(self.data / "kuma.db") as database:
            database.execute("INSERT INTO user (username, password, active) VALUES ('x', 'x', 1)")
            database.execute("DELETE FROM setting WHERE key = 'dnsCache'")
            database.execute("INSERT INTO setting (key, value, type) VALUES ('dnsCache', 'false', 'general')")
            for name, mode in self.world["modes"].items():
                url = f"{'https' if mode['tls'] else 'http'}://far.test:{mode['port']}/"
                database.execute(
                    "INSERT INTO monitor (name, active, user_id, interval, retry_interval, maxretries, type, url, keyword,"
                    " method, maxredirects, accepted_statuscodes_json, timeout)"
                    " VALUES (?, 1, 1, 1, 1, 0, 'keyword', ?, ?, 'GET', 0, '[\"200\"]', 1)", (name, url, '"status":"ok"'))

    def listens(self):
        with socket.socket() as own:
            return own.connect_ex(("127.0.0.1", self.port)) == 0 and (self.data / "kuma.db").exists()

    def seen(self):
        began, lasts = self.world["began"], self.world["lasts"]
        with sqlite3.connect(f"file:{self.data}/kuma.db?mode=ro", uri=True) as database:
            rows = database.execute("SELECT monitor.name, heartbeat.time, status, duration FROM heartbeat"
                                    " JOIN monitor ON monitor.id = monitor_id ORDER BY heartbeat.time").fetchall()
        beats = collections.defaultdict(list)
        for name, at, status, duration in rows:
            at = datetime.fromisoformat(at.replace(" ", "T").split("Z")[0] + "+00:00").timestamp() - began
            if 0 < at <= lasts + 1:
                beats[name].append((at, status in (1, 3), duration))
        found = {}
        for name, own in beats.items():
            whole = sum(duration for _, _, duration in own)
            counted = by_count([(at, good) for at, good, _ in own], self.world["modes"][name])
            share = 100 * sum(duration for _, good, duration in own if good) / max(1, whole)
            found[name] = counted._replace(availability=share)
        return found


TOOLS = {"kiemtra": Kiemtra, "blackbox": Blackbox, "smokeping": SmokePing, "kuma": Kuma}


def main():
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--tools", default="kiemtra,blackbox,smokeping")
    words.add_argument("--kuma", type=pathlib.Path, help="the folder in which `npm install uptime-kuma` was run")
    words.add_argument("--lasts", type=int, default=300)
    words.add_argument("--modes", default="")
    words.add_argument("--kill", action="store_true")
    words.add_argument("--program", type=pathlib.Path, default=HERE.parent.parent / "target/release/kiemtra")
    words.add_argument("--keep", type=pathlib.Path, help="a folder for everything that was written")
    given = words.parse_args()
    given.program = given.program.resolve()
    with tempfile.TemporaryDirectory() as folder:
        run(given, pathlib.Path(given.keep or folder))


def run(given, folder):
    folder.mkdir(parents=True, exist_ok=True)
    outages = ["--outages", "120:60"] if given.kill else []
    modes = ["--modes", given.modes] if given.modes else []
    if any(TOOLS[key].early for key in given.tools.split(",")):
        modes += ["--lead", "90"]
    world = subprocess.Popen([sys.executable, HERE / "world.py", folder, "--lasts", str(given.lasts), *outages, *modes])
    try:
        while not (folder / "world.json").exists():
            if world.poll() is not None:
                sys.exit("world.py ended before it began")
            time.sleep(0.1)
        told = json.loads((folder / "world.json").read_text())
        tools = []
        for key in given.tools.split(","):
            missing = [need for need in getattr(TOOLS[key], "needs", ()) if shutil.which(need) is None]
            if missing:
                print(f"{TOOLS[key].name}: not installed ({', '.join(missing)})")
                continue
            if key == "kuma" and given.kuma is None:
                print("uptime-kuma: say by --kuma where it is")
                continue
            tools.append(TOOLS[key](folder, told, given))
            if tools[-1].early:
                tools[-1].start()
        watch(given, told, tools)
    finally:
        world.terminate()


def watch(given, told, tools):
    began = told["began"]
    wait = lambda second: time.sleep(max(0, began + second - time.time()))
    wait(-3)
    for tool in tools:
        if not isinstance(tool, Kiemtra) and not tool.early:
            tool.start()
    # What it says is weighed by time: it watches for the minutes of the script, and no others.
    wait(0)
    for tool in tools:
        if isinstance(tool, Kiemtra):
            tool.start()
    if given.kill:
        wait(KILLED)
        for tool in tools:
            tool.stop(signal.SIGKILL)
        wait(BACK)
        for tool in tools:
            tool.start()
    wait(given.lasts)
    seen = {}
    for tool in tools:
        if isinstance(tool, Kiemtra):
            tool.stop()
    wait(given.lasts + 3)
    for tool in tools:
        seen[tool.name] = tool.seen()
        tool.stop()
    table(told, tools, seen)


def table(told, tools, seen):
    print("| mode | truth % | outages | " + " | ".join(f"{tool.name}: %, outages, first seen late by" for tool in tools) + " |")
    print("| --- | --- | --- |" + " --- |" * len(tools))
    for name, mode in told["modes"].items():
        row = [name, f"{mode['availability']:.1f}", str(len(mode["outages"]))]
        for tool in tools:
            own = seen[tool.name].get(name)
            if own is None:
                row.append("-")
                continue
            late = "-" if own.first_late is None else f"{own.first_late:.1f} s"
            row.append(f"{own.availability:.1f}, {own.outages}, {late}{own.more}")
        print("| " + " | ".join(row) + " |")
    print("\n| tool | samples | CPU-seconds for 1,000 probes | peak memory MB |\n| --- | --- | --- | --- |")
    for tool in tools:
        samples = sum(own.samples for own in seen[tool.name].values())
        cpu = sum(program.cpu for program in tool.programs)
        memory = sum(program.memory for program in tool.programs)
        print(f"| {tool.name} | {samples} | {1000 * cpu / max(1, samples):.3f} | {memory:.0f} |")


if __name__ == "__main__":
    main()
