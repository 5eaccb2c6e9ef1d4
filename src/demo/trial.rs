//! What the tests of this room share: a portal in its own folder, and real clients run against it.

use std::process::{Command, Stdio};

use jiff::Timestamp;
use tempfile::TempDir;

use super::{Character, Portal};
use crate::load::render;
use crate::system::{Place, System, load};
use crate::text::Language;

/// A running portal with its declaration as the tool reads it.
pub(super) struct Trial {
    pub portal: Portal,
    pub folder: TempDir,
    pub system: System,
}

impl Trial {
    /// Starts a portal now.
    pub(super) async fn start(character: Character) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let portal = Portal::start(character, folder.path(), Timestamp::now()).await.expect("a portal");
        let system = load(portal.system_file()).unwrap_or_else(|problems| {
            panic!("{}", render(&problems, Language::En, false));
        });
        Self { portal, folder, system }
    }

    /// The port of the encrypted site and of the plain one.
    pub(super) fn ports(&self) -> (u16, u16) {
        match &self.system.subject("cong").expect("the site").place {
            Place::Web(web) => (web.port, web.plain_port.expect("a plain port")),
            other => panic!("the site is {other:?}"),
        }
    }

    /// The name server's port.
    pub(super) fn name_port(&self) -> String {
        self.system.resolver.server.expect("a resolver").port().to_string()
    }

    /// The root certificate's file.
    pub(super) fn root(&self) -> String {
        self.folder.path().join("trust/root.pem").display().to_string()
    }

    /// What curl prints for a page of one of the portal's names, headers first.
    pub(super) async fn curl(&self, more: &[&str], url: &str) -> String {
        let (port, plain) = self.ports();
        let resolve = ["cong", "api", "dang-nhap"]
            .map(|name| [port, plain].map(|port| format!("{name}.tinh-mau.example:{port}:127.0.0.1")))
            .concat();
        let mut arguments = vec!["--silent", "--show-error", "--include", "--max-time", "8", "--noproxy", "*"];
        for entry in &resolve {
            arguments.extend(["--resolve", entry]);
        }
        arguments.extend(more);
        arguments.push(url);
        run("curl", &arguments).await
    }
}

/// Everything a program prints, errors included; no input, ten seconds at most.
pub(super) async fn run(program: &str, arguments: &[&str]) -> String {
    let mut command = Command::new("timeout");
    command.args(["10", program]).args(arguments).stdin(Stdio::null());
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("a thread");
    let output = output.expect("the program `timeout`");
    assert_ne!(output.status.code(), Some(127), "this test needs the program `{program}`");
    assert_ne!(output.status.code(), Some(124), "`{program}` did not end");
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}
