//! A report to sign, the keys of its parties, and judges of what was signed.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

use jiff::Timestamp;
use kiemtra::demo::Character;
use kiemtra::seal::{Certificate, Evidence, Policy, Standing, Trust, Verification, verify};

use crate::support::{Done, PASSWORD, PIN, Running, SoftTokens, World, finish, path, world};

/// Who signs in which role, as the minutes say; in the order in which they may.
pub(super) const PARTIES: [(&str, &str); 4] =
    [("operator", "leader"), ("vendor", "clerk"), ("secretary", "judge"), ("team-leader", "chief")];

/// A folder with the minutes in `report.pdf`, nobody's signature on them yet.
pub(super) struct Desk {
    pub(super) world: World,
}

impl Desk {
    pub(super) fn new() -> Self {
        let desk = Self { world: World::new() };
        desk.world.write("report.pdf", minutes());
        desk.secret("password", PASSWORD);
        desk.secret("pin", PIN);
        desk
    }

    /// A file that only its owner can read.
    pub(super) fn secret(&self, name: &str, content: &str) {
        let path = self.world.write(name, format!("{content}\n"));
        fs::set_permissions(path, fs::Permissions::from_mode(0o600)).expect("a mode");
    }

    pub(super) fn report(&self) -> PathBuf {
        self.world.path("report.pdf")
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        fs::read(self.report()).expect("the report")
    }

    /// The command that signs in a role with a person's key file.
    pub(super) fn command(&self, role: &str, person: &str, more: &[&str]) -> Command {
        let key = world().path(&format!("{person}.p12"));
        let own = ["sign", "report.pdf", "--role", role, "--key", path(&key), "--yes", "--lang", "en"];
        self.world.command(&[&own, more].concat())
    }

    /// Signs in a role with a person's key file.
    pub(super) fn sign(&self, role: &str, person: &str, more: &[&str]) -> Done {
        finish(self.command(role, person, &[&["--pin-file", "password"], more].concat()))
    }

    /// Signs in a role with a person's key file, which has to succeed.
    pub(super) fn signed(&self, role: &str, person: &str) {
        let done = self.sign(role, person, &[]);
        assert_eq!(done.code, 0, "{role}: {}", done.stderr);
    }

    /// Signs in a role with a token.
    pub(super) fn sign_by_token(&self, tokens: &SoftTokens, role: &str, more: &[&str]) -> Done {
        let own = ["sign", "report.pdf", "--role", role, "--yes", "--lang", "en"];
        let mut command = self.world.command(&[&own, more].concat());
        command.env("SOFTHSM2_CONF", tokens.configuration());
        finish(command)
    }

    /// Refused for this reason and by this exit code, and the report is what it was.
    pub(super) fn refused(&self, done: &Done, code: i32, words: &str) {
        assert!(done.code == code && done.stderr.contains(words), "{code} {words}: {} {}", done.code, done.stderr);
        assert_eq!(self.remains(), Vec::<String>::new());
    }

    /// What lies beside the report and should not.
    pub(super) fn remains(&self) -> Vec<String> {
        let names = fs::read_dir(self.world.path("")).expect("a folder");
        let names = names.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
        names.filter(|name| name.ends_with(".part")).collect()
    }
}

/// The minutes of a run, made once for this build: four parties are to sign them.
fn minutes() -> Vec<u8> {
    let program = Path::new(env!("CARGO_BIN_EXE_kiemtra"));
    let built = fs::metadata(program).and_then(|data| data.modified()).expect("the program");
    let built = built.duration_since(UNIX_EPOCH).expect("after 1970").as_nanos();
    let kept = program.with_file_name(format!("minutes-to-sign-{built}.pdf"));
    if let Ok(bytes) = fs::read(&kept) {
        return bytes;
    }
    // Those of builds long past.
    for entry in fs::read_dir(program.parent().expect("a folder")).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("minutes-to-sign-") && name.ends_with(".pdf") && entry.path() != kept {
            let _ = fs::remove_file(entry.path());
        }
    }
    let bytes = made();
    let own = kept.with_extension(format!("{}", std::process::id()));
    fs::write(&own, &bytes).expect("a file");
    fs::rename(own, kept).expect("a file");
    bytes
}

fn made() -> Vec<u8> {
    let (world, portal) = (World::new(), Running::start(Character::Flawed));
    let profile = "population-db-connection";
    world.audit(&portal.system, &["--profile", profile, "--only", "tls.redirect*", "--only", "tls.versions"]);
    let person = |(role, person): &(&str, &str)| format!("  - {{role: {role}, name: Người {person}}}\n");
    let people: String = PARTIES.iter().map(person).collect();
    world.write(
        "minutes.yaml",
        format!("schema: kiemtra/minutes@1\nnumber: \"5\"\nplace: Trung tâm Phục vụ hành chính công\nparticipants:\n{people}"),
    );
    let case = format!("tinh-mau@{profile}");
    let done = world.kiemtra(&[
        "report",
        &case,
        "--format",
        "pdf",
        "--minutes",
        "minutes.yaml",
        "--evidence",
        "evidence",
        "--out",
        "report.pdf",
    ]);
    assert_eq!(done.code, 0, "{}", done.stderr);
    fs::read(world.path("report.pdf")).expect("minutes")
}

/// What our own judge says, who trusts the root and has the lists.
pub(super) fn verified(bytes: Vec<u8>) -> Verification {
    let root = Certificate::read_all(&world().read("root.pem")).expect("a certificate");
    let lists = vec![world().read("root.crl"), world().read("sub.crl")];
    let trust = Trust { anchors: root, evidence: Evidence { lists, ..Evidence::default() }, ..Trust::default() };
    verify(bytes, &trust, &Policy::default(), Timestamp::now()).expect("a sound file")
}

/// The fields that are signed, in order, where all hold.
pub(super) fn valid_fields(bytes: Vec<u8>) -> Vec<String> {
    let found = verified(bytes);
    assert_eq!(found.standing(), Standing::Valid, "{:#?}", found.signatures);
    found.signatures.into_iter().map(|one| one.field).collect()
}
