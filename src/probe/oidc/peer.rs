//! A real identity provider for the tests: the certified `oidc-provider`, sound or wrong in one way
//! (`tests/peers/identity-provider`).

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

/// A running provider, ended with the test.
#[derive(Debug)]
pub(in crate::probe) struct IdentityProvider {
    child: Child,
    /// Kept open, for a provider that cannot write ends.
    _output: BufReader<ChildStdout>,
    /// The port on which it listens.
    pub(in crate::probe) port: u16,
    /// The plain port beside it, where it speaks TLS.
    pub(in crate::probe) plain_port: Option<u16>,
}

impl IdentityProvider {
    /// Starts a variant with further arguments and waits until it listens. Nothing where its packages
    /// are not installed, unless the tests require them.
    #[expect(clippy::print_stderr, reason = "says that nothing was tested")]
    pub(in crate::probe) fn start(variant: &str, arguments: &[&str]) -> Option<Self> {
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
            .args(["--variant", variant])
            .args(arguments)
            .env("KIEMTRA_PEERS", packages)
            // It ends when its input does: not even a test that is killed leaves it behind.
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("node starts");
        let mut output = BufReader::new(child.stdout.take().expect("its output"));
        let mut plain_port = None;
        let port = output.by_ref().lines().map_while(Result::ok).find_map(|line| {
            plain_port = plain_port.or_else(|| line.strip_prefix("plain ")?.parse().ok());
            line.strip_prefix("listening ")?.parse().ok()
        });
        let port = port.unwrap_or_else(|| panic!("the provider {variant} does not listen"));
        Some(Self { child, _output: output, port, plain_port })
    }
}

impl Drop for IdentityProvider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Where `tests/run` has put the packages: below the target folder, in which this test stands too.
fn packages() -> Option<PathBuf> {
    let beside = || Some(std::env::current_exe().ok()?.ancestors().nth(3)?.join("kiemtra-peers"));
    let folder = std::env::var_os("KIEMTRA_PEERS").map(PathBuf::from).or_else(beside)?;
    folder.join("node_modules/oidc-provider").is_dir().then_some(folder)
}
