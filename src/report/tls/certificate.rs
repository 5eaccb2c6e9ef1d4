//! The certificate, its way to an anchor, its revocation and the making of it.

use jiff::Timestamp;

use super::lint;
use super::model::{Entry, Line, Tone};
use super::show::{MOST, any, more};
use super::view::{View, instant, items, joined, number, said, truth, word};
use crate::fact::Value;
use crate::text::{Text, day, day_and_time, text};

/// Days before the end from which it is shown as near.
const NEAR: i64 = 30;
/// Seconds in a day.
const DAY: i64 = 86_400;

/// From, until, and the days that are left.
pub(super) fn validity(view: &View, leaf: &Value) -> Vec<Entry> {
    let (Some(from), Some(until)) = (instant(leaf.field("not_before")), instant(leaf.field("not_after"))) else {
        return any(view, leaf);
    };
    let (begins, ends) = (day(from), day_and_time(until));
    let (Text { vi, en }, tone) = left(view, from, until);
    let left = match number(leaf.field("validity_days")) {
        Some(days) => text!("{vi} (thời hạn {days} ngày)", "{en} (lifetime in days: {days})"),
        None => Text::new(vi, en),
    };
    vec![Entry::new(text!("{begins} đến {ends}", "{begins} to {ends}")), Entry::toned(left, tone)]
}

fn left(view: &View, from: Timestamp, until: Timestamp) -> (Text, Tone) {
    let seconds = until.as_second() - view.now.as_second();
    let days = seconds.abs() / DAY;
    if view.now < from {
        return (Text::new("chưa có hiệu lực", "not valid yet"), Tone::Broken);
    }
    if seconds < 0 {
        return (text!("đã hết hạn {days} ngày", "expired, days ago: {days}"), Tone::Broken);
    }
    let tone = if days < NEAR { Tone::Weak } else { Tone::Plain };
    (text!("còn {days} ngày", "days left: {days}"), tone)
}

/// Whether the certificate is for the name that was asked for.
pub(super) fn name(view: &View, value: &Value) -> Vec<Entry> {
    let expected = said(word(value.field("expected")));
    match truth(value.field("matches")) {
        Some(true) => vec![Entry::new(text!("có: {expected}", "yes: {expected}"))],
        Some(false) => vec![Entry::toned(text!("KHÔNG: {expected}", "NO: {expected}"), Tone::Broken)],
        None => any(view, value),
    }
}

/// `RSA 2048 bit`.
pub(super) fn key(view: &View, value: &Value) -> Vec<Entry> {
    match key_text(value) {
        Some(text) => vec![Entry::new(text)],
        None => any(view, value),
    }
}

fn key_text(key: &Value) -> Option<Text> {
    let algorithm = match word(key.field("algorithm")) {
        "" => return None,
        "rsa" => Text::same("RSA"),
        "ec" => Text::same("EC"),
        "dsa" => Text::same("DSA"),
        "ed25519" => Text::same("Ed25519"),
        "ed448" => Text::same("Ed448"),
        "other" => Text::new("loại khác", "of another kind"),
        other => Text::same(said(other)),
    };
    let Text { vi, en } = algorithm;
    match number(key.field("bits")) {
        None | Some(0) => Some(Text::new(vi, en)),
        Some(bits) => Some(text!("{vi} {bits} bit", "{en} {bits} bits")),
    }
}

/// The algorithm of the issuer's signature.
pub(super) fn signature(view: &View, leaf: &Value) -> Vec<Entry> {
    let tone = if matches!(word(leaf.field("signature")), "md5" | "sha1") { Tone::Broken } else { Tone::Plain };
    let mut shown = match leaf.field("signature_algorithm") {
        Some(Value::Text(algorithm)) => vec![Entry::toned(Text::same(said(algorithm)), tone)],
        Some(other) => any(view, other),
        None => Vec::new(),
    };
    if truth(leaf.field("self_signed")) == Some(true) {
        shown.push(Entry::toned(Text::new("tự ký", "signed by itself"), Tone::Weak));
    }
    shown
}

/// The digest in groups of eight, so that it can be read out and wraps.
pub(super) fn fingerprint(_: &View, value: &Value) -> Vec<Entry> {
    let digits: Vec<char> = said(word(Some(value))).chars().collect();
    let groups: Vec<String> = digits.chunks(8).map(|group| group.iter().collect()).collect();
    vec![Entry::new(Text::same(groups.join(" ")))]
}

/// What else is in the certificate, on one line.
pub(super) fn serial(_: &View, leaf: &Value) -> Vec<Entry> {
    let mut parts = Vec::new();
    if let Some(bits) = number(leaf.field("serial_bits")) {
        parts.push(text!("số sê-ri {bits} bit", "serial number of {bits} bits"));
    }
    if let Some(number) = number(leaf.field("transparency")) {
        parts.push(text!("số SCT nhúng: {number}", "SCTs embedded: {number}"));
    }
    if truth(leaf.field("must_staple")) == Some(true) {
        parts.push(Text::new("bắt buộc gửi kèm OCSP", "demands a stapled OCSP response"));
    }
    if parts.is_empty() { Vec::new() } else { vec![Entry::new(joined(&parts, "; "))] }
}

/// The kinds of keys of all certificates that the server has.
pub(super) fn kinds(view: &View, value: &Value) -> Vec<Entry> {
    let Value::List(kinds) = value else { return any(view, value) };
    let kind = |kind: &Value| match word(Some(kind)) {
        "rsa" => Text::same("RSA"),
        "ec" => Text::same("EC"),
        "other" => Text::new("loại khác", "another"),
        other => Text::same(said(other)),
    };
    vec![Entry::new(joined(&kinds.iter().map(kind).collect::<Vec<_>>(), ", "))]
}

/// The way from the server's certificate to the anchor as a tree, with what breaks where.
pub(super) fn path_lines(view: &View) -> Vec<Line> {
    let Some(path) = view.at("certificate.path") else { return Vec::new() };
    let label = Text::new("Đường dẫn", "Path");
    let Value::Record(_) = path else { return vec![Line::new(label, any(view, path))] };
    let certificates = items(path.field("certificates"));
    let mut entries: Vec<_> =
        certificates.iter().enumerate().map(|(depth, own)| certificate(view, own).at(depth)).collect();
    let store = match word(path.field("store")) {
        "web" => Text::new("kho gốc của web", "the web's roots"),
        "folder" => Text::new("kho đã khai báo", "the declared store"),
        other => Text::same(said(other)),
    };
    let Text { vi, en } = store;
    let end = match truth(path.field("trusted")) {
        Some(true) => Entry::toned(text!("gốc tin cậy: {vi}", "trust anchor: {en}"), Tone::Sound),
        Some(false) => {
            let word = word(path.field("reason"));
            let Text { vi: why_vi, en: why_en } = reason(word);
            // Where nothing leads on, the path ends here; any other fault may lie further up.
            let (fault_vi, fault_en) = match word {
                "missing-intermediate" | "self-signed" | "unknown-issuer" => ("ĐỨT TẠI ĐÂY", "BREAKS HERE"),
                _ => ("KHÔNG CÓ ĐƯỜNG DẪN HỢP LỆ", "NO VALID PATH"),
            };
            Entry::toned(text!("{fault_vi}: {why_vi} ({vi})", "{fault_en}: {why_en} ({en})"), Tone::Broken)
        }
        None => Entry::toned(Text::new("chưa xác định có tin cậy không", "not determined whether trusted"), Tone::Open),
    };
    entries.push(end.at(certificates.len()));
    vec![Line::new(label, entries)]
}

/// One certificate of the path: subject, key, signature, end.
fn certificate(view: &View, own: &Value) -> Entry {
    let mut parts = vec![Text::same(said(word(own.field("subject"))))];
    parts.extend(own.field("key").and_then(key_text));
    let hash = word(own.field("signature"));
    let mut tone = Tone::Plain;
    if !matches!(hash, "" | "intrinsic" | "unknown") {
        parts.push(Text::same(hash.to_uppercase().replace("SHA", "SHA-")));
    }
    if matches!(hash, "md5" | "sha1") {
        tone = Tone::Weak;
    }
    if let Some(until) = instant(own.field("not_after")) {
        let date = day(until);
        parts.push(match until < view.now {
            true => text!("HẾT HẠN {date}", "EXPIRED {date}"),
            false => text!("đến {date}", "until {date}"),
        });
        if until < view.now {
            tone = Tone::Broken;
        }
    }
    Entry::toned(joined(&parts, "; "), tone)
}

/// Why there is no way, in words.
fn reason(word: &str) -> Text {
    let (vi, en) = match word {
        "expired" => ("có chứng thư đã hết hạn", "a certificate has expired"),
        "not-yet-valid" => ("có chứng thư chưa có hiệu lực", "a certificate is not valid yet"),
        "self-signed" => ("chứng thư tự ký", "the certificate is signed by itself"),
        "missing-intermediate" => ("thiếu chứng thư trung gian", "an intermediate certificate is missing"),
        "unknown-issuer" => ("nơi cấp không được tin cậy", "the issuer is not trusted"),
        "bad-signature" => ("chữ ký sai", "a signature is wrong"),
        "name-constraints" => ("vi phạm ràng buộc tên", "name constraints are violated"),
        "not-for-servers" => ("không dành cho máy chủ", "it is not for servers"),
        "path-length" => ("quá độ dài đường dẫn", "the path is too long"),
        "authority-as-server" => ("chứng thư CA dùng cho máy chủ", "an authority's certificate is used as a server's"),
        "not-authority" => ("nơi cấp không phải CA", "an issuer is no authority"),
        "critical-extension" => ("phần mở rộng bắt buộc không được hỗ trợ", "a critical extension is not supported"),
        "old-version" => ("không phải X.509 v3", "it is not X.509 v3"),
        "malformed" => ("sai cấu trúc", "it is malformed"),
        "too-many" => ("quá nhiều chứng thư hoặc ràng buộc", "too many certificates or constraints"),
        "other" | "" => ("lý do khác", "another reason"),
        other => return Text::same(said(other)),
    };
    Text::new(vi, en)
}

/// How the certificates were presented.
pub(super) fn presented(view: &View, value: &Value) -> Vec<Entry> {
    let (Some(count), Some(extra)) = (number(value.field("count")), number(value.field("extra"))) else {
        return any(view, value);
    };
    let mut parts = vec![
        text!("số chứng thư: {count}", "certificates: {count}"),
        match truth(value.field("ordered")) {
            Some(false) => Text::new("sai thứ tự", "out of order"),
            _ => Text::new("đúng thứ tự", "in order"),
        },
        text!("thừa: {extra}", "superfluous: {extra}"),
    ];
    if truth(value.field("root_included")) == Some(true) {
        parts.push(Text::new("gửi kèm cả gốc", "the root is sent too"));
    }
    vec![Entry::new(joined(&parts, "; "))]
}

/// What an OCSP response says.
pub(super) fn status(view: &View, value: &Value) -> Vec<Entry> {
    let (text, tone) = match word(value.field("status")) {
        "good" => (Text::new("chưa bị thu hồi", "not revoked"), Tone::Plain),
        "revoked" => (Text::new("ĐÃ BỊ THU HỒI", "REVOKED"), Tone::Broken),
        "unknown" => (Text::new("nơi trả lời không biết chứng thư này", "the responder does not know it"), Tone::Open),
        _ => return any(view, value),
    };
    let mut parts = vec![text];
    parts.extend(age(value));
    vec![Entry::toned(joined(&parts, "; "), tone)]
}

/// What the list of revoked certificates says.
pub(super) fn revocation_list(view: &View, value: &Value) -> Vec<Entry> {
    let (text, tone) = match (truth(value.field("checked")), truth(value.field("revoked"))) {
        (_, Some(true)) => (Text::new("ĐÃ BỊ THU HỒI", "REVOKED"), Tone::Broken),
        (Some(true), Some(false)) => (Text::new("chưa bị thu hồi", "not revoked"), Tone::Plain),
        (Some(false), Some(false)) => {
            (Text::new("danh sách không dựa vào được", "the list cannot be relied on"), Tone::Open)
        }
        _ => return any(view, value),
    };
    let mut parts = vec![text];
    parts.extend(age(value));
    vec![Entry::toned(joined(&parts, "; "), tone)]
}

/// From when a statement is, and what it lacks.
fn age(value: &Value) -> Vec<Text> {
    let mut parts = Vec::new();
    if let Some(at) = instant(value.field("this_update")).map(day_and_time) {
        parts.push(text!("lập lúc {at}", "as of {at}"));
    }
    if truth(value.field("fresh")) == Some(false) {
        parts.push(Text::new("đã cũ", "out of date"));
    }
    if truth(value.field("signature_valid")) == Some(false) {
        parts.push(Text::new("chữ ký không hợp lệ", "the signature is not valid"));
    }
    parts
}

/// The rules that are broken: what must not be first.
pub(super) fn lints(view: &View, value: &Value) -> Vec<Entry> {
    let Value::List(all) = value else { return any(view, value) };
    if all.is_empty() {
        return vec![Entry::new(Text::new("không có", "none"))];
    }
    let grave = |item: &Value| truth(item.field("grave")) == Some(true);
    let (first, last): (Vec<&Value>, Vec<&Value>) = all.iter().partition(|item| grave(item));
    let mut entries: Vec<_> = first.into_iter().chain(last).map(|item| broken(item, grave(item))).collect();
    let rest = more(entries.len());
    entries.truncate(MOST);
    entries.extend(rest.map(Entry::new));
    entries
}

fn broken(item: &Value, grave: bool) -> Entry {
    let Text { vi, en } = lint::text(word(item.field("lint")));
    let (detail, whose) = (said(word(item.field("detail"))), word(item.field("place")));
    let (of_vi, of_en) = match whose {
        "leaf" => ("máy chủ", "server"),
        "chain" => ("chuỗi", "chain"),
        other => (other, other),
    };
    let (weight_vi, weight_en) =
        if grave { ("không được phép", "must not be") } else { ("không nên", "should not be") };
    let tail = if detail.is_empty() { String::new() } else { format!(": {detail}") };
    let tone = if grave { Tone::Broken } else { Tone::Plain };
    Entry::toned(text!("{vi}{tail} ({of_vi}; {weight_vi})", "{en}{tail} ({of_en}; {weight_en})"), tone)
}
