//! What elements do to the text around them.

use super::tag::name;

/// What an element does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Element {
    /// Nothing: it may stand within a word or number.
    Inline,
    /// It parts words, as does anything that is not known.
    Word,
    /// It parts blocks.
    Block,
    /// It parts blocks and has no end tag.
    Void,
    /// `table`.
    Table,
    /// `tr`.
    Row,
    /// `td`.
    Cell,
    /// `th`.
    HeadCell,
    /// `tbody`, `thead`, `tfoot`.
    Section,
    /// `col`.
    Column,
    /// `script`.
    Script,
    /// `style`.
    Style,
    /// `textarea`.
    TextArea,
    /// `title`.
    Title,
    /// `form`.
    Form,
    /// `input`.
    Input,
    /// `select`.
    Select,
    /// `option`.
    Choice,
    /// `label`.
    Label,
    /// `dl`.
    Terms,
    /// `dt`.
    Term,
    /// `dd`.
    Description,
    /// `meta`.
    Meta,
    /// `img` and others without an end tag that part nothing.
    Image,
}

const ELEMENTS: [(&str, Element); 102] = [
    ("a", Element::Inline),
    ("abbr", Element::Inline),
    ("acronym", Element::Inline),
    ("b", Element::Inline),
    ("bdi", Element::Inline),
    ("bdo", Element::Inline),
    ("big", Element::Inline),
    ("cite", Element::Inline),
    ("code", Element::Inline),
    ("data", Element::Inline),
    ("del", Element::Inline),
    ("dfn", Element::Inline),
    ("em", Element::Inline),
    ("font", Element::Inline),
    ("i", Element::Inline),
    ("ins", Element::Inline),
    ("kbd", Element::Inline),
    ("mark", Element::Inline),
    ("nobr", Element::Inline),
    ("q", Element::Inline),
    ("s", Element::Inline),
    ("samp", Element::Inline),
    ("small", Element::Inline),
    ("span", Element::Inline),
    ("strike", Element::Inline),
    ("strong", Element::Inline),
    ("sub", Element::Inline),
    ("sup", Element::Inline),
    ("time", Element::Inline),
    ("tt", Element::Inline),
    ("u", Element::Inline),
    ("var", Element::Inline),
    ("o:p", Element::Inline),
    ("ruby", Element::Inline),
    ("slot", Element::Inline),
    ("basefont", Element::Image),
    ("wbr", Element::Image),
    ("img", Element::Image),
    ("source", Element::Image),
    ("track", Element::Image),
    ("area", Element::Image),
    ("param", Element::Image),
    ("embed", Element::Image),
    ("link", Element::Image),
    ("base", Element::Image),
    ("p", Element::Block),
    ("div", Element::Block),
    ("h1", Element::Block),
    ("h2", Element::Block),
    ("h3", Element::Block),
    ("h4", Element::Block),
    ("h5", Element::Block),
    ("h6", Element::Block),
    ("ul", Element::Block),
    ("ol", Element::Block),
    ("li", Element::Block),
    ("section", Element::Block),
    ("article", Element::Block),
    ("header", Element::Block),
    ("footer", Element::Block),
    ("nav", Element::Block),
    ("main", Element::Block),
    ("aside", Element::Block),
    ("fieldset", Element::Block),
    ("legend", Element::Block),
    ("figure", Element::Block),
    ("figcaption", Element::Block),
    ("pre", Element::Block),
    ("blockquote", Element::Block),
    ("address", Element::Block),
    ("caption", Element::Block),
    ("center", Element::Block),
    ("body", Element::Block),
    ("head", Element::Block),
    ("html", Element::Block),
    ("details", Element::Block),
    ("summary", Element::Block),
    ("dialog", Element::Block),
    ("button", Element::Block),
    ("hr", Element::Void),
    ("br", Element::Void),
    ("table", Element::Table),
    ("tr", Element::Row),
    ("td", Element::Cell),
    ("th", Element::HeadCell),
    ("tbody", Element::Section),
    ("thead", Element::Section),
    ("tfoot", Element::Section),
    ("col", Element::Column),
    ("script", Element::Script),
    ("style", Element::Style),
    ("textarea", Element::TextArea),
    ("title", Element::Title),
    ("form", Element::Form),
    ("input", Element::Input),
    ("select", Element::Select),
    ("option", Element::Choice),
    ("label", Element::Label),
    ("dl", Element::Terms),
    ("dt", Element::Term),
    ("dd", Element::Description),
    ("meta", Element::Meta),
];

/// By the hash of the name, with free places between.
const TABLE: [(u64, Element); 512] = {
    let mut table = [(0, Element::Word); 512];
    let mut at = 0;
    while at < ELEMENTS.len() {
        let packed = name(ELEMENTS[at].0);
        let mut place = hash(packed);
        while table[place].0 != 0 {
            place = (place + 1) % 512;
        }
        table[place] = (packed, ELEMENTS[at].1);
        at += 1;
    }
    table
};

const fn hash(name: u64) -> usize {
    (name.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 55) as usize
}

/// What the element of a name does.
#[inline]
pub(super) fn element(name: u64) -> Element {
    let mut place = hash(name);
    loop {
        match TABLE.get(place) {
            Some((known, element)) if *known == name => return *element,
            Some((0, _)) | None => return Element::Word,
            Some(_) => place = (place + 1) % 512,
        }
    }
}
