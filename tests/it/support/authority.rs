//! A certificate authority of the test, through OpenSSL: only it still makes what is weak.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::declaration::NAME;
use super::program::required;

/// A folder with a root in `trust/`, an intermediate, and what they issued.
#[derive(Debug)]
pub(crate) struct Authority {
    folder: PathBuf,
}

/// What to issue; the default is a sound certificate for [`NAME`].
#[derive(Clone, Debug)]
pub(crate) struct Leaf<'a> {
    /// The name in it.
    pub(crate) name: &'a str,
    /// The key, as `openssl req -newkey` wants it.
    pub(crate) key: &'a str,
    /// The digest of the signature.
    pub(crate) digest: &'a str,
    /// Begins (days from now) and ends.
    pub(crate) life: (i64, i64),
}

impl Default for Leaf<'_> {
    fn default() -> Self {
        Self { name: NAME, key: "ec -pkeyopt ec_paramgen_curve:prime256v1", digest: "sha256", life: (-1, 89) }
    }
}

const CA: &str =
    "basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\n";

impl Authority {
    /// Makes the root and the intermediate below `folder`.
    pub(crate) fn new(folder: &Path) -> Self {
        let own = Self { folder: folder.join("authority") };
        fs::create_dir_all(&own.folder).expect("a folder");
        fs::create_dir_all(folder.join("trust")).expect("a folder");
        own.write("database", "");
        own.write("authority.cnf", "[ca]\ndefault_ca=own\n[own]\ndatabase=database\nnew_certs_dir=.\npolicy=any\nrand_serial=yes\nunique_subject=no\nemail_in_dn=no\n[any]\ncommonName=supplied\n");
        // RSA, because a SHA-1 signature has to be possible.
        own.issue("root", &Leaf { name: "root", key: "rsa:2048", life: (-400, 3650), ..Leaf::default() }, "root", CA);
        own.issue(
            "middle",
            &Leaf { name: "middle", key: "rsa:2048", life: (-400, 3000), ..Leaf::default() },
            "root",
            CA,
        );
        fs::copy(own.folder.join("root.pem"), folder.join("trust/root.pem")).expect("a copy");
        own
    }

    /// Issues a certificate; gives the paths of the whole chain without the root, and of the key.
    pub(crate) fn leaf(&self, file: &str, leaf: &Leaf<'_>) -> (PathBuf, PathBuf) {
        let name = leaf.name;
        let extensions = format!(
            "basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature,keyEncipherment\nextendedKeyUsage=serverAuth\nsubjectAltName=DNS:{name}\n"
        );
        self.issue(file, leaf, "middle", &extensions);
        let read = |file: &str| fs::read_to_string(self.folder.join(file)).expect("a certificate");
        let chain = read(&format!("{file}.pem")) + &read("middle.pem");
        self.write(&format!("{file}-chain.pem"), &chain);
        (self.folder.join(format!("{file}-chain.pem")), self.folder.join(format!("{file}.key")))
    }

    fn issue(&self, file: &str, leaf: &Leaf<'_>, issuer: &str, extensions: &str) {
        let Leaf { name, key, digest, life: (from, until) } = leaf;
        self.write(&format!("{file}.ext"), extensions);
        openssl(
            &self.folder,
            &format!("req -new -nodes -newkey {key} -keyout {file}.key -out {file}.csr -subj /CN={name}"),
        );
        let signer = if file == issuer {
            format!("-selfsign -keyfile {file}.key")
        } else {
            format!("-cert {issuer}.pem -keyfile {issuer}.key")
        };
        let (from, until) = (moment(*from), moment(*until));
        openssl(
            &self.folder,
            &format!(
                "ca -batch -notext -config authority.cnf {signer} -md {digest} -startdate {from} -enddate {until} -extfile {file}.ext -in {file}.csr -out {file}.pem"
            ),
        );
    }

    fn write(&self, name: &str, content: &str) {
        fs::write(self.folder.join(name), content).expect("a file");
    }
}

/// A moment some days from now as `openssl ca` wants it.
fn moment(days: i64) -> String {
    let at = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(24 * days);
    at.strftime("%Y%m%d%H%M%SZ").to_string()
}

/// Runs the `openssl` command in a folder; its words are split at spaces.
fn openssl(folder: &Path, command: &str) {
    let program = required("openssl", "openssl");
    let output = Command::new(program).current_dir(folder).args(command.split(' ')).output().expect("openssl runs");
    assert!(output.status.success(), "openssl {command}: {}", String::from_utf8_lossy(&output.stderr));
}
