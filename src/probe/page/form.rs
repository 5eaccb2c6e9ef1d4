//! Forms and fields.

use std::fmt;

use url::Url;

use super::attribute::Attributes;

/// A form.
#[derive(Clone, Debug, PartialEq)]
pub struct Form {
    /// Where it sends; its own page without an `action`; `None` where that is no address.
    pub action: Option<Url>,
    /// Its attributes.
    pub attributes: Attributes,
    /// Its fields and buttons, those that name it by `form` among them.
    pub fields: Vec<Field>,
}

impl Form {
    /// `get`, `post` or `dialog`; what else stands there is `get` (HTML, 4.10.19.6).
    pub fn method(&self) -> &'static str {
        let given = self.attributes.value("method").unwrap_or_default();
        ["post", "dialog"].into_iter().find(|known| known.eq_ignore_ascii_case(given)).unwrap_or("get")
    }

    /// Whether it asks for a password.
    pub fn asks_password(&self) -> bool {
        self.fields.iter().any(|field| field.kind() == "password")
    }

    /// The field of a name; the first of two.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name() == name)
    }
}

/// An `<input>`, `<select>`, `<textarea>` or `<button>`.
#[derive(Clone, Eq, PartialEq)]
pub struct Field {
    /// Its attributes.
    pub attributes: Attributes,
    /// Which element it is: `input`, `select`, `textarea`, `button`.
    pub element: &'static str,
    /// The text of its label; empty without.
    pub label: String,
    /// The text in a button or a text area, at most 300 characters.
    pub text: String,
    /// Where a button sends instead of the form's action.
    pub action: Option<Url>,
    /// The options of a `<select>`.
    pub options: usize,
}

impl Field {
    /// Its name; empty without one.
    pub fn name(&self) -> &str {
        self.attributes.value("name").unwrap_or_default()
    }

    /// The type, lower case: that of an input (`text` without one), `submit` for a button without
    /// one, `select` or `textarea`.
    pub fn kind(&self) -> String {
        let given = self.attributes.value("type").unwrap_or_default().trim().to_ascii_lowercase();
        match (self.element, given.as_str()) {
            ("input", "") => "text".to_owned(),
            ("button", "") => "submit".to_owned(),
            ("input" | "button", _) => given,
            (element, _) => element.to_owned(),
        }
    }

    /// Whether it is a button and no field to fill.
    pub fn is_button(&self) -> bool {
        self.element == "button" || matches!(self.kind().as_str(), "submit" | "reset" | "button" | "image")
    }

    /// Whether a visitor cannot see it.
    pub fn is_hidden(&self) -> bool {
        self.kind() == "hidden"
    }

    /// The value it comes with, which may be a secret such as a token against forged requests: never
    /// part of a fact. Empty without one.
    pub fn value(&self) -> &str {
        match self.element {
            "textarea" => &self.text,
            _ => self.attributes.value("value").unwrap_or_default(),
        }
    }

    /// Whether it comes filled in.
    pub fn has_value(&self) -> bool {
        !self.value().is_empty()
    }

    /// `autocomplete`, lower case; empty without.
    pub fn autocomplete(&self) -> String {
        self.attributes.value("autocomplete").unwrap_or_default().trim().to_ascii_lowercase()
    }

    /// The words by which people know it, lower case: label, placeholder, `aria-label`, `title`, the
    /// text of a button.
    pub fn words(&self) -> String {
        let own = |name| self.attributes.value(name).unwrap_or_default();
        let shown = if self.is_button() { own("value") } else { "" };
        let text = if self.element == "button" { self.text.as_str() } else { "" };
        let all = [&self.label, own("placeholder"), own("aria-label"), own("title"), text, shown];
        all.iter().filter(|word| !word.is_empty()).map(|word| word.to_lowercase()).collect::<Vec<_>>().join(" ")
    }
}

/// Without the value, which may be a secret.
impl fmt::Debug for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Field");
        shown.field("element", &self.element).field("kind", &self.kind()).field("name", &self.name());
        shown.field("label", &self.label).field("attributes", &self.attributes).finish_non_exhaustive()
    }
}
