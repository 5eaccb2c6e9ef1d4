//! A report with its evidence, its ledger and a trust folder, and people who sign it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use jiff::Timestamp;
use kiemtra::demo::Character;
use kiemtra::seal::{Archive, Fill, PdfFile, TimeStamper, sign};
use kiemtra::text::Text;
use serde_json::Value;

use crate::support::{Done, PASSWORD, Running, World, copied, path, world};

/// Who signs in which role, as the minutes say; in the order in which they may.
pub(super) const PARTIES: [(&str, &str); 4] =
    [("operator", "leader"), ("vendor", "clerk"), ("secretary", "judge"), ("team-leader", "chief")];

/// The profile of the run.
const PROFILE: &str = "population-db-connection";

/// A folder with `report.pdf` (nobody's signature on it yet), `evidence/`, `ledger.db` and `trust/`.
pub(super) struct Desk {
    pub(super) world: World,
}

impl Desk {
    pub(super) fn new() -> Self {
        let desk = Self { world: World::new() };
        copied(&made_once(), &desk.world.path(""));
        for (place, file) in [
            ("trust/national/root.pem", "root.pem"),
            ("trust/national/root.crl", "root.crl"),
            ("trust/sub.crl", "sub.crl"),
        ] {
            desk.world.write(place, world().read(file));
        }
        desk
    }

    pub(super) fn bytes(&self) -> Vec<u8> {
        fs::read(self.world.path("report.pdf")).expect("the report")
    }

    pub(super) fn put(&self, bytes: impl AsRef<[u8]>) {
        self.world.write("report.pdf", bytes);
    }

    /// Signs in the field of a role, with a time stamp.
    pub(super) fn signs(&self, role: &str, person: &str) {
        self.put(signed(self.bytes(), &format!("{role}-signature"), person, Some(&Stamper)));
    }

    /// Everybody has signed, in turn.
    pub(super) fn all_sign(&self) {
        PARTIES.iter().for_each(|(role, person)| self.signs(role, person));
    }

    /// A desk whose report all have signed, made once for this build and hour.
    pub(super) fn signed() -> Self {
        let desk = Self::new();
        let hour = Timestamp::now().as_second() / 3600;
        let kept = made_once().with_extension(format!("signed-{hour}.pdf"));
        if let Ok(bytes) = fs::read(&kept) {
            desk.put(bytes);
        } else {
            desk.all_sign();
            let own = kept.with_extension(std::process::id().to_string());
            fs::write(&own, desk.bytes()).expect("a file");
            fs::rename(own, kept).expect("a file");
        }
        desk
    }

    /// The screen in English, with the trust folder.
    pub(super) fn verify(&self, more: &[&str]) -> Done {
        let language: &[&str] = if more.contains(&"--lang") { &[] } else { &["--lang", "en"] };
        self.world.kiemtra(&[&["verify", "report.pdf", "--trust", "trust"], language, more].concat())
    }

    /// The JSON, with the trust folder.
    pub(super) fn document(&self, more: &[&str]) -> Value {
        let done = self.verify(&[&["--json"], more].concat());
        serde_json::from_str(&done.stdout).unwrap_or_else(|error| panic!("{error}: {} {}", done.stdout, done.stderr))
    }

    /// Verifying ends with this code and says this.
    pub(super) fn says(&self, code: i32, words: &[&str], more: &[&str]) {
        let done = self.verify(more);
        let said = format!("{}{}", done.stdout, done.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(done.code, code, "{said}");
        for word in words {
            assert!(said.contains(word), "`{word}` is not in: {}{}", done.stdout, done.stderr);
        }
    }
}

/// What a line of the JSON came to.
pub(super) fn line<'a>(document: &'a Value, key: &str) -> &'a str {
    let lines = document["lines"].as_array().expect("lines");
    let found = lines.iter().find(|line| line["key"] == key).unwrap_or_else(|| panic!("{key}: {document:#}"));
    found["holds"].as_str().expect("a word")
}

/// Signs a field with a person's key file.
pub(super) fn signed(bytes: Vec<u8>, field: &str, person: &str, stamper: Option<&dyn TimeStamper>) -> Vec<u8> {
    signed_at(bytes, field, person, stamper, Timestamp::now())
}

/// The same, with the time that the signer states.
pub(super) fn signed_at(
    bytes: Vec<u8>,
    field: &str,
    person: &str,
    stamper: Option<&dyn TimeStamper>,
    time: Timestamp,
) -> Vec<u8> {
    let key = Archive::open(&world().read(&format!("{person}.p12")), PASSWORD).expect("a key file");
    let fill = Fill {
        field,
        time: Some(time),
        name: Some("Nguyễn Văn A"),
        reason: Some("Ký biên bản"),
        location: None,
        appearance: None,
        certify: false,
        room: None,
    };
    let file = PdfFile::read(bytes).expect("a sound file");
    sign(&file, &fill, &key, stamper).expect("a signature")
}

/// OpenSSL's time-stamp authority.
pub(super) struct Stamper;

impl TimeStamper for Stamper {
    fn stamp(&self, request: &[u8]) -> Result<Vec<u8>, Text> {
        let folder = tempfile::tempdir().expect("a folder");
        let (query, reply) = (folder.path().join("query"), folder.path().join("reply"));
        fs::write(&query, request).expect("a file");
        let arguments = ["ts", "-reply", "-config", "authority.cnf", "-queryfile", path(&query), "-out", path(&reply)];
        static ONE_AT_A_TIME: std::sync::Mutex<()> = std::sync::Mutex::new(());
        let _guard = ONE_AT_A_TIME.lock().expect("a lock");
        world().openssl(&arguments);
        Ok(fs::read(reply).expect("a reply"))
    }
}

/// The folder of an inspection that four parties are to sign, made once for this build.
fn made_once() -> PathBuf {
    let program = Path::new(env!("CARGO_BIN_EXE_kiemtra"));
    let built = fs::metadata(program).and_then(|data| data.modified()).expect("the program");
    let built = built.duration_since(UNIX_EPOCH).expect("after 1970").as_nanos();
    let kept = program.with_file_name(format!("verify-desk-{built}"));
    if !kept.exists() {
        let beside = tempfile::tempdir_in(program.parent().expect("a folder")).expect("a folder");
        made(beside.path());
        // Who comes second leaves what the first has put there.
        if fs::rename(beside.path(), &kept).is_ok() {
            forget_others(&kept);
        }
    }
    kept
}

/// Removes what earlier builds have left.
fn forget_others(kept: &Path) {
    let own = kept.file_name().expect("a name").to_string_lossy().into_owned();
    for entry in fs::read_dir(kept.parent().expect("a folder")).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with("verify-desk-") && !name.starts_with(&own) {
            let _ =
                if entry.path().is_dir() { fs::remove_dir_all(entry.path()) } else { fs::remove_file(entry.path()) };
        }
    }
}

fn made(folder: &Path) {
    let (world, portal) = (World::new(), Running::start(Character::Flawed));
    world.audit(&portal.system, &["--profile", PROFILE, "--only", "tls.redirect*", "--only", "tls.versions"]);
    let person = |(role, person): &(&str, &str)| format!("  - {{role: {role}, name: Người {person}}}\n");
    let people: String = PARTIES.iter().map(person).collect();
    world.write(
        "minutes.yaml",
        format!("schema: kiemtra/minutes@1\nnumber: \"5\"\nplace: Bắc Ninh\nparticipants:\n{people}"),
    );
    let case = format!("tinh-mau@{PROFILE}");
    let who = ["--by", "Người chief", "--position", "Trưởng đoàn kiểm tra", "--reason", "Còn nội dung chưa kiểm tra"];
    let concluded = world.kiemtra(&[&["conclude", &case, "--as", "not-ready"], &who[..]].concat());
    assert_eq!(concluded.code, 0, "{}", concluded.stderr);
    let own = ["--minutes", "minutes.yaml", "--evidence", "evidence", "--out", "report.pdf"];
    let done = world.kiemtra(&[&["report", &case, "--format", "pdf"], &own[..]].concat());
    assert_eq!(done.code, 0, "{}", done.stderr);
    copied(&world.path("evidence"), &folder.join("evidence"));
    for (from, to) in [(world.path("report.pdf"), "report.pdf"), (world.ledger(), "ledger.db")] {
        fs::copy(from, folder.join(to)).expect("a copy");
    }
}
