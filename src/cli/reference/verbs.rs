//! The page of the verbs.

use clap::{Arg, ArgAction, Command};

use crate::text::{Language, Text};

use super::super::exit::Exit;
use super::super::verbs::{VERBS, command};
use super::page::{Page, code, plain};

pub(super) fn page(language: Language) -> String {
    let title = Text::new("Lệnh", "Commands");
    let about = Text::new(
        "Mọi lệnh và tham số, đúng như `kiemtra LỆNH --help`. Dữ liệu ra đầu ra chuẩn, mọi thứ khác ra đầu ra lỗi.",
        "Every command and option, as `kiemtra COMMAND --help` tells them. Data goes to standard output, everything else to standard error.",
    );
    let mut page = Page::new(language, &title, &about);
    let mut whole = command(language);
    whole.build();
    for verb in VERBS {
        if let Some(own) = whole.find_subcommand(verb.name) {
            one(&mut page, own, &format!("kiemtra {}", verb.name), 2);
        }
    }
    page.heading(2, &Text::new("Tham số chung", "Options of every command"));
    options(&mut page, whole.get_arguments().collect());
    exits(&mut page);
    page.finish()
}

fn one(page: &mut Page, command: &Command, name: &str, level: usize) {
    page.anchored(level, &name.replace(' ', "-"), &code(name));
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    page.paragraph(&Text::same(about));
    let usage = command.clone().render_usage().to_string();
    let usage = usage.split_once(": ").map_or(usage.as_str(), |(_, rest)| rest);
    page.code(usage);
    let own: Vec<_> = command.get_arguments().filter(|own| !own.is_global_set() && own.get_id() != "help").collect();
    if !own.is_empty() {
        options(page, own);
    }
    if let Some(examples) = command.get_after_long_help() {
        let examples = examples.to_string();
        if let Some((label, lines)) = examples.split_once('\n') {
            page.raw(&format!("{}\n\n", plain(label)));
            let lines: Vec<_> = lines.lines().map(|line| line.strip_prefix("  ").unwrap_or(line)).collect();
            page.code(&lines.join("\n"));
        }
    }
    for inner in command.get_subcommands() {
        one(page, inner, &format!("{name} {}", inner.get_name()), level + 1);
    }
}

fn options(page: &mut Page, own: Vec<&Arg>) {
    let rows: Vec<_> = own
        .into_iter()
        .map(|argument| {
            let mut meaning = plain(&argument.get_help().map(ToString::to_string).unwrap_or_default());
            let words: Vec<_> = match argument.get_action() {
                ArgAction::Set | ArgAction::Append => {
                    argument.get_possible_values().iter().map(|own| code(own.get_name())).collect()
                }
                _ => Vec::new(),
            };
            if !words.is_empty() {
                meaning.push_str(&format!(": {}", words.join(", ")));
            }
            vec![code(&spelling(argument)), meaning]
        })
        .collect();
    page.table(&[page.pick("Tham số", "Option"), page.pick("Ý nghĩa", "Meaning")], rows);
}

/// `-l, --lang vi|en`, or `SYSTEM` for an argument without a flag.
fn spelling(argument: &Arg) -> String {
    let values: Vec<_> = argument.get_value_names().unwrap_or_default().iter().map(ToString::to_string).collect();
    let value = match argument.get_action() {
        ArgAction::Set | ArgAction::Append => values.join(" "),
        _ => String::new(),
    };
    let flags =
        [argument.get_short().map(|short| format!("-{short}")), argument.get_long().map(|long| format!("--{long}"))];
    let flags: Vec<_> = flags.into_iter().flatten().collect();
    match (flags.is_empty(), value.is_empty()) {
        (true, _) => value,
        (false, true) => flags.join(", "),
        (false, false) => format!("{} {value}", flags.join(", ")),
    }
}

fn exits(page: &mut Page) {
    page.heading(2, &Text::new("Mã thoát", "Exit codes"));
    let all = [
        (
            Exit::Ready,
            Text::new(
                "đủ điều kiện, không còn lỗi; hoặc lệnh đã làm xong việc",
                "ready, nothing stands; or the command did what it was asked",
            ),
        ),
        (
            Exit::Standing,
            Text::new("đủ điều kiện, còn lỗi không chặn kết nối", "ready, errors that do not block stand"),
        ),
        (Exit::NotReady, Text::new("chưa đủ điều kiện: còn lỗi chặn kết nối", "not ready: a blocking error stands")),
        (
            Exit::Incomplete,
            Text::new(
                "chưa kết luận được: còn điều chưa xác định hoặc chờ xác nhận",
                "incomplete: something is undetermined or waits for a person",
            ),
        ),
        (Exit::Usage, Text::new("dùng sai lệnh", "bad usage")),
        (
            Exit::Data,
            Text::new(
                "tệp dữ liệu hỏng: lần kiểm tra, biên bản, danh sách nhập",
                "a bad data file: a run, a report, an import",
            ),
        ),
        (Exit::Software, Text::new("lỗi của chính kiemtra", "kiemtra itself failed")),
        (
            Exit::Busy,
            Text::new("vụ việc đang được một lần kiểm tra khác giữ", "another run of the case holds the lock"),
        ),
        (
            Exit::Permission,
            Text::new(
                "không được phép: ngoài phạm vi, ngoài thời hạn, chữ ký hoặc mã băm không khớp",
                "not permitted: outside scope or window, or a signature or digest that does not hold",
            ),
        ),
        (
            Exit::Configuration,
            Text::new(
                "tệp hệ thống, hồ sơ, tiêu chí hoặc chấp nhận tạm bị lỗi",
                "a bad system, profile, check or waiver file",
            ),
        ),
    ];
    let rows: Vec<_> =
        all.iter().map(|(exit, text)| vec![exit.code().to_string(), page.say(text).to_owned()]).collect();
    page.table(&[page.pick("Mã", "Code"), page.pick("Ý nghĩa", "Meaning")], rows);
}
