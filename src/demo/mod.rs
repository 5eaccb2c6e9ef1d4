//! Two small fictional portals on loopback, one deliberately flawed and one sound.
//!
//! `kiemtra demo` inspects them, and so do the tests: every flaw is listed, and each can be
//! repaired in turn, so that a whole case - pointed out, mended, verified - can be played through.
//! Nothing listens beyond 127.0.0.0/8 and ::1, and every name ends in `.example` (RFC 6761).

mod certificates;
mod client_hello;
mod declaration;
mod exposed;
mod flaw;
mod listener;
mod names;
mod old_tls;
mod pages;
mod ports;
#[cfg(test)]
mod trial;
mod watched;
mod web;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::oneshot;
use tokio::task::{JoinHandle, JoinSet};

use certificates::Certificates;
use declaration::Declaration;
use listener::{Doors, has_ipv6, listen};
use names::NameServer;
use pages::Pages;
use ports::Ports;
use web::Web;

use crate::text::{Text, text};

pub use flaw::{Character, Flaw};
pub use listener::Seen;
pub use watched::{VANTAGE, write_month};

const ZONE_NAME: &str = "tinh-mau.example";
const PORTAL_NAME: &str = "cong.tinh-mau.example";
const API_NAME: &str = "api.tinh-mau.example";
const SIGN_IN_NAME: &str = "dang-nhap.tinh-mau.example";
const HOST_NAME: &str = "may-chu.tinh-mau.example";
const SYSTEM: &str = "tinh-mau";
const SYSTEM_FILE: &str = "system.yaml";
const ANCHOR_FILE: &str = "dnssec-anchor.zone";
const TRUST_FOLDER: &str = "trust";

/// A running portal; it ends when it is dropped.
pub struct Portal {
    tasks: JoinSet<()>,
    names: JoinHandle<()>,
    /// The name server ends itself once this is gone.
    names_open: oneshot::Sender<()>,
    doors: Arc<Doors>,
    file: PathBuf,
    /// Bound and never listened to: the numbers stay ours and closed.
    _closed: Vec<TcpSocket>,
}

/// Why the demo could not be set up: a folder that cannot be written, a port that is not given.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct DemoError {
    /// What happened, in both languages.
    pub text: Text,
}

impl fmt::Display for DemoError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.text, f)
    }
}

impl std::error::Error for DemoError {}

/// The declaration names the portal; its tasks and sockets tell nothing.
impl fmt::Debug for Portal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Portal").field("file", &self.file).finish_non_exhaustive()
    }
}

impl Portal {
    /// Starts a portal and writes its `system.yaml`, trust folder and DNSSEC anchor into `folder`.
    ///
    /// `now` is the moment from which certificates and the authorisation are reckoned. Fails where
    /// loopback gives no ports or the folder cannot be written.
    pub async fn start(character: Character, folder: &Path, now: Timestamp) -> Result<Self, DemoError> {
        Self::start_as(SYSTEM, character, folder, now).await
    }

    /// [`Portal::start`] as a system with an id of its own: two that are watched in one ledger are two systems.
    pub async fn start_as(
        system: &str,
        character: Character,
        folder: &Path,
        now: Timestamp,
    ) -> Result<Self, DemoError> {
        let certificates = Certificates::issue(character, now)?;
        let root = certificates.root_pem.clone();
        let ipv6 = !character.has(Flaw::NoIpv6) && has_ipv6().await;
        let (encrypted, plain) = (listen(ipv6).await?, listen(ipv6).await?);
        let (port, plain_port) = (number(&encrypted)?, number(&plain)?);
        let ports = Ports::take(character).await?;
        let names = NameServer::start(character, ipv6).await?;

        let resolver = names.address;
        let declaration =
            Declaration { system, character, port, plain_port, closed_ports: &ports.numbers, resolver, now };
        let file = folder.join(SYSTEM_FILE);
        write(&folder.join(TRUST_FOLDER).join("root.pem"), &root)?;
        write(&folder.join(ANCHOR_FILE), &names.anchor)?;
        write(&file, &declaration.render())?;

        let doors = Arc::new(Doors::new());
        let pages = Pages { character, port, plain_port, now };
        let web = Arc::new(Web::new(pages, Arc::clone(&doors), certificates)?);
        let mut tasks = JoinSet::new();
        for listener in encrypted {
            let web = Arc::clone(&web);
            tasks.spawn(Arc::clone(&doors).keep(listener, move |stream| Arc::clone(&web).encrypted(stream)));
        }
        for listener in plain {
            let web = Arc::clone(&web);
            tasks.spawn(Arc::clone(&doors).keep(listener, move |stream| Arc::clone(&web).plain(stream)));
        }
        for (listener, service) in ports.open {
            tasks.spawn(Arc::clone(&doors).keep(listener, move |stream| ports::play(service, stream)));
        }
        let (names_open, closing) = oneshot::channel();
        let names = tokio::spawn(names.run(closing));
        Ok(Self { tasks, names, names_open, doors, file, _closed: ports.closed })
    }

    /// The declaration to inspect.
    pub fn system_file(&self) -> &Path {
        &self.file
    }

    /// What the servers saw so far.
    pub fn log(&self) -> Seen {
        self.doors.seen()
    }

    /// Every flaw that a portal can have, in the order of repair.
    pub fn flaws() -> &'static [Flaw] {
        Flaw::ALL
    }

    /// Ends the servers and waits until they have ended.
    pub async fn stop(mut self) {
        drop(self.names_open);
        self.tasks.shutdown().await;
        let _ = self.names.await;
    }
}

fn number(listeners: &[TcpListener]) -> Result<u16, DemoError> {
    let first = listeners.first().ok_or_else(no_port)?;
    Ok(first.local_addr().map_err(fault)?.port())
}

fn write(path: &Path, content: &str) -> Result<(), DemoError> {
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    folder.and_then(|()| fs::write(path, content)).map_err(|error| {
        let path = path.display();
        DemoError { text: text!("không ghi được {path}: {error}", "cannot write {path}: {error}") }
    })
}

/// The system gave no port that is free wherever it is needed.
fn no_port() -> DemoError {
    DemoError {
        text: Text::new(
            "hệ thống trình diễn không có cổng trống trên 127.0.0.1 và ::1",
            "the demonstration finds no free port on 127.0.0.1 and ::1",
        ),
    }
}

/// Wraps a library's complaint.
fn fault(cause: impl fmt::Display) -> DemoError {
    DemoError {
        text: text!("không dựng được hệ thống trình diễn: {cause}", "the demonstration cannot be set up: {cause}"),
    }
}

#[cfg(test)]
mod tests {
    use super::trial::Trial;
    use super::*;

    #[tokio::test]
    async fn a_half_mended_portal_is_mended_by_half() {
        let before = |flaw| Flaw::ALL.iter().position(|each| *each == flaw).expect("a listed flaw");
        let trial = Trial::start(Character::Mended { fixed: before(Flaw::PlainContent) + 1 }).await;
        let (port, plain) = trial.ports();
        let root = trial.root();
        let seen = trial.curl(&[], &format!("http://{PORTAL_NAME}:{plain}/")).await;
        assert!(seen.starts_with("HTTP/1.1 301 "), "{seen}");
        let seen = trial.curl(&["--cacert", &root], &format!("https://{SIGN_IN_NAME}:{port}/")).await;
        assert!(seen.contains("action=\"http://") && seen.contains("JSESSIONID"), "{seen}");
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_an_error_that_names_it() {
        let folder = tempfile::NamedTempFile::new().expect("a file");
        let error = Portal::start(Character::Sound, folder.path(), Timestamp::now()).await.expect_err("an error");
        assert!(error.to_string().contains(&folder.path().display().to_string()), "{error}");
    }
}
