//! What `kiemtra sign` may be told.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgGroup, ArgMatches, Command, value_parser};

use crate::cli::verbs::{pick, verb};
use crate::text::{Language, Text};

use super::{level, look};

pub(super) fn command(language: Language) -> Command {
    let about = Text::new(
        "Ký số biên bản với một vai ký của hồ sơ kiểm tra",
        "Signs the minutes in one of the profile's roles",
    );
    let examples = Text::same(
        "  kiemtra sign bien-ban.pdf --role secretary --key can-bo.p12\n  kiemtra sign bien-ban.pdf --role operator --token /usr/lib/softhsm/libsofthsm2.so --token-label 'Nguyen Van A'\n  kiemtra sign bien-ban.pdf --role operator --key 'pkcs11:token=Nguyen%20Van%20A?module-path=/usr/lib/libcp.so' --pin-fd 3 --yes 3< pin\n  kiemtra sign bien-ban.pdf --prepare --role operator --certificate chung-thu.pem --output bien-ban.waiting.pdf\n  kiemtra sign --finish bien-ban.waiting.pdf --signature chu-ky.bin\n  kiemtra sign bien-ban.pdf --scan ban-quet.pdf --signed-by 'operator=Nguyễn Văn A' --attached-by 'Trần Thị B'",
    );
    let command = verb("sign", &about, &examples, language);
    let phases = ["prepare", "finish"];
    command
        .args(report(language))
        .args(keys(language))
        .args(words(language))
        .args(look::arguments(language))
        .args(level::arguments(language))
        .args(two_phases(language))
        .args(on_paper(language))
        .group(
            ArgGroup::new("source").args(["key", "prepare", "finish", "scan", "token"]).multiple(true).required(true),
        )
        .group(ArgGroup::new("phase").args(phases))
}

fn file(name: &'static str, value: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).value_parser(value_parser!(PathBuf))
}

fn report(language: Language) -> Vec<Arg> {
    let pick = |vi, en| pick(language, vi, en);
    vec![
        Arg::new("report")
            .value_name("REPORT.pdf")
            .value_parser(value_parser!(PathBuf))
            .required_unless_present("finish")
            .conflicts_with("finish")
            .help(pick(
                "Biên bản cần ký, do `kiemtra report --format pdf` lập",
                "The minutes, made by `kiemtra report --format pdf`",
            )),
        Arg::new("role")
            .long("role")
            .value_name("ROLE")
            .required_unless_present_any(["finish", "scan"])
            .conflicts_with("finish")
            .help(pick("Vai ký trong hồ sơ kiểm tra, như operator", "The role of the profile, such as operator")),
        file("output", "FILE").help(pick(
            "Ghi ra tệp mới thay vì thay chính tệp biên bản",
            "Writes a new file instead of replacing the minutes",
        )),
        Arg::new("profile")
            .long("profile")
            .value_name("ID|FILE")
            .help(pick("Hồ sơ kiểm tra (mặc định: hồ sơ của lượt kiểm tra)", "The profile (default: that of the run)")),
        crate::cli::trust::argument(language),
        Arg::new("yes")
            .long("yes")
            .action(ArgAction::SetTrue)
            .help(pick("Không hỏi lại trước khi ký", "Does not ask before signing")),
        Arg::new("format")
            .long("format")
            .value_name("text|json")
            .value_parser(["text", "json"])
            .default_value("text")
            .help(pick("Dạng kết quả trên đầu ra chuẩn", "The form of the answer on standard output")),
    ]
}

fn keys(language: Language) -> Vec<Arg> {
    let pick = |vi, en| pick(language, vi, en);
    let heading = pick("Khóa ký", "The key");
    let all = vec![
        Arg::new("key").long("key").value_name("FILE.p12|pkcs11:URI").conflicts_with("phase").help(pick(
            "Tệp khóa PKCS#12, hoặc khóa trên thiết bị theo RFC 7512",
            "A PKCS#12 file, or a key on a token as RFC 7512 names it",
        )),
        file("token", "MODULE.so")
            .conflicts_with("phase")
            .help(pick("Thư viện PKCS#11 của thiết bị ký", "The PKCS#11 module of the token")),
        Arg::new("token-label")
            .long("token-label")
            .value_name("TEXT")
            .requires("token")
            .help(pick("Nhãn của thiết bị, khi có nhiều thiết bị", "The token's label, where there are several")),
        Arg::new("slot")
            .long("slot")
            .value_name("NUMBER")
            .requires("token")
            .value_parser(value_parser!(u64))
            .help(pick("Số khe cắm của thiết bị", "The number of the token's slot")),
        Arg::new("key-label").long("key-label").value_name("TEXT").requires("token").help(pick(
            "Nhãn của khóa hoặc chứng thư, khi thiết bị có nhiều khóa",
            "The label of the key or certificate, where there are several",
        )),
        Arg::new("pin-fd").long("pin-fd").value_name("NUMBER").value_parser(value_parser!(u16)).help(pick(
            "Đọc mã PIN, mật khẩu từ bộ mô tả tệp này (0: đầu vào chuẩn)",
            "Reads the PIN or password from this descriptor (0: standard input)",
        )),
        file("pin-file", "FILE").conflicts_with("pin-fd").help(pick(
            "Đọc mã PIN, mật khẩu từ tệp chỉ chủ sở hữu đọc được",
            "Reads the PIN or password from a file that only its owner can read",
        )),
        file("chain", "CHAIN.pem").help(pick(
            "Chứng thư của các CA cấp trên, khi không đi kèm khóa",
            "The authorities above, where they do not come with the key",
        )),
    ];
    all.into_iter().map(|argument| argument.help_heading(heading)).collect()
}

fn words(language: Language) -> Vec<Arg> {
    let pick = |vi, en| pick(language, vi, en);
    let word = |name: &'static str, help: &'static str| Arg::new(name).long(name).value_name("TEXT").help(help);
    vec![
        word("reason", pick("Lý do ký, ghi trong chữ ký", "Why it is signed, written into the signature")),
        word("location", pick("Nơi ký, ghi trong chữ ký", "Where it is signed, written into the signature")),
    ]
}

fn two_phases(language: Language) -> Vec<Arg> {
    let pick = |vi, en| pick(language, vi, en);
    let heading = pick("Ký hai bước (SIM, ký từ xa)", "In two phases (SIM, remote)");
    let flag = |name: &'static str, help: &'static str| Arg::new(name).long(name).action(ArgAction::SetTrue).help(help);
    let all = vec![
        flag(
            "prepare",
            pick("Bước 1: lập tệp chờ ký và dữ liệu cần ký", "First: the waiting file and what is to be signed"),
        )
        .requires("certificate")
        .requires("output"),
        file("certificate", "CHAIN.pem").requires("phase").help(pick(
            "Chứng thư của người ký, rồi các CA cấp trên",
            "The signer's certificate, then the authorities above",
        )),
        flag(
            "digest-only",
            pick("Chỉ in giá trị băm, không ghi dữ liệu cần ký", "Prints the digest only, writes no attributes"),
        )
        .requires("prepare"),
        file("finish", "WAITING.pdf")
            .help(pick("Bước 2: đưa chữ ký vào tệp chờ ký", "Second: puts the signature into the waiting file")),
        file("signature", "FILE")
            .requires("finish")
            .help(pick("Giá trị chữ ký nhận về", "The bare signature that came back")),
        file("cms", "FILE")
            .requires("finish")
            .conflicts_with("signature")
            .help(pick("Chữ ký CMS trọn vẹn nhận về", "The whole CMS that came back")),
    ];
    all.into_iter().map(|argument| argument.help_heading(heading)).collect()
}

fn on_paper(language: Language) -> Vec<Arg> {
    let pick = |vi, en| pick(language, vi, en);
    let heading = pick("Biên bản ký trên giấy", "Minutes signed on paper");
    let others = ["role", "key", "token", "phase", "reason", "location", "certificate"];
    let all = vec![
        file("scan", "SCAN.pdf|png|jpg")
            .action(ArgAction::Append)
            .conflicts_with_all(others)
            .requires("signed-by")
            .requires("attached-by")
            .help(pick(
                "Gắn bản quét biên bản đã ký trên giấy (màu, từ 200 dpi); không phải chữ ký số",
                "Attaches the scan of the minutes signed on paper (colour, 200 dpi or more); no digital signature",
            )),
        Arg::new("signed-by")
            .long("signed-by")
            .value_name("ROLE=NAME")
            .action(ArgAction::Append)
            .requires("scan")
            .help(pick("Ai đã ký trên giấy, với vai nào; lặp lại cho mỗi người", "Who signed on paper in which role")),
        Arg::new("attached-by")
            .long("attached-by")
            .value_name("NAME")
            .requires("scan")
            .help(pick("Người gắn bản quét và chịu trách nhiệm về lời khai này", "Who attaches the scan, and says so")),
    ];
    all.into_iter().map(|argument| argument.help_heading(heading)).collect()
}

/// The path of an argument.
pub(super) fn path<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a PathBuf> {
    matches.get_one::<PathBuf>(name)
}

/// The word of an argument.
pub(super) fn word<'a>(matches: &'a ArgMatches, name: &str) -> Option<&'a str> {
    matches.get_one::<String>(name).map(String::as_str)
}
