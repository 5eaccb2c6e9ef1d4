//! A real identity provider for the tests: the certified `oidc-provider`, sound or wrong in one way
//! (`tests/peers/identity-provider`).

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::Arc;

/// A running provider, ended with the test.
#[derive(Clone, Debug)]
pub(in crate::probe) struct IdentityProvider {
    _process: Arc<Process>,
    /// The port on which it listens.
    pub(in crate::probe) port: u16,
    /// The plain port beside it, where it speaks TLS.
    pub(in crate::probe) plain_port: Option<u16>,
}

impl IdentityProvider {
    /// Starts a variant with further arguments and waits until it listens. Nothing where its packages
    /// are not installed, unless the tests require them.
    pub(in crate::probe) fn start(variant: &str, arguments: &[&str]) -> Option<Self> {
        Self::start_all(&[variant], arguments)?.pop()
    }

    /// Starts several variants in one process, which is much quicker than one by one.
    #[expect(clippy::print_stderr, clippy::disallowed_methods, reason = "says that nothing was tested")]
    pub(in crate::probe) fn start_all(variants: &[&str], arguments: &[&str]) -> Option<Vec<Self>> {
        let Some(packages) = packages() else {
            assert!(
                std::env::var_os("KIEMTRA_REQUIRE_PEERS").is_none(),
                "the packages of tests/peers/identity-provider are not installed"
            );
            eprintln!("oidc-provider is not there: nothing was tested");
            return None;
        };
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/identity-provider/provider.mjs");
        let mut child = Command::new("node")
            .arg(script)
            .args(variants.iter().flat_map(|variant| ["--variant", variant]))
            .args(arguments)
            .env("KIEMTRA_PEERS", packages)
            // It ends when its input does: not even a test that is killed leaves it behind.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node starts");
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        let mut ports = Vec::new();
        for variant in variants {
            let mut plain_port = None;
            let port = output.by_ref().lines().map_while(Result::ok).find_map(|line| {
                plain_port = plain_port.or_else(|| line.strip_prefix("plain ")?.parse().ok());
                line.strip_prefix("listening ")?.parse().ok()
            });
            ports.push((port.unwrap_or_else(|| panic!("the provider {variant} does not listen")), plain_port));
        }
        let process = Arc::new(Process { child, _output: output });
        let own = |(port, plain_port)| Self { _process: process.clone(), port, plain_port };
        Some(ports.into_iter().map(own).collect())
    }
}

/// The process, ended once no test needs it.
#[derive(Debug)]
struct Process {
    child: Child,
    /// Kept open: a provider that cannot write its notices ends.
    _output: BufReader<ChildStdout>,
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where `tests/run` has put the packages: in the folder that it names, or below the target folder, in
/// which this test stands too.
#[expect(clippy::disallowed_methods, reason = "a test's own surroundings")]
fn packages() -> Option<PathBuf> {
    let named = std::env::var_os("KIEMTRA_PEERS").map(PathBuf::from);
    let own = std::env::current_exe().ok()?;
    let mut folders = named.into_iter().chain(own.ancestors().map(|above| above.join("kiemtra-peers")));
    folders.find(|folder| folder.join("node_modules/oidc-provider").is_dir())
}
