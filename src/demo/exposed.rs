//! What the portal shows to everybody, and what the flawed one should not: dossiers, a list of people, copies of itself.
//!
//! Nobody lives behind the data: each personal number ends in six noughts or six nines, and no name is anyone's.

use http::StatusCode;

use super::flaw::{Character, Flaw};

const LOOK_UP: &str = include_str!("pages/look-up.html");
const HUMAN: &str = include_str!("pages/human.html");
const DOSSIER: &str = include_str!("pages/dossier.html");
const PROCEDURES: &str = include_str!("pages/procedures.html");
const PEOPLE: &str = include_str!("pages/people.csv");
const DOSSIERS: &str = include_str!("pages/dossiers.csv");
const PAPER: &str = include_str!("pages/paper.pdf");

/// The codes of the two test dossiers, made one after the other. No body of the state has such a code.
pub(super) const CODES: [&str; 2] = ["000.00.00.H00-260105-0001", "000.00.00.H00-260105-0002"];
/// The file of the first dossier.
pub(super) const FILE: &str = "/dinh-kem/mau-0001.pdf";
/// What a checked-out repository says of itself.
const HEAD: &str = "ref: refs/heads/trinh-dien\n";
const CONFIG: &str = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n";
/// An archive of one empty file.
const BACKUP: &str = "PK\u{3}\u{4}\u{a}\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u{9}\0\0\0index.phpPK\u{1}\u{2}\u{a}\0\u{a}\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\u{9}\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0index.phpPK\u{5}\u{6}\0\0\0\0\u{1}\0\u{1}\x007\0\0\0'\0\0\0\0\0";
const DATABASE_ERROR: &str =
    "<h1>Lỗi</h1>\n<p>SQLSTATE[42000]: You have an error in your SQL syntax near '1'' at line 1</p>\n";

/// What a path is answered with.
#[derive(Debug)]
pub(super) struct Shown {
    /// The status.
    pub status: StatusCode,
    /// What is shown.
    pub content: Content,
}

/// A file, or the middle of a page.
#[derive(Debug)]
pub(super) enum Content {
    /// Its type, and what is in it.
    File(&'static str, &'static str),
    /// Under its title.
    Page(&'static str, String),
}

/// The answer to a path of the portal; `None` where it has no such thing.
pub(super) fn shown(character: Character, path: &str, query: &str) -> Option<Shown> {
    let file = |kind, content| Shown { status: StatusCode::OK, content: Content::File(kind, content) };
    match path {
        "/tra-cuu" => Some(looked_up(character, query)),
        "/thu-tuc" => Some(procedures(character, query)),
        "/danh-sach/ho-so.csv" => {
            let content = if character.has(Flaw::PublicList) { PEOPLE } else { DOSSIERS };
            Some(file("text/csv; charset=utf-8", content))
        }
        FILE if character.has(Flaw::OpenLookUp) => Some(file("application/pdf", PAPER)),
        "/.git/HEAD" if character.has(Flaw::OpenRepository) => Some(file("text/plain", HEAD)),
        "/.git/config" if character.has(Flaw::OpenRepository) => Some(file("text/plain", CONFIG)),
        "/backup.zip" if character.has(Flaw::BackupFile) => Some(file("application/zip", BACKUP)),
        _ => None,
    }
}

/// The flawed portal shows a dossier to whoever knows its code; the sound one asks to prove to be human first.
fn looked_up(character: Character, query: &str) -> Shown {
    if !character.has(Flaw::OpenLookUp) {
        return page(StatusCode::OK, "Tra cứu hồ sơ", LOOK_UP.replace("@HUMAN@", HUMAN));
    }
    match value(query, "ma") {
        None => page(StatusCode::OK, "Tra cứu hồ sơ", LOOK_UP.replace("@HUMAN@", "")),
        Some(asked) => match CODES.into_iter().find(|code| *code == asked) {
            Some(code) => {
                page(StatusCode::OK, "Kết quả tra cứu", DOSSIER.replace("@CODE@", code).replace("@FILE@", FILE))
            }
            None => page(StatusCode::OK, "Kết quả tra cứu", "<p>Không tìm thấy hồ sơ có mã này.</p>\n".to_owned()),
        },
    }
}

fn procedures(character: Character, query: &str) -> Shown {
    let group = value(query, "nhom").unwrap_or_default();
    if group.bytes().all(|byte| byte.is_ascii_digit()) {
        return page(StatusCode::OK, "Danh mục thủ tục", PROCEDURES.to_owned());
    }
    match character.has(Flaw::QueryError) {
        true => page(StatusCode::INTERNAL_SERVER_ERROR, "Lỗi", DATABASE_ERROR.to_owned()),
        false => page(StatusCode::BAD_REQUEST, "Lỗi", "<p>Nhóm thủ tục không hợp lệ.</p>\n".to_owned()),
    }
}

fn page(status: StatusCode, title: &'static str, main: String) -> Shown {
    Shown { status, content: Content::Page(title, main) }
}

/// The value of a parameter; `None` where it is missing or empty.
fn value(query: &str, name: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs.find(|(own, _)| own == name).map(|(_, value)| value.into_owned()).filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn content(character: Character, path: &str, query: &str) -> Option<String> {
        shown(character, path, query).map(|shown| match shown.content {
            Content::File(_, text) => text.to_owned(),
            Content::Page(_, main) => main,
        })
    }

    /// Every run of digits.
    fn numbers(text: &str) -> Vec<&str> {
        text.split(|c: char| !c.is_ascii_digit()).filter(|number| number.len() == 12).collect()
    }

    #[test]
    fn every_personal_number_is_of_nobody() {
        let dossier = content(Character::Flawed, "/tra-cuu", &format!("ma={}", CODES[1])).expect("a dossier");
        let list = content(Character::Flawed, "/danh-sach/ho-so.csv", "").expect("a list");
        assert_eq!((numbers(&dossier).len(), numbers(&list).len()), (1, 4));
        for number in numbers(&dossier).into_iter().chain(numbers(&list)) {
            assert!(number.ends_with("000000") || number.ends_with("999999"), "{number}");
        }
    }

    #[test]
    fn the_sound_portal_shows_nobody() {
        for (path, query) in [
            ("/tra-cuu", format!("ma={}", CODES[0])),
            ("/danh-sach/ho-so.csv", String::new()),
            ("/thu-tuc", "nhom=1%27".to_owned()),
        ] {
            let sound = content(Character::Sound, path, &query).expect("an answer");
            assert!(numbers(&sound).is_empty() && !sound.contains("SQL"), "{path}: {sound}");
            assert_ne!(Some(sound), content(Character::Flawed, path, &query));
        }
        for path in ["/.git/HEAD", "/.git/config", "/backup.zip", FILE] {
            assert_eq!(content(Character::Sound, path, ""), None, "{path}");
            assert!(content(Character::Flawed, path, "").is_some(), "{path}");
        }
    }
}
