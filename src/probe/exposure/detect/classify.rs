//! Which class a number is of: by its label first, then by its structure. One number is of one class.

use super::before::Evidence;
use super::candidate::{Candidate, Mask, Site};
use super::label::Label;
use super::number::{self, Issuer};
use super::qr;
use super::scan::{Scan, Written};
use super::weights::{
    ARTIFICIAL, ATTACHED, GROUPED, LABEL, LOOSE_STRUCTURE, NAME_AND_PHONE, STRONG_STRUCTURE, STRUCTURE, Weight,
};
use crate::probe::exposure::class::Class;
use crate::probe::exposure::piece::Kind;

/// Labels under which a number is one of a person.
const IDENTITY: &[Label] = &[Label::Identity, Label::Tax, Label::PersonalTax, Label::Social];
/// Labels of numbers whose form says little, so that groups are joined under them only.
const NAMED: &[Label] = &[
    Label::Identity,
    Label::Social,
    Label::PersonalTax,
    Label::Account,
    Label::Card,
    Label::Licence,
    Label::HealthCard,
    Label::Phone,
];

/// Reads digits next to each other.
pub(super) fn number(scan: &mut Scan<'_, '_>, written: &Written<'_>) {
    if let Some(end) = qr::read(scan, written) {
        let _ = end;
        return;
    }
    let digits = written.digits;
    if !might_be(digits, written.plus) && !scan.site.labels.any(NAMED) && digits.len() > 15 {
        return;
    }
    if is_of_page(scan, written.at) {
        return;
    }
    let evidence = scan.evidence(written.at.start);
    // `Tổng kinh phí 086048411082 đồng`.
    let called = evidence.labels.any(NAMED);
    if digits.len() > 8 && !called && scan.byte(written.at.end) == b' ' && is_money(scan, written.at.end) {
        return;
    }
    match read(scan.mask, digits, written, evidence, scan.site) {
        Some(mut candidate) => {
            if candidate.class == Class::PersonalNumber && !candidate.labelled && is_in_brackets(scan, written.at) {
                candidate.score += NAME_AND_PHONE;
            }
            candidate.official |= candidate.class == Class::BankAccount && is_of_office(scan, written.at.end);
            scan.keep(written.at.start, candidate.labelled_by(evidence));
        }
        None if digits.len() == 12 && !written.attached => scan.misses += 1,
        None => {}
    }
}

/// Reads digits in groups, if together they are something; whether they are.
pub(super) fn groups(scan: &mut Scan<'_, '_>, written: &Written<'_>) -> bool {
    let digits = written.digits;
    let structured = digits.len() == 12 && digits.first() == Some(&b'0') && number::holder(digits).is_some()
        || number::mobile(digits, written.plus || digits.starts_with(b"84")).is_some()
        || number::issuer(digits).is_some();
    let evidence = scan.evidence(written.at.start);
    // The business of a household: `8352744083-001`.
    if digits.len() == 13 && digits.first() == Some(&b'8') && evidence.labels.any(&[Label::Tax, Label::PersonalTax]) {
        let own = Written { digits: digits.get(..10).unwrap_or_default(), ..*written };
        let found = read(scan.mask, own.digits, &own, evidence, scan.site);
        if let Some(candidate) = found {
            scan.keep(written.at.start, candidate.labelled_by(evidence));
        }
        return true;
    }
    if !structured && !evidence.labels.any(NAMED) {
        // The tax code of a branch: one number, and nobody's.
        return digits.len() == 13 && number::tax_code_holds(digits);
    }
    if digits.len() == 9 && scan.byte(written.at.start + 3) == b'.' && counts(scan, written.at.end) {
        return true;
    }
    let found = read(scan.mask, digits, written, evidence, scan.site);
    let taken = found.is_some();
    if let Some(candidate) = found {
        scan.keep(written.at.start, candidate.labelled_by(evidence));
    }
    taken
}

/// Whether a number stands in brackets right behind a name: `Người khai: Lý Thị Nhàn (035180149504)`.
fn is_in_brackets(scan: &Scan<'_, '_>, at: super::scan::Group) -> bool {
    const LONGEST: usize = 60;
    if (scan.byte_before(at.start), scan.byte(at.end)) != (b'(', b')') {
        return false;
    }
    let head = scan.text.get(..at.start - 1).unwrap_or_default().trim_end();
    let mut from = head.len().saturating_sub(LONGEST);
    while !head.is_char_boundary(from) {
        from += 1;
    }
    let tail = head.get(from..).unwrap_or_default();
    super::name::names_in(tail).last().is_some_and(|name| name.1 == tail.len())
}

/// Whether a number ends the address of a page: `cap-can-cuoc-cho-tre-em-022183829752.htm`.
fn is_of_page(scan: &Scan<'_, '_>, at: super::scan::Group) -> bool {
    let joined = scan.byte_before(at.start) == b'-'
        && at.start.checked_sub(2).is_some_and(|before| scan.byte(before).is_ascii_lowercase());
    joined && scan.text.get(at.end..).is_some_and(|rest| rest.starts_with(".htm") || rest.starts_with(".chn"))
}

/// Whether what is counted stands behind a number: `098.765.432 lượt tra cứu`.
fn counts(scan: &Scan<'_, '_>, end: usize) -> bool {
    const COUNTED: &[&str] = &[
        "luot",
        "ho so",
        "dong",
        "vnd",
        "truong hop",
        "cong dan",
        "nguoi",
        "the ",
        "ban ghi",
        "giao dich",
        "tai khoan",
    ];
    let behind: String = scan.text.get(end..).unwrap_or_default().chars().take(16).collect();
    let folded = super::name::folded(&behind);
    COUNTED.iter().any(|own| folded.starts_with(own))
}

/// Whether an amount of money ends at a place: `đồng` and the end of what is said, but no `đồng ý`.
fn is_money(scan: &Scan<'_, '_>, end: usize) -> bool {
    let behind = scan.text.get(end + 1..).unwrap_or_default();
    let rest = ["đồng", "VND", "VNĐ", "vnđ", "vnd"].iter().find_map(|unit| behind.strip_prefix(unit));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', ',', ';', ')', '/', '|', '\n']))
}

/// Whether words behind an account say that it is an office's or a company's: `của Ban quản lý dự án`, `tại Kho bạc`.
fn is_of_office(scan: &Scan<'_, '_>, end: usize) -> bool {
    const OFFICES: &[&str] = &[
        "ban ",
        "so ",
        "trung tam",
        "ubnd",
        "uy ban",
        "cong ty",
        "kho bac",
        "kbnn",
        "phong ",
        "truong",
        "benh vien",
        "quy ",
        "van phong",
        "chi cuc",
        "hoi ",
        "cuc ",
        "mttq",
    ];
    let behind: String = scan.text.get(end..).unwrap_or_default().chars().take(40).collect();
    let folded = super::name::folded(&behind);
    let owner = folded.strip_prefix("cua ").or_else(|| folded.strip_prefix("tai "));
    owner.is_some_and(|owner| OFFICES.iter().any(|office| owner.starts_with(office)))
}

/// Whether digits have the form of anything that is told without a label.
fn might_be(digits: &[u8], plus: bool) -> bool {
    digits.len() == 12 || number::mobile(digits, plus).is_some() || number::issuer(digits).is_some()
}

/// The candidate that digits make under their labels.
fn read(mask: Mask<'_>, digits: &[u8], written: &Written<'_>, evidence: Evidence, site: Site) -> Option<Candidate> {
    let (class, value, base) = by_label(digits, evidence, site).or_else(|| by_form(digits, written, evidence))?;
    let positive: &[Label] = match class {
        Class::PersonalNumber => IDENTITY,
        Class::OldCard => &[Label::Identity],
        Class::Phone => &[Label::Phone],
        Class::BankCard => &[Label::Card, Label::Account],
        Class::BankAccount => &[Label::Account],
        Class::SocialInsurance => &[Label::Social, Label::HealthCard],
        Class::HealthCard => &[Label::HealthCard],
        Class::DrivingLicence => &[Label::Licence],
        Class::TaxCode => &[Label::Tax, Label::PersonalTax],
        _ => &[],
    };
    let mut score = base + evidence.weight(positive);
    if written.attached {
        score += ATTACHED;
    }
    let value = std::str::from_utf8(&value).ok()?.trim_end_matches('\0').to_owned();
    let value = zeroize::Zeroizing::new(value);
    let official = evidence.official || evidence.labels.has(Label::Company);
    // Cards that networks publish for tests have long runs of one digit.
    let runs = |digits: &[u8]| digits.windows(7).any(|run| run.iter().all(|digit| Some(digit) == run.first()));
    if class == Class::BankCard && runs(value.as_bytes()) {
        score += ARTIFICIAL;
    }
    if class != Class::PersonalNumber {
        return (score > 0)
            .then(|| mask.candidate(class, &value, score, site).labelled(evidence.labels.any(positive), official));
    }
    let holder = number::holder(value.as_bytes())?;
    if holder.artificial {
        score += ARTIFICIAL;
    }
    let candidate = mask.candidate(class, &value, score, site).born(holder.year).of_sex(holder.female);
    (score > 0).then(|| candidate.labelled(evidence.labels.any(positive), official))
}

type Read = (Class, [u8; 20], Weight);

/// What a label makes of digits.
fn by_label(digits: &[u8], evidence: Evidence, site: Site) -> Option<Read> {
    let labels = evidence.labels;
    let length = digits.len();
    if labels.any(IDENTITY) {
        let full = if length == 12 { Some(fill(digits)) } else { None };
        let padded = || (labels.has(Label::Identity) && (9..=11).contains(&length)).then(|| padded(digits, 12));
        let personal = full.or_else(padded).and_then(|value| {
            let holder = number::holder(value.get(..12)?)?;
            let whole = holder.province || length == 12;
            whole.then_some((Class::PersonalNumber, value, if holder.province { STRUCTURE } else { LOOSE_STRUCTURE }))
        });
        if personal.is_some() {
            return personal;
        }
    }
    // The sum below a column: `120000000`.
    let is_amount = digits.ends_with(b"00000");
    if labels.has(Label::Identity) && !is_amount && (length == 9 || length == 8 && site.kind == Kind::Number) {
        return Some((Class::OldCard, padded(digits, 9), LOOSE_STRUCTURE));
    }
    // Those of the first provinces lose their zero where numbers are stored.
    let short = length == 11 && (site.kind == Kind::Number || site.is_value);
    if labels.has(Label::Licence) && (length == 12 || short) {
        return Some((Class::DrivingLicence, padded(digits, 12), STRUCTURE));
    }
    if labels.has(Label::Social) || labels.has(Label::HealthCard) {
        let value = if length == 9 && site.kind == Kind::Number { padded(digits, 10) } else { fill(digits) };
        if length == 10 || length == 9 && site.kind == Kind::Number {
            return Some((Class::SocialInsurance, value, LOOSE_STRUCTURE));
        }
    }
    if labels.any(&[Label::Card, Label::Account]) && number::issuer(digits).is_some() {
        return Some((Class::BankCard, fill(digits), STRUCTURE));
    }
    if labels.has(Label::Account) && (6..=19).contains(&length) {
        return Some((Class::BankAccount, fill(digits), LOOSE_STRUCTURE));
    }
    if labels.any(&[Label::PersonalTax, Label::Tax]) && length == 10 {
        let personal = labels.has(Label::PersonalTax) || digits.first() == Some(&b'8') && !labels.has(Label::Company);
        let holds = number::tax_code_holds(digits);
        return (personal && (holds || labels.has(Label::PersonalTax)))
            .then(|| (Class::TaxCode, fill(digits), LOOSE_STRUCTURE));
    }
    let lost = length == 9 && labels.has(Label::Phone);
    let phone = if lost { number::mobile(padded(digits, 10).get(..10)?, false) } else { None };
    phone.map(|national| (Class::Phone, fill(&national), STRUCTURE))
}

/// What digits are by their form alone.
fn by_form(digits: &[u8], written: &Written<'_>, evidence: Evidence) -> Option<Read> {
    let labels = evidence.labels;
    if digits.len() == 12
        && !labels.any(&[Label::Account, Label::Phone])
        && let Some(holder) = number::holder(digits)
    {
        return Some((Class::PersonalNumber, fill(digits), if holder.province { STRUCTURE } else { LOOSE_STRUCTURE }));
    }
    let plus = written.plus;
    // A company's tax code may look like a mobile number, and so does what a key calls the number of something else.
    let called = evidence.ambient && labels.any(&[Label::Identity, Label::HealthCard, Label::Licence, Label::Card]);
    if (!called || labels.has(Label::Phone))
        && !labels.any(&[Label::Tax, Label::Account, Label::Company, Label::Social])
        && let Some(national) = number::mobile(digits, plus)
    {
        let dialled = if written.grouped || plus { GROUPED } else { 0 };
        let loose = digits.starts_with(b"84") && !plus && !labels.has(Label::Phone);
        return Some((Class::Phone, fill(&national), if loose { LOOSE_STRUCTURE } else { STRUCTURE } + dialled));
    }
    let base = match number::issuer(digits)? {
        Issuer::National => STRONG_STRUCTURE,
        Issuer::Scheme if written.grouped => STRUCTURE + GROUPED,
        Issuer::Scheme => STRUCTURE,
    };
    Some((Class::BankCard, fill(digits), base))
}

fn fill(digits: &[u8]) -> [u8; 20] {
    let mut value = [0; 20];
    for (to, from) in value.iter_mut().zip(digits) {
        *to = *from;
    }
    value
}

/// Digits with the zeros before them that a spreadsheet lost.
fn padded(digits: &[u8], length: usize) -> [u8; 20] {
    let mut value = [0; 20];
    let zeros = length.saturating_sub(digits.len());
    for (index, to) in value.iter_mut().take(length).enumerate() {
        *to = index.checked_sub(zeros).and_then(|index| digits.get(index)).copied().unwrap_or(b'0');
    }
    value
}

impl Candidate {
    /// Notes what a label says of it.
    fn labelled_by(mut self, evidence: Evidence) -> Self {
        self.official |= evidence.official;
        // What somebody logs in by is not called a number.
        let login = evidence.labels.has(Label::Login) && !evidence.labels.tell();
        self.labelled |= !login && self.score >= LABEL + LOOSE_STRUCTURE;
        self
    }
}
