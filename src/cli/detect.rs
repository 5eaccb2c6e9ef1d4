//! `kiemtra detect`: whether files hold personal data or secrets, before they are published. Nothing is sent, and
//! nothing of a found value is printed but its masked form.

mod document;
mod places;
mod shown;
mod words;

use std::fs::File;
use std::io::{Read, stdin};
use std::path::Path;

use aws_lc_rs::rand::fill;
use clap::{Arg, ArgAction, ArgMatches, Command};
use zeroize::Zeroizing;

use crate::probe::exposure::{Document as Input, Key, Limits, inspect};
use crate::text::{Language, Text, io_failure, text};

use super::exit::Exit;
use super::failure::Failure;
use super::secret;
use super::session::Session;
use super::verbs::{Verb, pick, verb};

pub(super) use document::Document;
use document::{Entry, Unread};
use places::Places;

pub(super) const VERB: Verb = Verb { name: "detect", command, run };

/// The most bytes of one file that are looked at; of a longer one the rest is named as not inspected.
const MOST_BYTES: u64 = 256 << 20;
/// The name by which standard input is asked for and shown.
const INPUT: &str = "-";

fn command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    let about = Text::new(
        "Tìm dữ liệu cá nhân, thông tin bí mật trong tệp trước khi công khai",
        "Finds personal data and secrets in files before they are published",
    );
    verb("detect", &about, &examples(), language)
        .arg(Arg::new("path").value_name("PATH").required(true).num_args(1..).help(pick(
            "Tệp hoặc thư mục cần xem, kể cả thư mục con; `-`: đầu vào chuẩn",
            "Files and folders to look at, with all that is below; `-` is standard input",
        )))
        .arg(Arg::new("format").long("format").value_name("text|json").value_parser(["text", "json"]).help(pick(
            "Bảng cho người đọc (mặc định), hoặc một tài liệu JSON (`kiemtra schema detect`)",
            "A table for people (default), or one JSON document (`kiemtra schema detect`)",
        )))
        .arg(Arg::new("quiet").short('q').long("quiet").action(ArgAction::SetTrue).help(pick(
            "Chỉ in nội dung tìm thấy và phần chưa kiểm tra được",
            "Prints only what was found and what could not be inspected",
        )))
}

fn examples() -> Text {
    const COMMANDS: &str = "  kiemtra detect danh-sach.xlsx\n  kiemtra detect cong-khai/ --quiet\n  \
                            kiemtra detect cong-khai/ --format json > ket-qua.json\n  curl -s https://… | kiemtra detect -";
    text!(
        "{COMMANDS}\n\nMã thoát: 0 không tìm thấy gì và đã đọc hết; 2 có dữ liệu cá nhân hoặc thông tin bí mật;\n3 có phần chưa kiểm tra được; từ 64 trở lên: không thực hiện được. Không giá trị nào được in nguyên văn.",
        "{COMMANDS}\n\nExit codes: 0 nothing found and everything read; 2 personal data or secrets found;\n3 something could not be inspected; 64 and above: it could not be done. No value is printed in clear."
    )
}

fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    secret::close();
    let key = random_key()?;
    let mut document = Document::default();
    for path in matches.get_many::<String>("path").unwrap_or_default() {
        if path == INPUT {
            let bytes = bounded(stdin().lock()).map_err(|error| unreadable(INPUT, &error))?;
            document.entries.push(entry(INPUT, None, &bytes, &key));
            continue;
        }
        let places = Places::below(Path::new(path)).map_err(|error| unreadable(path, &error))?;
        document.unread.extend(places.unread);
        for place in places.files {
            let shown = places::shown(&place);
            let name = place.file_name().map(|name| name.to_string_lossy());
            match File::open(&place).and_then(bounded) {
                Ok(bytes) => document.entries.push(entry(&shown, name.as_deref(), &bytes, &key)),
                Err(error) => document.unread.push(Unread::new(shown, &io_failure(&error))),
            }
        }
    }
    document.close();
    let asked = matches.get_one::<String>("format").map_or("text", String::as_str);
    session.print(&match asked {
        "json" => document.json(),
        _ => shown::text(&document, session, matches.get_flag("quiet")),
    });
    Ok(match () {
        () if document.found_something() => Exit::NotReady,
        () if document.left_something() => Exit::Incomplete,
        () => Exit::Ready,
    })
}

/// A key of this call alone: what is counted by it can be compared with no other call's.
fn random_key() -> Result<Key, Failure> {
    let mut bytes = [0; 16];
    fill(&mut bytes).map_err(|_| {
        let text = Text::new("hệ thống không cấp được số ngẫu nhiên", "the system gives no random numbers");
        Failure::new(Exit::Software, "K-RND-001", text)
    })?;
    Ok(Key::new(bytes))
}

/// At most one byte more than is looked at, so that a longer file is known as such. Wiped when it is dropped.
fn bounded(from: impl Read) -> std::io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::new());
    from.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Inspects a file that is shown as `path`.
fn entry(path: &str, name: Option<&str>, bytes: &[u8], key: &Key) -> Entry {
    let most = usize::try_from(MOST_BYTES).unwrap_or(usize::MAX);
    let truncated = bytes.len() > most;
    let bytes = bytes.get(..most).unwrap_or(bytes);
    let input = Input { bytes, content_type: None, name, truncated };
    Entry::new(path, bytes.len(), &inspect(&input, key, Limits::default()))
}

fn unreadable(path: &str, error: &std::io::Error) -> Failure {
    let (name, Text { vi, en }) = (places::without_numbers(path), io_failure(error));
    Failure::new(Exit::Data, "K-FILE-003", text!("không đọc được `{name}`: {vi}", "cannot read `{name}`: {en}"))
}
