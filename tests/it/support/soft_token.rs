//! Tokens of SoftHSM2 in a folder of their own.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::infrastructure::{Infrastructure, path};

/// The PIN of every token.
pub(crate) const PIN: &str = "123456";

/// A folder of tokens.
pub(crate) struct SoftTokens {
    folder: PathBuf,
}

impl SoftTokens {
    /// Where Debian puts the module.
    pub(crate) fn module() -> PathBuf {
        let places = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"];
        places.iter().map(PathBuf::from).find(|place| place.exists()).expect("SoftHSM2 (softhsm2) is installed")
    }

    /// An empty folder of tokens, or one that is there already.
    pub(crate) fn within(folder: &Path) -> Self {
        let own = Self { folder: folder.to_owned() };
        std::fs::create_dir_all(folder.join("tokens")).expect("a folder");
        let configuration = format!("directories.tokendir = {}/tokens\nobjectstore.backend = file\n", path(folder));
        std::fs::write(own.configuration(), configuration).expect("a file");
        own
    }

    /// What `SOFTHSM2_CONF` has to name.
    pub(crate) fn configuration(&self) -> PathBuf {
        self.folder.join("softhsm2.conf")
    }

    /// A new token with this label, and these people's keys on it, each with an identifier.
    pub(crate) fn add(&self, label: &str, people: &[(&str, &str)], world: &Infrastructure) {
        self.run("softhsm2-util", &["--init-token", "--free", "--label", label, "--pin", PIN, "--so-pin", "12345678"]);
        for (name, identifier) in people {
            self.put(label, name, identifier, world, false);
        }
    }

    /// Puts a key with its certificate on a token; `asked` has its PIN wanted before each signature.
    pub(crate) fn put(&self, label: &str, name: &str, identifier: &str, world: &Infrastructure, asked: bool) {
        let (key, own) = (self.folder.join("key.der"), self.folder.join("certificate.der"));
        let (private, public) = (format!("{name}.key"), format!("{name}.pem"));
        world.openssl(&["pkcs8", "-topk8", "-nocrypt", "-in", &private, "-outform", "DER", "-out", path(&key)]);
        world.openssl(&["x509", "-in", &public, "-outform", "DER", "-out", path(&own)]);
        for (file, kind) in [(&key, "privkey"), (&own, "cert")] {
            let module = Self::module();
            let chosen = ["--module", path(&module), "--token-label", label, "--login", "--pin", PIN];
            let object = ["--write-object", path(file), "--type", kind, "--id", identifier, "--label", name];
            let asked = (asked && kind == "privkey").then_some("--always-auth");
            self.run("pkcs11-tool", &chosen.into_iter().chain(object).chain(asked).collect::<Vec<_>>());
        }
    }

    fn run(&self, program: &str, arguments: &[&str]) {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.folder).env("SOFTHSM2_CONF", self.configuration());
        let output = command.output().unwrap_or_else(|error| panic!("{program}: {error}"));
        let said = [&output.stdout[..], &output.stderr[..]].concat();
        assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&said));
    }
}
