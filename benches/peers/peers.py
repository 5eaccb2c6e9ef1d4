#!/usr/bin/env python3
"""The same servers, one after the other, by kiemtra and by the scanners that are installed.

    cargo build --release && sudo benches/peers/peers.py [--latency 0,20] [--tools kiemtra,nmap] [--rounds 3]
                                                         [--servers modern,old,fleet] [--hosts 200]

Two network namespaces joined by `delay.c` (many kernels lack netem): the servers live in one, the scanners in the other,
nothing leaves the machine. Connections and hellos are counted on the wire; processor time and memory are of the whole
process tree, by GNU time. Needs root, gcc, iproute2, nginx, openssl, GNU time; nmap, sslscan, sslyze and testssl.sh are
measured where they are installed. Prints a Markdown table: the best wall time of the rounds, and what belongs to it.
"""

import argparse
import contextlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

HERE = pathlib.Path(__file__).resolve().parent
CLIENT, SERVER = "kiemtra-client", "kiemtra-server"
MODERN, OLD = "10.98.1.1", "10.98.0.2"
NAMES = {MODERN: "modern.test", OLD: "old.test"}
LIMIT = 900


def run(*command, **more):
    return subprocess.run(command, check=True, capture_output=True, text=True, **more)


@contextlib.contextmanager
def lab(folder, delay_us, hosts):
    """Namespaces, the wire between them, and the servers; all gone afterwards."""
    wire = folder / "delay"
    run("gcc", "-O2", "-o", str(wire), str(HERE / "delay.c"))
    clean()
    for name in (CLIENT, SERVER):
        run("ip", "netns", "add", name)
    process = subprocess.Popen([wire, "kdelay0", "kdelay1", str(delay_us)], stdout=subprocess.PIPE, text=True)
    try:
        process.stdout.readline()
        for name, device, address in ((CLIENT, "kdelay0", "10.97.0.1/32"), (SERVER, "kdelay1", "10.98.0.1/32")):
            run("ip", "link", "set", device, "netns", name)
            inside = ["ip", "-n", name]
            run(*inside, "link", "set", "lo", "up")
            run(*inside, "addr", "add", address, "dev", device)
            run(*inside, "link", "set", device, "txqueuelen", "10000", "up")
            run(*inside, "route", "add", "default", "dev", device)
        addresses = [f"10.98.{1 + n // 250}.{1 + n % 250}" for n in range(hosts)]
        batch = "".join(f"addr add {address}/32 dev lo\n" for address in [OLD, *addresses])
        run("ip", "-n", SERVER, "-batch", "-", input=batch)
        with nginx(folder):
            yield process, addresses
    finally:
        process.terminate()
        process.wait()
        clean()


def clean():
    for name in (CLIENT, SERVER):
        subprocess.run(["ip", "netns", "del", name], capture_output=True)


@contextlib.contextmanager
def nginx(folder):
    """One modern server on every address, one old one on its own."""
    for name, algorithm in (("modern", "ec:ecparam.pem"), ("old", "rsa:2048")):
        if name == "modern":
            run("openssl", "ecparam", "-name", "prime256v1", "-out", str(folder / "ecparam.pem"), cwd=folder)
        run("openssl", "req", "-x509", "-newkey", algorithm, "-nodes", "-keyout", f"{name}.key", "-out", f"{name}.pem",
            "-subj", f"/CN={name}.test", "-addext", f"subjectAltName=DNS:{name}.test", "-days", "90", cwd=folder)
    run("openssl", "dhparam", "-dsaparam", "-out", "dh.pem", "1024", cwd=folder)
    groups = "X25519:P-256:P-384:P-521:X448:ffdhe2048:ffdhe3072:ffdhe4096:ffdhe6144:ffdhe8192"
    configuration = f"""
        worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.log crit; daemon off;
        events {{ worker_connections 8192; }}
        http {{
          access_log off; ssl_session_cache shared:kiemtra:10m;
          client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
          uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5;
          server {{ listen 443 ssl http2 backlog=4096; server_name modern.test; ssl_certificate {folder}/modern.pem;
            ssl_certificate_key {folder}/modern.key; ssl_protocols TLSv1.2 TLSv1.3; ssl_prefer_server_ciphers off;
            ssl_ecdh_curve {groups};
            ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305;
            location / {{ return 200 "ok"; }} }}
          server {{ listen {OLD}:443 ssl; server_name old.test; ssl_certificate {folder}/old.pem;
            ssl_certificate_key {folder}/old.key; ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3; ssl_dhparam {folder}/dh.pem;
            ssl_ciphers "ALL:COMPLEMENTOFALL:@SECLEVEL=0"; ssl_prefer_server_ciphers on;
            location / {{ return 200 "ok"; }} }}
        }}"""
    (folder / "nginx.conf").write_text(configuration)
    command = ["ip", "netns", "exec", SERVER, "nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)]
    process = subprocess.Popen(command)
    try:
        subprocess.run(["sleep", "1"], check=True)
        yield
    finally:
        process.terminate()
        process.wait()


SYSTEM = """schema: kiemtra/system@1
id: fleet
title: {{vi: Đo tốc độ, en: Measurement}}
trust: {{own: {{purpose: organisation, files: [modern.pem, old.pem]}}}}
subjects:
{subjects}
scope:
  networks: [10.98.0.0/16]
  names: ["*.test"]
  ports: [443]
  connections_per_second: 1000
  connections_per_host: 10
  connections: 200
authorisation:
  document: 1/QD
  issuer: {{vi: Người đo, en: Whoever measures}}
  from: "2020-01-01T00:00:00Z"
  until: "2099-01-01T00:00:00Z"
  safety: [passive]
"""


def kiemtra(program, folder, targets):
    """An audit of the TLS and certificates of all targets; every fact of both probes is gathered."""
    line = "  - {{id: s{n}, kind: link, url: 'https://{name}/', addresses: [{address}], plain_port: false, store: own}}"
    rows = [line.format(n=n, name=NAMES.get(a, f"h{n}.test"), address=a) for n, a in enumerate(targets)]
    (folder / "system.yaml").write_text(SYSTEM.format(subjects="\n".join(rows)))
    return [program, "audit", str(folder / "system.yaml"), "--only", "tls.versions", "--only", "crt.path", "--quiet",
            "--ledger", str(folder / "ledger.db"), "--out", str(folder / "out")]


def nmap(folder, targets):
    scripts = "ssl-enum-ciphers,ssl-cert"
    return ["nmap", "-T4", "-n", "-Pn", "--min-hostgroup", "200", "-p", "443", "--script", scripts,
            "-oX", str(folder / "nmap.xml"), *targets]


def sslscan(folder, targets):
    (folder / "targets").write_text("".join(f"{target}:443\n" for target in targets))
    return ["sslscan", "--no-colour", f"--targets={folder}/targets", f"--xml={folder}/sslscan.xml"]


def sslyze(folder, targets):
    scans = ["certinfo", "sslv2", "sslv3", "tlsv1", "tlsv1_1", "tlsv1_2", "tlsv1_3", "elliptic_curves", "reneg", "resum",
             "early_data", "fallback", "compression", "heartbleed", "openssl_ccs", "robot", "ems"]
    return ["sslyze", f"--json_out={folder}/sslyze.json", "--mozilla_config=disable", *[f"--{scan}" for scan in scans],
            *[f"{target}:443" for target in targets]]


def testssl(folder, targets):
    (folder / "testssl.json").unlink(missing_ok=True)
    return [shutil.which("testssl") or "testssl.sh", "--quiet", "--color", "0", "--warnings", "off", "-n", "none",
            "--jsonfile", str(folder / "testssl.json"), f"{targets[0]}:443"]


def found(tool, folder):
    """What was found of one server: suites by version, and TLS 1.3 groups; None where the tool does not tell."""
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError, StopIteration, xml.ParseError):
        return READERS[tool](folder)
    return "?"


def read_kiemtra(folder):
    run_file = next((folder / "out").rglob("run.json"))
    sample = next(s for s in json.loads(run_file.read_text())["facts"] if s["probe"] == "tls")
    value = sample["value"]
    return tell([s["version"] for s in value["suites"]], sum(g["version"] == "1.3" for g in value["groups"]))


def read_nmap(folder):
    tables = xml.parse(folder / "nmap.xml").iter("table")
    versions = []
    for table in tables:
        key = table.get("key") or ""
        if re.fullmatch(r"(TLSv1\.[0-3]|SSLv3)", key):
            names = [e for e in table.iter("elem") if e.get("key") == "name"]
            versions += [key[4:]] * len({e.text for e in names})
    return tell(versions, None)


def read_sslscan(folder):
    root = xml.parse(folder / "sslscan.xml")
    versions = [c.get("sslversion")[4:] for c in root.iter("cipher")]
    return tell(versions, sum(1 for g in root.iter("group") if g.get("sslversion") == "TLSv1.3"))


def read_sslyze(folder):
    result = json.loads((folder / "sslyze.json").read_text())["server_scan_results"][0]["scan_result"]
    versions = []
    for name, version in (("tls_1_0", "1.0"), ("tls_1_1", "1.1"), ("tls_1_2", "1.2"), ("tls_1_3", "1.3")):
        suites = result[f"{name}_cipher_suites"]["result"]["accepted_cipher_suites"]
        versions += [version] * len(suites)
    return tell(versions, len(result["elliptic_curves"]["result"]["supported_curves"] or []))


def read_testssl(folder):
    entries = json.loads((folder / "testssl.json").read_text())
    ids = [re.match(r"cipher-tls1(?:_([0-3]))?_x", entry["id"]) for entry in entries]
    groups = [entry for entry in entries if "curves" in entry["id"] or "FS_TLS12" in entry["id"]]
    names = {word for entry in groups for word in entry["finding"].split()}
    return tell(["1." + (found.group(1) or "0") for found in ids if found], len(names) or None)


READERS = {"kiemtra": read_kiemtra, "nmap": read_nmap, "sslscan": read_sslscan, "sslyze": read_sslyze, "testssl": read_testssl}


def tell(versions, groups):
    counts = [f"{version}: {versions.count(version)}" for version in ("1.0", "1.1", "1.2", "1.3") if version in versions]
    return ", ".join(counts) + ("" if groups is None else f"; {groups} groups")


def measure(wire, folder, command):
    """Wall, processor seconds, megabytes, connections, hellos."""
    shutil.rmtree(folder / "out", ignore_errors=True)
    (folder / "ledger.db").unlink(missing_ok=True)
    tally(wire)
    times = folder / "times"
    full = ["ip", "netns", "exec", CLIENT, "/usr/bin/time", "-o", str(times), "-f", "%e %U %S %M", *command]
    with open(folder / "output", "w") as output:
        subprocess.run(full, stdout=output, stderr=output, timeout=LIMIT)
    wall, user, system, memory = times.read_text().split("\n")[-2].split()
    syns, hellos = tally(wire)
    return float(wall), float(user) + float(system), int(memory) / 1024, syns, hellos


def tally(wire):
    wire.send_signal(signal.SIGUSR1)
    return [int(number) for number in wire.stdout.readline().split()]


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--latency", default="0,20", help="round trips to measure at, in milliseconds")
    options.add_argument("--tools", default="kiemtra,nmap,sslscan,sslyze")
    options.add_argument("--servers", default="modern,old,fleet")
    options.add_argument("--hosts", type=int, default=200)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--program", default=os.environ.get("CARGO_TARGET_DIR", "target") + "/release/kiemtra")
    given = options.parse_args()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="kiemtra-peers-"))
    tools = {"kiemtra": lambda f, t: kiemtra(os.path.abspath(given.program), f, t),
             "nmap": nmap, "sslscan": sslscan, "sslyze": sslyze, "testssl": testssl}
    print("| server | round trip | tool | connections | hellos | wall s | CPU s | MB | found |")
    print("| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | --- |")
    try:
        for latency in given.latency.split(","):
            with lab(folder, int(float(latency) * 500), given.hosts) as (wire, addresses):
                for server in given.servers.split(","):
                    targets = {"modern": [MODERN], "old": [OLD], "fleet": addresses}[server]
                    for tool in given.tools.split(","):
                        results = [measure(wire, folder, tools[tool](folder, targets)) for _ in range(given.rounds)]
                        wall, cpu, memory, syns, hellos = min(results)
                        print(f"| {server} | {latency} ms | {tool} | {syns} | {hellos} | {wall:.2f} | {cpu:.2f} | "
                              f"{memory:.0f} | {found(tool, folder)} |", flush=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    if os.geteuid() != 0:
        sys.exit("root is needed: the measurement makes network namespaces")
    main()
