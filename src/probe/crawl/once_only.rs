//! What forms ask though the population database holds it: the question of asking once only.
//!
//! From outside, without an account, only two grades can be suspected: a field that is asked empty (3), and a copy of a
//! card, of the abolished household book or of a confirmation of residence that is asked for (4).

use super::words::{joined, plain};
use crate::fact::enumeration;
use crate::probe::page::{Field, Form, Page};

enumeration! {
    /// What the population database holds of a citizen (Law on Identification, article 9) and forms ask for.
    pub enum PopulationField = "population_field" {
        /// The name.
        Name = "name",
        /// The personal identification number.
        PersonalNumber = "personal-number",
        /// The number of the old identity card.
        OldCard = "old-card",
        /// The date of birth.
        Birth = "birth",
        /// The sex.
        Sex = "sex",
        /// The place of birth or of its registration.
        BirthPlace = "birth-place",
        /// The home town.
        HomeTown = "home-town",
        /// The ethnic group.
        EthnicGroup = "ethnic-group",
        /// The religion.
        Religion = "religion",
        /// The nationality.
        Nationality = "nationality",
        /// A residence: permanent, temporary or present.
        Residence = "residence",
        /// Whether somebody is married.
        MaritalStatus = "marital-status",
        /// Father or mother.
        Parent = "parent",
        /// Wife or husband.
        Spouse = "spouse",
        /// The head of the household.
        HouseholdHead = "household-head",
        /// When and where a card was issued.
        CardIssue = "card-issue",
    }
}

/// Words of labels and keys, plain and without spaces. The first that stands in a label decides, so what is longer or
/// names somebody else comes first.
const LABELS: &[(&str, PopulationField)] = &[
    ("hotencha", PopulationField::Parent),
    ("hotenme", PopulationField::Parent),
    ("hovatencha", PopulationField::Parent),
    ("hovatenme", PopulationField::Parent),
    ("vochong", PopulationField::Spouse),
    ("chuho", PopulationField::HouseholdHead),
    ("noidangkykhaisinh", PopulationField::BirthPlace),
    ("noisinh", PopulationField::BirthPlace),
    ("quequan", PopulationField::HomeTown),
    ("honnhan", PopulationField::MaritalStatus),
    ("thuongtru", PopulationField::Residence),
    ("tamtru", PopulationField::Residence),
    ("noiohientai", PopulationField::Residence),
    ("noiohiennay", PopulationField::Residence),
    ("noicutru", PopulationField::Residence),
    ("ngaycapcccd", PopulationField::CardIssue),
    ("ngaycapcancuoc", PopulationField::CardIssue),
    ("noicapcccd", PopulationField::CardIssue),
    ("noicapcancuoc", PopulationField::CardIssue),
    ("cccd", PopulationField::PersonalNumber),
    ("cancuoc", PopulationField::PersonalNumber),
    ("sodinhdanh", PopulationField::PersonalNumber),
    ("madinhdanhcanhan", PopulationField::PersonalNumber),
    ("cmnd", PopulationField::OldCard),
    ("cmtnd", PopulationField::OldCard),
    ("chungminhnhandan", PopulationField::OldCard),
    ("ngaysinh", PopulationField::Birth),
    ("namsinh", PopulationField::Birth),
    ("ngaythangnamsinh", PopulationField::Birth),
    ("dateofbirth", PopulationField::Birth),
    ("birthday", PopulationField::Birth),
    ("gioitinh", PopulationField::Sex),
    ("dantoc", PopulationField::EthnicGroup),
    ("tongiao", PopulationField::Religion),
    ("quoctich", PopulationField::Nationality),
    ("hovaten", PopulationField::Name),
    ("hoten", PopulationField::Name),
    ("hochudem", PopulationField::Name),
    ("fullname", PopulationField::Name),
];
/// What a copy may be asked of.
const COPIED: &[&str] =
    &["cccd", "cancuoc", "cmnd", "chungminhnhandan", "giayxacnhancutru", "giaykhaisinh", "xacnhanthongtincutru"];
/// Words that make a demand of the household book.
const DEMANDS: &[&str] =
    &["ban chup", "ban sao", "ban photo", "cung cap", "kem theo", "nop", "photo", "sao y", "scan", "xuat trinh"];
/// Words that speak of its end.
const ABOLISHED: &[&str] = &[
    "bai bo",
    "bo quy dinh",
    "bo so",
    "het gia tri",
    "het hieu luc",
    "khai tu",
    "khong can",
    "khong con",
    "khong phai",
    "khong yeu cau",
    "thay cho",
    "thay the",
    "thu hoi",
];
/// How many fields a form asks that somebody fills in for a purpose of his own; look-ups and searches ask fewer.
const FEWEST: usize = 3;

/// What a form asks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Asked {
    /// By what it is known: id, name or the title of its page; shortened by whoever tells it.
    pub(super) name: String,
    /// Where it sends.
    pub(super) method: &'static str,
    /// What it asks that the population database holds, sorted, each once, and comes empty.
    pub(super) fields: Vec<PopulationField>,
    /// Whether it asks for a copy of a card or of a confirmation of residence.
    pub(super) copies: bool,
    /// Whether it asks for the household book.
    pub(super) household_book: bool,
}

impl Asked {
    /// The grade that is suspected: 4, 3, or 0 where it asks nothing of the kind.
    pub(super) fn grade(&self) -> i64 {
        match self {
            own if own.copies || own.household_book => 4,
            own if own.fields.len() >= FEWEST => 3,
            _ => 0,
        }
    }
}

/// What the forms of a page ask; sign-ins are none.
pub(super) fn asked(page: &Page) -> Vec<Asked> {
    let forms = page.forms.iter().filter(|form| !form.asks_password());
    forms
        .map(|form| asked_by(form, page))
        .filter(|asked| asked.copies || asked.household_book || !asked.fields.is_empty())
        .collect()
}

fn asked_by(form: &Form, page: &Page) -> Asked {
    let open = form.fields.iter().filter(|field| !field.is_button() && !field.is_hidden());
    let mut fields: Vec<_> = open
        .clone()
        .filter(|field| field.kind() != "file" && !field.has_value())
        .filter_map(|field| held(&label_of(field)))
        .collect();
    fields.sort_unstable();
    fields.dedup();
    let files: Vec<_> = open.filter(|field| field.kind() == "file").map(label_of).collect();
    let asks = |words: &[&str]| files.iter().any(|label| words.iter().any(|word| label.contains(word)));
    let own = |name| form.attributes.value(name).filter(|value| !value.is_empty()).map(str::to_owned);
    Asked {
        name: own("id").or_else(|| own("name")).or_else(|| page.title.clone()).unwrap_or_default(),
        method: form.method(),
        fields,
        copies: asks(COPIED),
        household_book: asks(&["sohokhau"]),
    }
}

/// What a label names that the population database holds.
pub(super) fn held(label: &str) -> Option<PopulationField> {
    LABELS.iter().find(|(word, _)| label.contains(word)).map(|(_, field)| *field)
}

/// The words of a field, plain and without spaces.
pub(super) fn label_of(field: &Field) -> String {
    joined(&plain(&format!("{} {}", field.words(), field.name())))
}

/// Whether a text demands the household book, which is abolished since 1 January 2023.
pub(super) fn demands_household_book(text: &str) -> bool {
    const BOOK: &str = "so ho khau";
    // The spellings of its last word; most pages end here.
    const HINTS: [&str; 5] = ["khẩu", "Khẩu", "KHẨU", "kha\u{302}\u{309}u", "khau"];
    if !HINTS.iter().any(|hint| text.contains(hint)) {
        return false;
    }
    let text = plain(text);
    text.match_indices(BOOK).any(|(at, _)| {
        let before = nearby(&text, at.saturating_sub(60), at);
        let after = nearby(&text, at + BOOK.len(), at + BOOK.len() + 50);
        let demanded = DEMANDS.iter().any(|word| before.contains(word));
        demanded && !ABOLISHED.iter().any(|word| before.contains(word) || after.contains(word))
    })
}

/// A part of a text, moved to the borders of its letters.
fn nearby(text: &str, from: usize, to: usize) -> &str {
    let border = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    text.get(border(from)..border(to)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(body: &str) -> Vec<Asked> {
        let address = url::Url::parse("https://cong.test/").expect("an address");
        asked(&Page::read(body.as_bytes(), Some("text/html;charset=utf-8"), &address))
    }

    #[test]
    fn a_declaration_of_what_is_known_is_suspected() {
        let form = "<form id=khai method=post><label>Họ và tên <input name=a></label><label>Số CCCD <input name=b></label>\
                    <label>Ngày sinh<input name=c></label><label>Nội dung<input name=d></label></form>";
        let asked = forms(form);
        assert_eq!((asked[0].grade(), asked[0].name.as_str()), (3, "khai"));
        assert_eq!(asked[0].fields, [PopulationField::Name, PopulationField::PersonalNumber, PopulationField::Birth]);
        let filled = form.replace("name=a", "name=a value=An").replace("name=c", "name=c value=2000");
        assert_eq!(forms(&filled)[0].grade(), 0, "what comes filled in is another grade");
        assert_eq!(forms("<form><label>Bản sao sổ hộ khẩu <input type=file name=x></label></form>")[0].grade(), 4);
        assert_eq!(forms("<form><input name=hoTen><input name=soCCCD><input type=password></form>"), [], "a sign-in");
        assert_eq!(forms("<form><input name=q placeholder='Tìm thủ tục'></form>"), []);
    }

    #[test]
    fn the_household_book_is_demanded_or_spoken_of() {
        assert!(demands_household_book("Thành phần hồ sơ: Bản sao Sổ hộ khẩu (có chứng thực)"));
        assert!(!demands_household_book("Từ 01/01/2023 bãi bỏ sổ hộ khẩu giấy"));
        assert!(!demands_household_book("Không yêu cầu công dân xuất trình sổ hộ khẩu"));
        assert!(!demands_household_book("Tra cứu thông tin sổ hộ khẩu"));
    }
}
