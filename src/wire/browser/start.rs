//! Starting a browser that can reach nothing by itself.

use std::fs::DirBuilder;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use tokio::process::{Child, Command};

use super::pipe::Pipe;
use crate::text::{Text, text};

/// What it is called, by taste of the distribution.
const PROGRAMS: &[&str] = &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
/// Where programs are.
const FOLDERS: &[&str] = &["/usr/bin", "/usr/local/bin", "/usr/lib/chromium", "/snap/bin", "/opt/google/chrome"];
/// A file system in memory: what a page leaves behind never reaches a disk.
const MEMORY: &str = "/dev/shm";
/// Gives the pipes the numbers by which Chromium knows them, and silences what it prints.
const SHELL: &str = r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#;

/// What it is told at its start. Names resolve to nothing and its proxy is a closed port: whatever a page asks for
/// in ways that are not handed over to us (web sockets, WebRTC, its own services) goes nowhere.
const ARGUMENTS: &[&str] = &[
    "--headless=new",
    "--remote-debugging-pipe",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://127.0.0.1:1",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-gpu",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-crash-reporter",
    "--disable-features=Translate,OptimizationHints,MediaRouter,DialMediaRouteProvider,AutofillServerCommunication",
    "--disk-cache-size=1",
    "--incognito",
    "--metrics-recording-only",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
    "--password-store=basic",
    "--js-flags=--max-old-space-size=256",
];

/// A browser's own folder, removed with it.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    fn make(mark: &str) -> Result<Self, Text> {
        let path = Path::new(MEMORY).join(format!("kiemtra-{mark}"));
        match DirBuilder::new().mode(0o700).create(&path) {
            Ok(()) => Ok(Self(path)),
            Err(error) => Err(text!(
                "không tạo được thư mục trong bộ nhớ ({MEMORY}) cho trình duyệt: {error}",
                "no folder in memory ({MEMORY}) could be made for the browser: {error}"
            )),
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
    }
}

/// Starts the browser; `mark` names its folder.
///
/// # Errors
///
/// Why there is none, for people.
pub(super) fn start(mark: &str) -> Result<(Child, Pipe, Folder), Text> {
    let candidates = FOLDERS.iter().flat_map(|folder| PROGRAMS.iter().map(move |name| Path::new(folder).join(name)));
    let Some(program) = candidates.into_iter().find(|path| path.is_file()) else {
        return Err(Text::new(
            "không tìm thấy Chromium trên máy này; cài gói `chromium`, hoặc bỏ `browser: true`",
            "there is no Chromium on this machine; install the package `chromium`, or drop `browser: true`",
        ));
    };
    let folder = Folder::make(mark)?;
    let mut command = Command::new("/bin/sh");
    command.arg("-c").arg(SHELL).arg(&program).args(ARGUMENTS);
    command.arg(format!("--user-data-dir={}", folder.0.display()));
    if rustix::process::geteuid().is_root() {
        // Chromium refuses to run for the superuser with its own walls up; the guide says not to be one.
        command.arg("--no-sandbox");
    }
    // Nothing of ours is handed down: variables may hold what was lent.
    command.env_clear().env("PATH", "/usr/bin:/bin").env("HOME", &folder.0).env("LANG", "vi_VN.UTF-8");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).kill_on_drop(true);
    let failed =
        |error: std::io::Error| text!("trình duyệt không chạy được: {error}", "the browser does not start: {error}");
    let mut child = command.spawn().map_err(failed)?;
    match (child.stdin.take(), child.stdout.take()) {
        (Some(input), Some(output)) => Ok((child, Pipe::new(input, output), folder)),
        _ => Err(Text::new("không nối được với trình duyệt", "the browser could not be connected to")),
    }
}
