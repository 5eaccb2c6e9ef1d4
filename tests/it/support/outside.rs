//! What other programs say of a signed file, and what they sign.

use std::fs;
use std::process::Command;

use super::infrastructure::{PASSWORD, path, run, world};

/// pyHanko as a judge and as another program that signs.
pub(crate) const JUDGE: &str = include_str!("judge.py");

/// Writes a file and asks a program about it, which has to succeed.
pub(crate) fn ask(bytes: &[u8], program: &str, arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("file.pdf"), bytes).expect("a file");
    String::from_utf8(run(program, arguments, folder.path()).stdout).expect("UTF-8")
}

/// Whether pyHanko is there; where peers are required, it has to be.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(crate) fn has_pyhanko() -> bool {
    let tried = Command::new("python3").args(["-c", "import pyhanko"]).output();
    let found = tried.is_ok_and(|output| output.status.success());
    assert!(found || std::env::var_os("KIEMTRA_REQUIRE_PEERS").is_none(), "pyHanko is required and not there");
    if !found {
        eprintln!("pyHanko is not there: nothing was tested");
    }
    found
}

/// What pyHanko says of each signature: field, whether it is good, what changed later.
pub(crate) fn pyhanko(bytes: &[u8]) -> Vec<String> {
    let (root, first, second) = (world().path("root.pem"), world().path("root.crl"), world().path("sub.crl"));
    let said = ask(bytes, "python3", &["-c", JUDGE, "verify", "file.pdf", path(&root), path(&first), path(&second)]);
    said.lines().map(str::to_owned).collect()
}

/// Has pyHanko sign a prepared field with a person's key file; `more` may say `certify`.
pub(crate) fn signed_by_pyhanko(bytes: &[u8], field: &str, person: &str, more: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("in.pdf"), bytes).expect("a file");
    let key = world().path(&format!("{person}.p12"));
    let own = ["-c", JUDGE, "sign", "in.pdf", "out.pdf", field, path(&key), PASSWORD];
    run("python3", &[&own, more].concat(), folder.path());
    fs::read(folder.path().join("out.pdf")).expect("a file")
}

/// OpenSSL takes the last signature as CAdES.
pub(crate) fn openssl_takes(bytes: &[u8]) {
    let (content, cms) = parts(bytes);
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("content"), content).expect("a file");
    fs::write(folder.path().join("cms"), cms).expect("a file");
    let root = world().path("root.pem");
    let arguments = "cms -verify -cades -binary -inform DER -in cms -content content -out back -purpose any -CAfile";
    let arguments: Vec<_> = arguments.split(' ').chain([path(&root)]).collect();
    let output = run("openssl", &arguments, folder.path());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("CAdES Verification successful"), "{said}");
}

/// The covered bytes and what is in the hole of the last signature, found without our reader.
pub(crate) fn parts(bytes: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let at = memchr::memmem::rfind(bytes, b"/ByteRange [").expect("a range") + 12;
    let text = String::from_utf8_lossy(&bytes[at..at + 60]).into_owned();
    let numbers = text.split(']').next().expect("numbers").split_whitespace();
    let numbers: Vec<usize> = numbers.map(|one| one.parse().expect("a number")).collect();
    let content = [&bytes[..numbers[1]], &bytes[numbers[2]..numbers[2] + numbers[3]]].concat();
    let digits = &bytes[numbers[1] + 1..numbers[2] - 1];
    // As long as it says itself (X.690, 8.1.3): one signature in 256 ends with a zero, and so does the room behind it.
    // Where nobody has signed yet, the room is zeros and holds nothing.
    let mut cms = from_digits(digits);
    let count = usize::from(cms[1] & 0x7F);
    assert!(cms[0] == 0 || cms[1] > 0x80 && count <= 4, "a definite length in its long form");
    let length = cms[2..2 + count].iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
    let length = if cms[0] == 0 { 0 } else { 2 + count + length };
    cms.truncate(length);
    (content, cms)
}

/// The bytes that pairs of hexadecimal digits are.
pub(crate) fn from_digits(digits: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| u8::try_from(char::from(byte).to_digit(16).expect("a digit")).expect("small");
    digits.chunks_exact(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}
