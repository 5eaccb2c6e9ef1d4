//! `kiemtra link watch` as a whole: one call, a service, its end by `kill -9` and by asking.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::process::{Child, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use kiemtra::ledger::samples::{Class, Moment, Sample, SampleStore, Session, SqliteSamples, Stretch};

use crate::support::World;

/// A service that answers with the status that it is told.
struct Service {
    port: u16,
    status: Arc<AtomicU16>,
}

impl Service {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a listener");
        let port = listener.local_addr().expect("an address").port();
        let status = Arc::new(AtomicU16::new(200));
        let own = Arc::clone(&status);
        // It ends with the test's process.
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(stream, own.load(Ordering::Relaxed));
            }
        });
        Self { port, status }
    }
}

fn answer(mut stream: TcpStream, status: u16) {
    let mut question = [0; 2048];
    let _ = stream.read(&mut question);
    let _ = write!(stream, "HTTP/1.1 {status} X\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
}

fn declared(world: &World, port: u16, every: &str) -> String {
    let path = world.ledger().with_file_name("system.yaml");
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    let text = format!(
        "schema: kiemtra/system@1\nid: he-thong\ntitle: Hệ thống\nsubjects:\n\
         - {{id: lien-thong, kind: link, url: 'http://127.0.0.1:{port}/', watch: {{timeout: 2s, hops: [\
         {{id: cong, side: own, probe: tcp, every: {every}}}, {{id: dich-vu, side: control, probe: http, every: {every}}}]}}}}\n\
         scope: {{networks: [127.0.0.0/8], ports: [1-65535]}}\n\
         authorisation: {{document: 1/QĐ, issuer: An, from: '2020-01-01T00:00:00+07:00', until: '2090-12-01T00:00:00+07:00'}}\n"
    );
    fs::write(&path, text).expect("a file");
    path.display().to_string()
}

fn store(world: &World) -> SqliteSamples {
    SqliteSamples::open_existing(&world.ledger()).expect("the samples open")
}

const ALL: Stretch = Stretch { from: Moment(0), to: Moment(i64::MAX) };

fn sessions(world: &World) -> Vec<Session> {
    let all = store(world).sessions("local", ALL).expect("sessions");
    all.into_iter().map(|(_, session, _)| session).collect()
}

fn samples(world: &World, hop: &str) -> Vec<Sample> {
    let store = store(world);
    let series = store.all_series("he-thong").expect("series");
    let (id, _) = series.into_iter().find(|(_, key)| key.hop == hop).expect("the hop's series");
    let mut all = Vec::new();
    store.samples(id, ALL, &mut |_, sample| all.push(*sample)).expect("samples");
    all
}

fn start(world: &World, arguments: &[&str]) -> Child {
    let mut command = world.command(arguments);
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("it starts")
}

/// Waits until enough samples of a hop are stored.
fn until(world: &World, hop: &str, number: usize) {
    let begun = Instant::now();
    loop {
        let there = SqliteSamples::open_existing(&world.ledger()).is_ok_and(|store| {
            store.all_series("he-thong").is_ok_and(|series| series.iter().any(|(_, key)| key.hop == hop))
        });
        if there && samples(world, hop).len() >= number {
            return;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{hop}: {number} samples do not come");
        thread::sleep(Duration::from_millis(100));
    }
}

fn terminate(child: &mut Child) -> Option<i32> {
    let id = rustix::process::Pid::from_child(child);
    rustix::process::kill_process(id, rustix::process::Signal::TERM).expect("a signal");
    child.wait().expect("its end").code()
}

#[test]
fn one_call_takes_what_is_due_and_tells_by_its_exit_code() {
    let (world, service) = (World::new(), Service::start());
    let system = declared(&world, service.port, "2s");
    let call = || world.kiemtra(&["link", "watch", &system, "--once"]);
    let first = call();
    assert_eq!((first.code, first.stdout.as_str(), first.stderr.as_str()), (0, "", ""), "well, and quiet");
    thread::sleep(Duration::from_millis(2_100));
    service.status.store(503, Ordering::Relaxed);
    let second = call();
    assert_eq!((second.code, second.stderr.as_str()), (2, ""), "down, and not confirmed yet");
    thread::sleep(Duration::from_millis(2_100));
    let second = call();
    assert_eq!(second.code, 2, "{}", second.stderr);
    assert!(second.stderr.contains("lien-thong/dich-vu") && second.stderr.contains("503"), "{}", second.stderr);
    let early = call();
    assert_eq!((early.code, early.stderr.as_str()), (2, ""), "nothing is due, and what was down is not well by that");
    thread::sleep(Duration::from_millis(2_100));
    let third = call();
    assert_eq!((third.code, third.stderr.as_str()), (2, ""), "told on change only");
    let taken = samples(&world, "dich-vu");
    let told: Vec<_> = taken.iter().map(|own| (own.sequence, own.class)).collect();
    let down = Class::GatewayStatus;
    assert_eq!(told, [(0, Class::Good), (1, down), (2, down), (3, down)]);
    assert_eq!(sessions(&world).len(), 1, "a call goes on with the session of the one before");
}

#[test]
fn a_watcher_that_is_killed_leaves_what_was_stored_and_the_next_begins_a_session_of_its_own() {
    let (world, service) = (World::new(), Service::start());
    let system = declared(&world, service.port, "1s");
    let mut first = start(&world, &["link", "watch", &system]);
    until(&world, "dich-vu", 3);
    let busy = world.kiemtra(&["link", "watch", &system]);
    assert_eq!(busy.code, 75, "{}", busy.stderr);
    first.kill().expect("kill -9");
    first.wait().expect("its end");
    let before = samples(&world, "dich-vu");
    let mut second = start(&world, &["link", "watch", &system]);
    until(&world, "dich-vu", before.len() + 2);
    assert_eq!(terminate(&mut second), Some(0), "it ends as asked");
    let all = samples(&world, "dich-vu");
    assert!(before.iter().all(|own| all.contains(own)), "what was stored stays");
    assert!(all.iter().all(|own| own.class == Class::Good), "the watcher's own death is nobody's outage: {all:?}");
    let sessions = sessions(&world);
    let ended: Vec<_> = sessions.iter().map(|session| session.ended.is_some()).collect();
    assert_eq!(ended, [false, true], "{sessions:?}");
    let phases: std::collections::BTreeSet<_> = all.iter().map(|own| own.at.0.rem_euclid(1_000)).collect();
    assert_eq!(phases.len(), 1, "it stands on its grid again");
}

#[test]
fn changes_are_told_once_and_figures_are_shown() {
    let (world, service) = (World::new(), Service::start());
    let system = declared(&world, service.port, "1s");
    let folder = world.ledger().parent().map(PathBuf::from).expect("a folder");
    let (file, socket) = (folder.join("kiemtra.prom"), folder.join("notify"));
    let manager = UnixDatagram::bind(&socket).expect("a socket");
    manager.set_read_timeout(Some(Duration::from_secs(30))).expect("an option");
    let free = TcpListener::bind("127.0.0.1:0").and_then(|own| own.local_addr()).expect("a port");
    let (metrics, textfile) = (free.to_string(), file.display().to_string());
    let mut command =
        world.command(&["link", "watch", &system, "--metrics", &metrics, "--textfile", &textfile, "--lang", "en"]);
    command.env("NOTIFY_SOCKET", &socket).env("JOURNAL_STREAM", "8:1").stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("it starts");
    let mut buffer = [0; 256];
    let read = manager.recv(&mut buffer).expect("a datagram");
    assert_eq!(&buffer[..read], b"READY=1");
    until(&world, "dich-vu", 2);
    service.status.store(500, Ordering::Relaxed);
    let mut lines = BufReader::new(child.stderr.take().expect("its words")).lines().map_while(Result::ok);
    let down = lines.next().expect("a line");
    assert!(down.starts_with("<4>lien-thong/dich-vu: DOWN since ") && down.ends_with("(500)"), "{down}");
    let mut stream = TcpStream::connect(free).expect("a connection");
    stream.write_all(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n").expect("sent");
    let mut page = String::new();
    stream.read_to_string(&mut page).expect("a page");
    let labels = "system=\"he-thong\",subject=\"lien-thong\",hop=\"dich-vu\",vantage=\"local\"";
    assert!(page.contains(&format!("kiemtra_link_up{{{labels}}} 0\n")), "{page}");
    assert!(page.contains("class=\"service-status\""), "{page}");
    service.status.store(200, Ordering::Relaxed);
    let up = lines.next().expect("a line");
    assert!(up.starts_with("<5>lien-thong/dich-vu: UP again since "), "{up}");
    assert_eq!(terminate(&mut child), Some(0));
    assert_eq!(lines.next(), None, "nothing else was told");
    assert!(fs::read_to_string(&file).expect("the figures").contains("# TYPE kiemtra_link_up gauge\n"));
}

/// A profile that wants three failures in a row: whoever calls is told so, and the watcher after it tells nothing twice.
#[test]
fn alerts_follow_the_profile_and_outlive_the_watcher() {
    let (world, service) = (World::new(), Service::start());
    let system = declared(&world, service.port, "1s");
    let own = include_str!("../../profiles/self-check.yaml").replace("id: self-check", "id: thu");
    let profile = own.replace("  confirm: 2\n  recover: 1\n", "  confirm: 3\n  recover: 2\n");
    assert_ne!(own, profile);
    let profile = world.write("thu.yaml", profile).display().to_string();
    let changes = world.path("changes.jsonl");
    let file = changes.display().to_string();
    let call = |time: &str| {
        let done = world.kiemtra(&[
            "link",
            "watch",
            &system,
            "--for",
            time,
            "--lang",
            "en",
            "--profile",
            &profile,
            "--changes",
            &file,
        ]);
        assert_eq!(done.code, 0, "{}", done.stderr);
        let of_service = |line: &&str| line.contains("dich-vu");
        done.stderr.lines().filter(of_service).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(call("2s"), [""; 0], "well");
    service.status.store(503, Ordering::Relaxed);
    assert_eq!(call("1s").len(), 0, "two failures are no episode yet");
    let down = call("3s");
    assert!(matches!(down.as_slice(), [one] if one.contains("DOWN since")), "{down:?}");
    assert_eq!(call("3s"), [""; 0], "what the watcher before told is not told again");
    service.status.store(200, Ordering::Relaxed);
    let up = call("4s");
    assert!(matches!(up.as_slice(), [one] if one.contains("UP again since")), "{up:?}");
    let lines: Vec<serde_json::Value> = fs::read_to_string(&changes)
        .expect("the changes")
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let told: Vec<_> =
        lines.iter().map(|own| (own["hop"].as_str(), own["from"].as_str(), own["to"].as_str())).collect();
    assert_eq!(told, [(Some("dich-vu"), Some("up"), Some("down")), (Some("dich-vu"), Some("down"), Some("up"))]);
    assert_eq!((&lines[0]["class"], &lines[0]["code"]), (&"gateway-status".into(), &503.into()));
    let wrong = world.kiemtra(&["link", "watch", &system, "--once", "--changes", "/nowhere/changes", "--lang", "en"]);
    assert!(wrong.code == 70 && wrong.stderr.contains("K-LNK-008"), "{}", wrong.stderr);
    let unknown = world.kiemtra(&["link", "watch", &system, "--once", "--profile", "no-such"]);
    assert_eq!(unknown.code, 78, "{}", unknown.stderr);
}

#[test]
fn a_plan_and_a_doctor_tell_what_a_watcher_asks_and_needs() {
    let (world, service) = (World::new(), Service::start());
    let system = declared(&world, service.port, "10s");
    let far = fs::read_to_string(&system)
        .expect("the declaration")
        .replace("watch: {timeout: 2s, hops: [", "watch: {timeout: 2s, hops: [{id: xa, side: far, probe: http}, ");
    fs::write(&system, far).expect("written");
    let planned = world.kiemtra(&["plan", &system, "--lang", "en"]);
    assert_eq!(planned.code, 0, "{}", planned.stderr);
    for told in [
        "lien-thong/xa",
        "10s; 1s",
        "Probes a day toward the own side and control points: 17280; 172800 at most",
        "Probes a day toward the platform and the far side: 288; 288 at most",
        "the far side counts 288 requests as exploitations",
    ] {
        assert!(planned.stdout.contains(told), "{told}: {}", planned.stdout);
    }
    let looked = world.kiemtra(&["doctor", &system, "--lang", "en"]);
    for told in [
        "Store of samples writable",
        "The watcher's lock: free",
        "Clock kept in time",
        "Open files for 3 hops",
        "Started with the machine",
    ] {
        assert!(looked.stdout.contains(told), "{told}: {}", looked.stdout);
    }
    let mut watching = start(&world, &["link", "watch", &system]);
    until(&world, "dich-vu", 1);
    let looked = world.kiemtra(&["doctor", &system, "--lang", "en"]);
    assert!(looked.stdout.contains("a watcher is at work"), "{}", looked.stdout);
    assert_eq!(terminate(&mut watching), Some(0));
    // A plan of a system without a watch says nothing of one.
    let text = fs::read_to_string(&system).expect("the declaration");
    let (head, rest) = text.split_once(", watch: {").expect("a watch");
    let rest = rest.split_once("]}}").expect("its end").1;
    let bare = world.write(
        "bare.yaml",
        format!("{head}, watch: {{hops: [{{id: a, side: own, probe: tcp}}]}}}}{rest}")
            .replace("kind: link", "kind: site")
            .replace(", watch: {hops: [{id: a, side: own, probe: tcp}]}", ""),
    );
    let planned = world.kiemtra(&["plan", &bare.display().to_string(), "--lang", "en"]);
    assert!(planned.code == 0 && !planned.stdout.contains("link watch"), "{}{}", planned.stdout, planned.stderr);
}
