//! `kiemtra link import`: evidence of others about a hop, beside the own samples.

use std::fs::File;
use std::io::{Read, stdin};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::ledger::samples::{SampleStore, SeriesKey, SqliteSamples, Stretch};
use crate::link::import::{Format, Kept, Mapping, Reading, Refusal, covered, keep, keep_counters, offset, read};
use crate::load::{Source, nearest};
use crate::system::{Place, System, load};
use crate::text::{Language, Text, covered as covered_path, io_failure, text};

use super::super::audit::system_argument;
use super::super::exit::Exit;
use super::super::failure::Failure;
use super::super::session::Session;
use super::super::verbs::pick;
use super::shown;

/// The name by which standard input is asked for.
const INPUT: &str = "-";

pub(super) fn command(language: Language) -> Command {
    let pick = |vi, en| pick(language, vi, en);
    let words: Vec<_> = Format::ALL.iter().map(|format| format.word()).collect();
    let word = |name: &'static str, value: &'static str| Arg::new(name).long(name).value_name(value);
    Command::new("import")
        .about(pick(
            "Nhập nhật ký cổng, danh sách sự cố, bộ đếm đường truyền, chuỗi đo Prometheus; không giữ dữ liệu cá nhân",
            "Imports logs of gateways, lists of outages, counters of a line, Prometheus series; keeps no personal data",
        ))
        .arg(system_argument(language))
        .arg(Arg::new("file").value_name("FILE").required(true).help(pick(
            "Tệp cần nhập, kể cả nén gzip; `-`: đầu vào chuẩn",
            "The file, also packed by gzip; `-` is standard input",
        )))
        .arg(word("as", "FORMAT").required(true).value_parser(words).help(pick(
            "Định dạng: nginx, apache, haproxy, json-lines, x-road, outages, traffic, prometheus",
            "The format: nginx, apache, haproxy, json-lines, x-road, outages, traffic, prometheus",
        )))
        .arg(word("hop", "ID").required(true).help(pick(
            "Chặng (khai báo trong `watch: hops:`) mà tệp nói tới",
            "The hop (declared under `watch: hops:`) of which the file tells",
        )))
        .arg(word("source", "NAME").required(true).help(pick(
            "Nguồn của tệp, mỗi máy ghi nhật ký một tên (vd. gateway, provider)",
            "Where the file comes from, a name for each machine that writes one (such as gateway, provider)",
        )))
        .arg(word("map", "FILE").value_parser(value_parser!(PathBuf)).help(pick(
            "Tệp ánh xạ YAML: cột nào chứa gì, tiền tố đường dẫn, ý nghĩa của từng từ",
            "A map in YAML: which column holds what, prefixes of paths, what words mean",
        )))
        .arg(word("utc-offset", "+07:00").allow_hyphen_values(true).help(pick(
            "Múi giờ của thời điểm ghi không kèm múi giờ",
            "The offset of times that are written without one",
        )))
        .arg(word("subject", "ID").help(pick(
            "Đối tượng `link`, nếu hệ thống khai báo nhiều",
            "The subject of kind `link`, where the system declares several",
        )))
        .arg(word("most-unreadable", "N").value_parser(value_parser!(u64)).help(pick(
            "Vẫn nhập khi có tối đa N dòng không đọc được (mặc định: 0)",
            "Imports although up to N lines cannot be read (default: 0)",
        )))
        .arg(
            Arg::new("dry-run")
                .long("dry-run")
                .action(ArgAction::SetTrue)
                .help(pick("Đọc và cho biết kết quả, không lưu gì", "Reads and tells, stores nothing")),
        )
}

pub(super) fn run(session: &Session, matches: &ArgMatches) -> Result<Exit, Failure> {
    let word = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let system = load(&matches.get_one::<PathBuf>("system").cloned().unwrap_or_default())?;
    let key = SeriesKey {
        system: system.id.clone(),
        subject: subject(&system, word("subject"), word("hop"))?,
        hop: word("hop").to_owned(),
        vantage: source(word("source"))?,
    };
    let format = Format::of(word("as")).ok_or_else(|| usage(Text::new("định dạng lạ", "unknown format")))?;
    let mapping = mapping(matches)?;
    let dry = matches.get_flag("dry-run");
    let mut store = match dry {
        false => Some(SqliteSamples::open(&session.ledger())?),
        true => SqliteSamples::open_existing(&session.ledger()).ok(),
    };
    if format == Format::Traffic {
        return counters(session, matches, &key, &mapping, store);
    }
    let series = match &mut store {
        Some(store) if !dry => Some(store.series(&key)?),
        Some(store) => store.all_series(&key.system)?.into_iter().find(|(_, known)| *known == key).map(|(id, _)| id),
        None => None,
    };
    let known = match (&mut store, series) {
        (Some(store), Some(series)) => covered(store, series)?,
        _ => Vec::new(),
    };
    let name = word("file");
    let shown = name_of(name);
    let reading = opened(name, &shown, format, &mapping, &known)?;
    session.print(&shown::reading(&shown, &reading, session));
    refuse_unreadable(&shown, &reading, matches.get_one("most-unreadable").copied().unwrap_or_default(), session)?;
    let (Some(store), Some(series), false) = (&mut store, series, dry) else { return Ok(Exit::Ready) };
    let kept = keep(store, (series, &key), &shown, (format, &mapping), &reading)?;
    session.print(&shown::kept(&kept, session));
    if matches!(kept, Kept::Stored { .. }) || matches!(kept, Kept::Already) {
        session.print(&shown::beside(store, (series, &key), session)?);
    }
    Ok(Exit::Ready)
}

/// Counters of the line that leads to a hop: they are no samples of it, and kept by themselves.
fn counters(
    session: &Session,
    matches: &ArgMatches,
    key: &SeriesKey,
    mapping: &Mapping,
    store: Option<SqliteSamples>,
) -> Result<Exit, Failure> {
    let name = matches.get_one::<String>("file").map_or("", String::as_str);
    let shown = name_of(name);
    let reading = opened(name, &shown, Format::Traffic, mapping, &[])?;
    session.print(&shown::reading(&shown, &reading, session));
    refuse_unreadable(&shown, &reading, matches.get_one("most-unreadable").copied().unwrap_or_default(), session)?;
    let (Some(mut store), false) = (store, matches.get_flag("dry-run")) else { return Ok(Exit::Ready) };
    let kept = keep_counters(&mut store, key, mapping, &reading)?;
    session.print(&shown::kept(&kept, session));
    if kept != Kept::Nothing {
        session.print(&shown::whole_line(&store, key, session)?);
    }
    Ok(Exit::Ready)
}

/// The link whose hop it is.
fn subject(system: &System, asked: &str, hop: &str) -> Result<String, Failure> {
    let links = system.subjects.iter().filter_map(|subject| match &subject.place {
        Place::Web(web) => Some((subject, web.watch()?)),
        _ => None,
    });
    let links: Vec<_> = links.filter(|(subject, _)| asked.is_empty() || subject.id == asked).collect();
    let mut holding = links.iter().filter(|(_, watch)| watch.hops.iter().any(|own| own.id == hop));
    match (holding.next(), holding.next()) {
        (Some((subject, _)), None) => Ok(subject.id.clone()),
        (Some(_), Some(_)) => Err(usage(text!(
            "nhiều đường kết nối có chặng `{hop}`: chọn một bằng --subject",
            "several links have a hop `{hop}`: choose one by --subject"
        ))),
        (None, _) => {
            let hops: Vec<_> = links.iter().flat_map(|(_, watch)| &watch.hops).map(|hop| hop.id.as_str()).collect();
            let what = text!(
                "không đường kết nối nào khai báo chặng `{hop}` trong `watch: hops:`",
                "no link declares a hop `{hop}` under `watch: hops:`"
            );
            let failure = Failure::new(Exit::Configuration, "K-IMP-012", what);
            Err(match nearest(hop, hops.iter().copied()) {
                Some(name) => failure.with_hint(text!("có phải ý bạn là `{name}`?", "did you mean `{name}`?")),
                None => failure,
            })
        }
    }
}

/// The name of a source: a word that stands in tables and metrics.
fn source(name: &str) -> Result<String, Failure> {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '-' | '_' | '.');
    if !name.is_empty() && name.len() <= 64 && name.chars().all(plain) {
        return Ok(name.to_owned());
    }
    Err(usage(Text::new(
        "--source: dùng chữ không dấu, chữ số và - _ . (tối đa 64 ký tự)",
        "--source: letters without marks, digits and - _ . (at most 64)",
    )))
}

fn mapping(matches: &ArgMatches) -> Result<Mapping, Failure> {
    let mut mapping = match matches.get_one::<PathBuf>("map") {
        Some(path) => Mapping::read(Source::read(path)?)?,
        None => Mapping::default(),
    };
    if let Some(declared) = matches.get_one::<String>("utc-offset") {
        let offset = offset(declared)
            .ok_or_else(|| usage(Text::new("--utc-offset: viết như +07:00", "--utc-offset: written like +07:00")))?;
        mapping.offset = Some(offset);
    }
    Ok(mapping)
}

/// The name under which a file is told and stored: without its folders, and without a number of somebody's.
fn name_of(name: &str) -> String {
    let last = Path::new(name).file_name().map_or_else(|| name.into(), |name| name.to_string_lossy());
    covered_path(&last)
}

fn opened(name: &str, shown: &str, format: Format, mapping: &Mapping, covered: &[Stretch]) -> Result<Reading, Failure> {
    let unreadable = |error: std::io::Error| {
        let Text { vi, en } = match error.kind() {
            std::io::ErrorKind::InvalidData => {
                Text::new("tệp gzip bị hỏng hoặc bị cắt", "the gzip file is damaged or cut")
            }
            _ => io_failure(&error),
        };
        Failure::new(Exit::Data, "K-FILE-003", text!("không đọc được `{shown}`: {vi}", "cannot read `{shown}`: {en}"))
    };
    let mut input: Box<dyn Read> = match name {
        INPUT => Box::new(stdin().lock()),
        name => Box::new(File::open(name).map_err(unreadable)?),
    };
    read(&mut *input, format, mapping, covered).map_err(|refusal| match refusal {
        Refusal::Stream(error) => unreadable(error),
        Refusal::Declaration(text) => Failure::new(Exit::Configuration, "K-IMP-010", text),
    })
}

/// What cannot be read is not passed over in silence: nothing is stored unless so many lines were allowed.
fn refuse_unreadable(file: &str, reading: &Reading, allowed: u64, session: &Session) -> Result<(), Failure> {
    let total = reading.problems.total();
    for problem in reading.problems.listed() {
        let (text, hint) = (problem.text(file), &problem.misread.hint);
        session.complain(&format!("{}\n  {}\n", session.say(&text), session.say(hint)));
    }
    let unlisted = total.saturating_sub(reading.problems.listed().len() as u64);
    if unlisted > 0 {
        session.tell(&text!("… và {unlisted} dòng khác không đọc được", "… and more that cannot be read: {unlisted}"));
    }
    if !reading.whole {
        return Err(Failure::new(
            Exit::Data,
            "K-IMP-013",
            text!(
                "`{file}` quá dài cho một lần nhập: không lưu gì",
                "`{file}` is too long for one import: nothing was stored"
            ),
        )
        .with_hint(Text::new(
            "chia tệp theo tháng rồi nhập từng phần",
            "split the file by months and import the parts",
        )));
    }
    if total <= allowed {
        return Ok(());
    }
    Err(Failure::new(
        Exit::Data,
        "K-IMP-011",
        text!(
            "không lưu gì: `{file}` có {total} dòng không đọc được",
            "nothing was stored: lines of `{file}` that cannot be read: {total}"
        ),
    )
    .with_hint(Text::new(
        "sửa tệp hoặc tệp ánh xạ; hoặc chấp nhận bằng --most-unreadable",
        "mend the file or the map; or allow them by --most-unreadable",
    )))
}

fn usage(text: Text) -> Failure {
    Failure::new(Exit::Usage, "K-IMP-014", text)
}
