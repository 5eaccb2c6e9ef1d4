//! What a newcomer plays with first: the two portals, mended ones, and portals that stay.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use kiemtra::demo::{Flaw, Portal, VANTAGE};

use crate::lent::gather;
use crate::support::{Document, Needles, World, required, wait_until};

/// What each flaw is found by: checks that fail on the flawed portal and hold on the sound one.
#[rustfmt::skip]
const FOUND_BY: &[(Flaw, &[&str])] = &[
    (Flaw::OpenCache, &["net.data-ports"]),
    (Flaw::OpenShell, &["net.administration-ports"]),
    (Flaw::CertificateExpired, &["crt.valid-now"]),
    (Flaw::CertificateName, &["crt.name"]),
    (Flaw::CertificateChain, &["crt.chain-complete"]),
    (Flaw::OldVersions, &["tls.versions"]),
    (Flaw::WeakSuites, &["tls.weak-suites"]),
    (Flaw::StaticKeyExchange, &["tls.static-key-exchange"]),
    (Flaw::Fallback, &["tls.fallback"]),
    (Flaw::PlainContent, &["tls.https-only"]),
    (Flaw::InsecureForm, &["web.insecure-forms"]),
    (Flaw::MixedContent, &["web.mixed-content"]),
    (Flaw::SessionCookie, &["web.cookie-secure", "web.cookie-http-only", "web.cookie-same-site"]),
    (Flaw::OpenOrigin, &["web.cors"]),
    (Flaw::OpenRoute, &["api.refuses-anonymous"]),
    (Flaw::OpenLookUp, &["exp.look-up-fields", "exp.look-up-code", "exp.look-up-files", "exp.look-up-pace", "exp.attachments"]),
    (Flaw::PublicList, &["exp.basic-data", "exp.indexing"]),
    (Flaw::OpenRepository, &["exp.repositories"]),
    (Flaw::BackupFile, &["exp.backups"]),
    (Flaw::QueryError, &["exp.verbose-errors"]),
    (Flaw::NeedlessMethods, &["web.trace"]),
    (Flaw::ErrorDetails, &["web.error-page"]),
    (Flaw::VersionBanner, &["web.version-banner"]),
    (Flaw::TransportSecurity, &["tls.hsts"]),
    (Flaw::ContentPolicy, &["web.csp"]),
    (Flaw::Framing, &["web.framing"]),
    (Flaw::BrowserHeaders, &["web.nosniff", "web.referrer"]),
    (Flaw::UnsignedZone, &["net.dnssec-signed"]),
    (Flaw::SingleNameServer, &["net.name-servers"]),
    (Flaw::AnyAuthority, &["crt.caa"]),
    (Flaw::NoIpv6, &["net.ipv6"]),
    (Flaw::NoReportChannel, &["web.security-txt"]),
    (Flaw::LinkOutages, &["avl.availability", "avl.episodes", "avl.office-hours", "avl.recovery"]),
    (Flaw::LinkSlow, &["avl.latency"]),
    (Flaw::LinkCertificate, &["lnk.far-side"]),
    (Flaw::LateNotice, &["avl.notice"]),
    (Flaw::WatchGaps, &["avl.watch"]),
];

/// Prints every file of an archive.
const UNPACK: &str = "import sys, zipfile\nfor name in (z := zipfile.ZipFile(sys.argv[1])).namelist(): sys.stdout.buffer.write(z.read(name))";

/// The personal numbers and names that the flawed portal shows; nobody has them.
const SHOWN: [(&str, &str); 8] = [
    ("the number of the dossier", "001090000000"),
    ("the second number", "040191999999"),
    ("the third number", "075201000000"),
    ("the fourth number", "096185999999"),
    ("the name of the dossier", "Nguyễn Văn Mẫu"),
    ("the second name", "Trần Thị Hư Cấu"),
    ("the third name", "Lê Văn Trình Diễn"),
    ("the address", "Thôn Hư Cấu, xã Trình Diễn"),
];

#[test]
fn the_demo_shows_both_portals_and_a_mended_one_counts_what_is_fixed() {
    let world = World::new();
    let shown = world.kiemtra(&["demo", "--out", "demo"]);
    assert_eq!(shown.code, 0, "{}", shown.stderr);
    let flawed = Document::read(&world.path("demo/flawed/run.json"));
    let sound = Document::read(&world.path("demo/sound/run.json"));
    assert_eq!(flawed.at("/conclusion/proposed"), "not-ready");
    assert_eq!(sound.at("/conclusion/proposed"), "incomplete", "attestations are missing, and that is said");
    assert!(shown.stdout.contains("CHỜ XÁC NHẬN"));
    every_flaw_is_found_and_nothing_else_is(&flawed, &sound);
    // The flawed portal is two servers behind one port: the old one answers who offers nothing modern.
    assert_eq!(flawed.outcome("tls.weak-suites", "cong"), "fail");
    assert_eq!(flawed.outcome("tls.static-key-exchange", "cong"), "fail");
    for file in ["report.html", "report.pdf", "report.md", "errors.csv"] {
        assert!(
            world.path("demo/flawed").join(file).exists() && world.path("demo/sound").join(file).exists(),
            "{file}"
        );
    }
    the_link_is_drawn_and_called_made_up(&world, &flawed);
    nobody_is_told(&world, &[shown.stdout, shown.stderr]);
    let mended = world.kiemtra(&["demo", "--out", "demo", "--fixed", "4"]);
    assert!(mended.stderr.contains("đã khắc phục 4/"), "{}", mended.stderr);
    let all = Portal::flaws().len().to_string();
    let whole = world.kiemtra(&["demo", "--out", "demo", "--fixed", &all, "--lang", "en"]);
    let tally = whole.stderr.split("Re-inspection: ").nth(1).expect("the tally");
    let numbers: Vec<_> = tally.split(' ').filter_map(|word| word.parse::<u32>().ok()).take(2).collect();
    assert_eq!(numbers[0], numbers[1], "every flaw that was mended is verified: {tally}");
}

fn every_flaw_is_found_and_nothing_else_is(flawed: &Document, sound: &Document) {
    assert_eq!(FOUND_BY.iter().map(|(flaw, _)| *flaw).collect::<Vec<_>>(), Portal::flaws());
    let failing = checks(flawed, "fail");
    let passing = checks(sound, "pass");
    let missed: Vec<_> = FOUND_BY
        .iter()
        .flat_map(|(flaw, checks)| checks.iter().map(|check| (flaw.id(), *check)))
        .filter(|(_, check)| !failing.contains(*check) || !passing.contains(*check))
        .collect();
    assert_eq!(missed, [], "not found on the flawed portal, or not sound on the other");
    assert_eq!(checks(sound, "fail"), BTreeSet::new());
}

/// The checks with an outcome somewhere.
fn checks(document: &Document, outcome: &str) -> BTreeSet<String> {
    let all = document.with_outcome(outcome, &[""]);
    all.iter().filter_map(|verdict| verdict.split(' ').next()).map(str::to_owned).collect()
}

/// A month that nobody measured must not look as if somebody had.
fn the_link_is_drawn_and_called_made_up(world: &World, flawed: &Document) {
    assert_eq!(flawed.fact("link", "ket-noi")["vantages"], serde_json::json!([VANTAGE]));
    let page = std::fs::read_to_string(world.path("demo/flawed/report.html")).expect("the page");
    assert!(page.contains("<svg") && page.contains("dữ liệu trình diễn, không phải số đo"));
    let text = text_of(world, "demo/flawed/report.pdf");
    for part in ["dữ liệu trình diễn", VANTAGE] {
        assert!(text.replace('\n', " ").contains(part), "{part}");
    }
}

fn text_of(world: &World, pdf: &str) -> String {
    let output =
        Command::new(required("pdftotext", "poppler-utils")).arg(world.path(pdf)).arg("-").output().expect("text");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// Nothing that is written or said holds what the flawed portal shows.
fn nobody_is_told(world: &World, said: &[String]) {
    let needles = SHOWN.iter().fold(Needles::default(), |needles, (name, text)| needles.and(name, text));
    let mut all: Vec<_> = said.iter().map(|said| ("the output".to_owned(), said.clone().into_bytes())).collect();
    gather(&world.path("demo"), &mut all);
    all.push(("the text of the PDF".to_owned(), text_of(world, "demo/flawed/report.pdf").into_bytes()));
    for packed in ["draft.docx", "errors.xlsx"] {
        let path = world.path("demo/flawed").join(packed);
        let unpacked = Command::new(required("python3", "python3")).arg("-c").arg(UNPACK).arg(path).output();
        all.push((format!("the inside of {packed}"), unpacked.expect("python3 runs").stdout));
    }
    assert!(all.len() > 20, "{:?}", all.iter().map(|(name, _)| name).collect::<Vec<_>>());
    for (place, bytes) in &all {
        assert_eq!(needles.within(bytes), Vec::<&str>::new(), "{place}");
    }
}

#[test]
fn held_portals_can_be_audited_and_end_when_asked() {
    let world = World::new();
    let log = std::fs::File::create(world.path("held.log")).expect("a log");
    let mut command = world.command(&["demo", "--out", "demo", "--hold"]);
    let mut held = command.stdout(Stdio::null()).stderr(log).spawn().expect("it starts");
    wait_until("the portals are held", || {
        std::fs::read_to_string(world.path("held.log")).is_ok_and(|log| log.contains("Ctrl-C"))
    });
    // With the month of its link nothing stands; without one it is not known how the link was.
    for (ledger, code) in [("demo/ledger.db", 0), ("own.db", 1)] {
        let audit = world.kiemtra(&["audit", "demo/sound/system.yaml", "--out", "own", "--ledger", ledger]);
        assert_eq!(audit.code, code, "{ledger}: {}", audit.stderr);
    }
    let doctor = world.kiemtra(&["doctor", "demo/sound/system.yaml"]);
    assert!(doctor.stdout.contains("Đồng hồ so với phía xa"), "{}", doctor.stdout);
    // What is declared of the link is what its watcher finds there.
    let watch = ["link", "watch", "demo/sound/system.yaml", "--ledger", "own.db", "--once"];
    let watched = world.kiemtra(&watch);
    assert_eq!(watched.code, 0, "{}{}", watched.stdout, watched.stderr);
    let sent = Command::new("kill").args(["-INT", &held.id().to_string()]).status().expect("kill runs");
    assert!(sent.success());
    assert_eq!(held.wait().expect("its end").code(), Some(0));
}
