//! What is refused before anything is signed, each for its own reason; the report stays as it was.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use super::desk::Desk;
use crate::support::{SoftTokens, finish, has_pyhanko, path, signed_by_pyhanko, world};

#[test]
fn whoever_may_not_sign_in_a_role_is_told_why() {
    let desk = Desk::new();
    let before = desk.bytes();
    for (role, person, code, words) in [
        ("operator", "clerk", 77, "the minutes name “Người leader” and the certificate “Người clerk”"),
        ("operator", "expired", 77, "expired on"),
        ("operator", "future", 77, "is valid from"),
        ("operator", "server", 77, "is not for this use"),
        ("secretary", "judge", 77, "it is not the turn of “Secretary of the team” yet"),
        ("team-leader", "chief", 77, "has to sign first"),
        ("owner", "leader", 64, "has no role `owner` that signs"),
        ("nobody", "leader", 64, "roles that sign: secretary, team-leader, operator, vendor"),
    ] {
        desk.refused(&desk.sign(role, person, &[]), code, words);
    }
    assert!(desk.bytes() == before);
    desk.signed("operator", "leader");
    let once = desk.bytes();
    desk.refused(&desk.sign("operator", "leader", &[]), 77, "has signed these minutes already");
    desk.refused(&desk.sign("secretary", "judge", &[]), 77, "“Service provider” has to sign first");
    assert!(desk.bytes() == once);
}

#[test]
fn a_password_is_tried_once_and_comes_from_no_place_that_others_see() {
    let desk = Desk::new();
    let before = desk.bytes();
    desk.secret("wrong", "sai");
    desk.refused(&finish(desk.command("operator", "leader", &["--pin-file", "wrong"])), 77, "wrong password");
    desk.refused(&finish(desk.command("operator", "leader", &[])), 64, "--pin-fd or --pin-file");
    fs::set_permissions(desk.world.path("password"), fs::Permissions::from_mode(0o644)).expect("a mode");
    desk.refused(&desk.sign("operator", "leader", &[]), 78, "is open to others (mode 0644)");
    desk.refused(&finish(desk.command("operator", "leader", &["--pin-file", "nowhere"])), 78, "cannot read file");
    desk.refused(&finish(desk.command("operator", "leader", &["--pin-fd", "77"])), 64, "cannot read --pin-fd 77");
    desk.refused(&finish(desk.command("operator", "leader", &["--pin", "1234"])), 64, "no argument");
    let mut in_the_environment = desk.command("operator", "leader", &[]);
    in_the_environment.env("KIEMTRA_PIN", "mật khẩu").env("PIN", "mật khẩu");
    desk.refused(&finish(in_the_environment), 64, "nobody is at a terminal");
    let unasked = ["sign", "report.pdf", "--role", "operator", "--key", "x.p12", "--lang", "en"];
    desk.refused(&desk.world.kiemtra(&unasked), 65, "cannot read `x.p12`");
    let key = world().path("leader.p12");
    let unasked = [&unasked[..5], &[path(&key), "--pin-file", "p", "--lang", "en"]].concat();
    desk.secret("p", "mật khẩu");
    desk.refused(&desk.world.kiemtra(&unasked), 64, "somebody has to confirm");
    assert!(desk.bytes() == before);
}

#[test]
fn a_wrong_pin_is_tried_once_and_the_token_is_heard() {
    let desk = Desk::new();
    let before = desk.bytes();
    let tokens = SoftTokens::within(&desk.world.path("hsm"));
    tokens.add("one", &[("leader", "0a")], world());
    tokens.add("two", &[("clerk", "0a"), ("leader", "0b")], world());
    let module = SoftTokens::module();
    let token = |more: &[&str]| desk.sign_by_token(&tokens, "operator", &[&["--token", path(&module)], more].concat());
    desk.secret("wrong", "999999");
    let told = token(&["--token-label", "one", "--pin-file", "wrong"]);
    desk.refused(&told, 77, "wrong PIN; it is not tried again");
    assert!(told.stderr.contains("fewer tries than usual"), "{}", told.stderr);
    let warned = token(&["--token-label", "one", "--pin-file", "wrong"]);
    assert!(warned.stderr.starts_with("Beware: the token tells that a wrong PIN"), "{}", warned.stderr);
    desk.refused(&token(&["--pin-file", "pin"]), 65, "several tokens or certificates fit the choice (2)");
    desk.refused(&token(&["--token-label", "none", "--pin-file", "pin"]), 65, "token “one”");
    let unclear = token(&["--token-label", "two", "--pin-file", "pin"]);
    desk.refused(&unclear, 65, "key “clerk”");
    // The wrong person on the right token is refused without the PIN.
    let other = token(&["--token-label", "two", "--key-label", "clerk", "--pin-file", "nowhere"]);
    desk.refused(&other, 77, "the minutes name “Người leader”");
    let broken = desk.sign_by_token(&tokens, "operator", &["--token", "report.pdf", "--pin-file", "pin"]);
    desk.refused(&broken, 78, "the PKCS#11 module cannot be loaded");
    let told = desk.sign_by_token(
        &tokens,
        "operator",
        &["--key", "pkcs11:token=one?pin-value=123456", "--token", path(&module)],
    );
    desk.refused(&told, 64, "no PIN in the URI");
    assert!(desk.bytes() == before);
    let done = token(&["--token-label", "two", "--key-label", "leader", "--pin-file", "pin"]);
    assert_eq!(done.code, 0, "{}", done.stderr);
}

#[test]
fn nothing_is_added_to_what_does_not_hold() {
    let desk = Desk::new();
    desk.signed("operator", "leader");
    let mut bytes = desk.bytes();
    let at = memchr::memmem::find(&bytes, b"/Producer").expect("metadata") + 12;
    bytes[at] ^= 1;
    desk.world.write("report.pdf", &bytes);
    desk.refused(&desk.sign("vendor", "clerk", &[]), 77, "was altered after it was signed");
    assert!(desk.bytes() == bytes);
    for (content, code, words) in [
        (b"no PDF".to_vec(), 65, "is no PDF file"),
        ([desk.bytes(), b"more".to_vec()].concat(), 65, "cannot be signed"),
        (bare(), 65, "is no report of kiemtra"),
    ] {
        desk.world.write("report.pdf", content);
        desk.refused(&desk.sign("vendor", "clerk", &[]), code, words);
    }
    fs::remove_file(desk.report()).expect("gone");
    desk.refused(&desk.sign("vendor", "clerk", &[]), 65, "cannot read `report.pdf`");
}

/// A PDF file of somebody else's.
fn bare() -> Vec<u8> {
    let folder = tempfile::tempdir().expect("a folder");
    crate::support::run("qpdf", &["--empty", "bare.pdf"], folder.path());
    fs::read(folder.path().join("bare.pdf")).expect("a file")
}

#[test]
fn nothing_is_added_where_another_program_signed_for_the_wrong_person() {
    if !has_pyhanko() {
        return;
    }
    let desk = Desk::new();
    desk.world.write("report.pdf", signed_by_pyhanko(&desk.bytes(), "vendor-signature", "leader", &[]));
    desk.refused(&desk.sign("operator", "leader", &[]), 77, "the minutes name “Người clerk”");
}

#[test]
fn minutes_changed_before_anybody_signed_are_signed_by_nobody() {
    let desk = Desk::new();
    let made = desk.bytes();
    let text = String::from_utf8_lossy(&made).into_owned();
    // A page that is turned, in an update behind the prepared fields, as any editor writes one.
    let root = text.rfind("/Root ").and_then(|at| text[at + 6..].split(' ').next()).expect("a catalog").to_owned();
    let size = text
        .rfind("/Size ")
        .and_then(|at| text[at + 6..].split(['/', '>', '\n', ' ']).next())
        .expect("a size")
        .to_owned();
    let start = text.trim_end().lines().rev().nth(1).expect("a place").to_owned();
    let at = memchr::memmem::find(&made, b"/Type/Pages").or_else(|| memchr::memmem::find(&made, b"/Type /Pages"));
    let begin = memchr::memmem::rfind(&made[..at.expect("pages")], b" 0 obj").expect("an object");
    let number = String::from_utf8_lossy(&made[..begin]).split_whitespace().last().expect("a number").to_owned();
    let end = begin + memchr::memmem::find(&made[begin..], b"endobj").expect("its end");
    let body = String::from_utf8_lossy(&made[begin + 6..end]).replacen("<<", "<</Rotate 180", 1);
    let mut bytes = made.clone();
    bytes.extend_from_slice(b"\n");
    let place = bytes.len();
    bytes.extend_from_slice(format!("{number} 0 obj{body}endobj\n").as_bytes());
    let table = bytes.len();
    let id = text.rfind("/ID").map(|at| text[at..].split_inclusive(']').next().expect("an identity").to_owned());
    let trailer = format!(
        "xref\n{number} 1\n{place:010} 00000 n \ntrailer\n<</Size {size}/Root {root} 0 R/Prev {start}{}>>\nstartxref\n{table}\n%%EOF\n",
        id.unwrap_or_default()
    );
    bytes.extend_from_slice(trailer.as_bytes());
    desk.world.write("report.pdf", &bytes);
    desk.refused(&desk.sign("operator", "leader", &[]), 77, "changed after they were made and before anybody signed");
    assert!(desk.bytes() == bytes);
}
