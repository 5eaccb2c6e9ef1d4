//! The own side told from the far side, in two network namespaces: a machine, and the router that it stands behind.
//!
//! Namespaces want the rights of root; where there are none, nothing is shown and nothing fails.

use std::fs;
use std::process::Command;

use crate::support::World;

/// Two namespaces joined by a line, taken down with the test.
struct Line {
    machine: String,
    router: String,
}

impl Line {
    /// The namespaces without a line yet; `None` without the rights to make them.
    fn new() -> Option<Self> {
        let id = std::process::id();
        let own = Self { machine: format!("kiemtra-{id}-machine"), router: format!("kiemtra-{id}-router") };
        (ip(&["netns", "add", &own.machine]) && ip(&["netns", "add", &own.router])).then_some(own)
    }

    fn machine(&self, words: &str) {
        self.set(&self.machine, words);
    }

    fn router(&self, words: &str) {
        self.set(&self.router, words);
    }

    fn set(&self, namespace: &str, words: &str) {
        let words: Vec<_> = ["-n", namespace].into_iter().chain(words.split(' ')).collect();
        assert!(ip(&words), "ip {words:?}");
    }

    /// One call of the watcher on the machine.
    fn call(&self, world: &World, system: &str) -> (Option<i32>, String) {
        // Told at the first failure: each scene is of one call.
        let own = include_str!("../../profiles/self-check.yaml").replace("id: self-check", "id: thu");
        let profile = world.write("thu.yaml", own.replace("  confirm: 2\n", "  confirm: 1\n")).display().to_string();
        let called = world.command(&["link", "watch", system, "--once", "--lang", "en", "--profile", &profile]);
        let mut inside = Command::new("ip");
        inside.args(["netns", "exec", &self.machine]).arg(called.get_program()).args(called.get_args());
        inside.env("KIEMTRA_LEDGER", world.ledger());
        let output = inside.output().expect("it runs");
        // What it took is left behind: each scene stands for itself.
        drop(fs::remove_dir_all(world.ledger().parent().expect("a folder")));
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        ip(&["netns", "del", &self.machine]);
        ip(&["netns", "del", &self.router]);
    }
}

fn ip(words: &[&str]) -> bool {
    Command::new("ip").args(words).output().is_ok_and(|output| output.status.success())
}

#[test]
fn the_own_line_is_told_from_the_way_and_from_the_far_machine() {
    let Some(line) = Line::new() else { return };
    let world = World::new();
    let system = world.write(
        "system.yaml",
        "schema: kiemtra/system@1\nid: he-thong\ntitle: Hệ thống\nsubjects:\n\
         - {id: lien-thong, kind: link, url: 'http://203.0.113.9/', watch: {timeout: 6s, hops: [{id: xa, side: own, probe: tcp, every: 1s}]}}\n\
         scope: {networks: [203.0.113.0/24], ports: [80]}\n\
         authorisation: {document: 1/QĐ, issuer: An, from: '2020-01-01T00:00:00+07:00', until: '2090-12-01T00:00:00+07:00'}\n",
    );
    let system = system.display().to_string();
    let expect = |code: i32, words: &str, scene: &str| {
        let (own, told) = line.call(&world, &system);
        assert_eq!(own, Some(code), "{scene}: {told}");
        assert!(told.contains(words), "{scene}: {told}");
    };
    line.machine("link set lo up");
    expect(3, "the watcher has no line", "no interface");
    line.machine(&format!("link add inner type veth peer name outer netns {}", line.router));
    line.machine("addr add 10.99.0.2/24 dev inner");
    line.machine("link set inner up");
    line.machine("route add default via 10.99.0.1");
    expect(3, "the watcher has no line", "no carrier");
    line.router("link set outer up");
    expect(3, "the watcher has no line", "a gateway that does not say who it is");
    line.router("addr add 10.99.0.1/24 dev outer");
    line.router("link set lo up");
    let forwarding = ["netns", "exec", &line.router, "sysctl", "-qw", "net.ipv4.ip_forward=1"];
    assert!(ip(&forwarding), "the router forwards");
    line.router("route add unreachable 203.0.113.0/24");
    expect(2, "no route to the machine (113)", "the router knows no way");
    line.router("route del unreachable 203.0.113.0/24");
    line.router("route add blackhole 203.0.113.0/24");
    expect(2, "nobody answered the connect", "the router drops");
    line.router("route del blackhole 203.0.113.0/24");
    line.router("addr add 203.0.113.9/32 dev lo");
    expect(2, "the connection was refused (111)", "the machine is there, its port closed");
}
