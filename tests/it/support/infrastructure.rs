//! A small public key infrastructure made by OpenSSL, once for all tests: those of the room of seals and those that run
//! the program.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use jiff::Timestamp;

const CONFIGURATION: &str = include_str!("infrastructure.cnf");
/// The password of every key file.
pub(crate) const PASSWORD: &str = "mật khẩu";
/// Names of the end entities: key, extensions, and days from now from which to which they are valid.
const PEOPLE: [(&str, &str, &str, i64, i64); 10] = [
    ("leader", "rsa:2048", "signer", -1, 900),
    ("clerk", "P-256", "signer", -1, 900),
    ("judge", "P-384", "signer", -1, 900),
    ("chief", "rsa:2048", "signer", -1, 900),
    ("expired", "P-256", "signer", -90, -1),
    ("future", "rsa:2048", "signer", 30, 900),
    ("revoked", "P-256", "signer", -1, 900),
    ("server", "P-256", "server", -1, 900),
    ("stamper", "rsa:2048", "stamper", -60, 900),
    ("responder", "P-256", "responder", -1, 900),
];

/// The infrastructure.
pub(crate) struct Infrastructure {
    pub(crate) folder: tempfile::TempDir,
}

/// The one of all tests.
pub(crate) fn world() -> &'static Infrastructure {
    static WORLD: OnceLock<Infrastructure> = OnceLock::new();
    WORLD.get_or_init(Infrastructure::new)
}

impl Infrastructure {
    /// A copy of this hour's world. Making one takes seconds, and every test may be a process of its own.
    fn new() -> Self {
        let program = std::env::current_exe().expect("this program");
        let place = program.parent().and_then(Path::parent).expect("the folder of the build");
        let hour = Timestamp::now().as_second() / 3600;
        let shared = place.join(format!("sealing-world-{hour}"));
        if !shared.exists() {
            let made = Self::made(tempfile::tempdir_in(place).expect("a folder"));
            // Who comes second leaves what the first has put there.
            if std::fs::rename(made.folder.path(), &shared).is_ok() {
                forget_others(place, hour);
            }
        }
        let world = Self { folder: tempfile::tempdir().expect("a folder") };
        for entry in std::fs::read_dir(&shared).expect("the shared world") {
            let entry = entry.expect("an entry");
            std::fs::copy(entry.path(), world.folder.path().join(entry.file_name())).expect("a copy");
        }
        world
    }

    fn made(folder: tempfile::TempDir) -> Self {
        let world = Self { folder };
        std::fs::write(world.path("authority.cnf"), CONFIGURATION).expect("a file");
        for name in ["root", "sub", "stranger"] {
            std::fs::write(world.path(&format!("{name}.db")), "").expect("a file");
            std::fs::write(world.path(&format!("{name}.number")), "1000\n").expect("a file");
        }
        std::fs::write(world.path("stamp.number"), "01\n").expect("a file");
        for name in ["root", "stranger"] {
            world.request(name, "rsa:2048");
            world.openssl(&[
                "ca",
                "-batch",
                "-config",
                "authority.cnf",
                "-name",
                name,
                "-selfsign",
                "-keyfile",
                &format!("{name}.key"),
                "-in",
                &format!("{name}.csr"),
                "-out",
                &format!("{name}.pem"),
                "-notext",
                "-utf8",
                "-extensions",
                "authority",
                "-startdate",
                &date(-100),
                "-enddate",
                &date(3650),
            ]);
        }
        world.request("sub", "rsa:2048");
        world.issue("root", "sub", "authority", -60, 3000);
        for (name, key, extensions, from, to) in PEOPLE {
            world.request(name, key);
            world.issue("sub", name, extensions, from, to);
            world.pack(name, &[]);
        }
        world.pack("leader", &["-legacy", "-name", "legacy"]);
        world.openssl(&[
            "ca",
            "-config",
            "authority.cnf",
            "-name",
            "sub",
            "-revoke",
            "revoked.pem",
            "-crl_reason",
            "keyCompromise",
        ]);
        for name in ["root", "sub"] {
            world.list(name);
        }
        world
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).expect("a file of the world")
    }

    pub(crate) fn openssl(&self, arguments: &[&str]) -> Output {
        run("openssl", arguments, self.folder.path())
    }

    fn request(&self, name: &str, key: &str) {
        let kind = if key.starts_with("rsa") {
            vec![key.to_owned()]
        } else {
            vec!["ec".to_owned(), "-pkeyopt".to_owned(), format!("ec_paramgen_curve:{key}")]
        };
        let subject = format!("/C=VN/O=Đoàn kiểm tra/CN=Người {name}");
        let mut arguments = vec!["req", "-new", "-nodes", "-utf8", "-config", "authority.cnf", "-newkey"];
        arguments.extend(kind.iter().map(String::as_str));
        let (private, out) = (format!("{name}.key"), format!("{name}.csr"));
        arguments.extend(["-subj", &subject, "-keyout", &private, "-out", &out]);
        self.openssl(&arguments);
    }

    pub(crate) fn issue(&self, authority: &str, name: &str, extensions: &str, from: i64, to: i64) {
        self.openssl(&[
            "ca",
            "-batch",
            "-config",
            "authority.cnf",
            "-name",
            authority,
            "-in",
            &format!("{name}.csr"),
            "-out",
            &format!("{name}.pem"),
            "-notext",
            "-extensions",
            extensions,
            "-utf8",
            "-startdate",
            &date(from),
            "-enddate",
            &date(to),
        ]);
    }

    pub(crate) fn pack(&self, name: &str, more: &[&str]) {
        let file = if more.is_empty() { format!("{name}.p12") } else { format!("{name}-legacy.p12") };
        let (private, own, password) = (format!("{name}.key"), format!("{name}.pem"), format!("pass:{PASSWORD}"));
        let mut arguments = vec![
            "pkcs12",
            "-export",
            "-inkey",
            &private,
            "-in",
            &own,
            "-certfile",
            "sub.pem",
            "-passout",
            &password,
            "-out",
            &file,
        ];
        arguments.extend(more);
        self.openssl(&arguments);
    }

    /// What OpenSSL's time-stamp authority answers; it writes milliseconds.
    pub(crate) fn stamped(&self, request: &[u8]) -> Vec<u8> {
        let folder = tempfile::tempdir().expect("a folder");
        let (query, reply) = (folder.path().join("query"), folder.path().join("reply"));
        std::fs::write(&query, request).expect("a file");
        let arguments = ["ts", "-reply", "-config", "authority.cnf", "-queryfile", path(&query), "-out", path(&reply)];
        static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _guard = ONE_AT_A_TIME.lock().expect("a lock");
        self.openssl(&arguments);
        std::fs::read(reply).expect("a reply")
    }

    pub(crate) fn list(&self, name: &str) {
        self.openssl(&["ca", "-config", "authority.cnf", "-name", name, "-gencrl", "-out", &format!("{name}.crl.pem")]);
        self.openssl(&["crl", "-in", &format!("{name}.crl.pem"), "-outform", "DER", "-out", &format!("{name}.crl")]);
    }
}

/// Removes the worlds of hours long past; the last one may still be in use.
fn forget_others(place: &Path, hour: i64) {
    for entry in std::fs::read_dir(place).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let made = name.strip_prefix("sealing-world-").and_then(|made| made.parse::<i64>().ok());
        if made.is_some_and(|made| made < hour - 1) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// So many days from now, as OpenSSL reads it.
fn date(days: i64) -> String {
    (Timestamp::now() + jiff::SignedDuration::from_hours(24 * days)).strftime("%Y%m%d%H%M%SZ").to_string()
}

pub(crate) fn path(path: &Path) -> &str {
    path.to_str().expect("a path of ASCII")
}

/// Runs a program, which has to succeed.
pub(crate) fn run(program: &str, arguments: &[&str], folder: &Path) -> Output {
    let output = Command::new(program).args(arguments).current_dir(folder).output();
    let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
    let said = [&output.stdout[..], &output.stderr[..]].concat();
    assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&said));
    output
}
