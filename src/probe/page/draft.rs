//! A page in the making: what each tag, text and comment adds to it.

use html5ever::tokenizer::Tag;
use url::Url;

use super::attribute::{Attributes, cut};
use super::element::{Link, Meta, Script};
use super::form::{Field, Form};
use super::gather::{Gathering, Heap};
use super::resource::{Resource, ResourceKind, loads};
use super::{Page, gather};

/// The most of each thing that are kept.
const MOST: usize = 4000;
/// The most bytes of a comment.
const MOST_COMMENT: usize = 2000;
/// The most bytes of a script in the page that are kept.
const MOST_INLINE: usize = 64 << 10;
/// Tags that do not end the head of a document.
const IN_HEAD: &[&str] =
    &["html", "head", "title", "base", "link", "meta", "script", "style", "template", "noscript", "basefont"];

/// The page and where in it the reading stands.
#[derive(Debug)]
pub(super) struct Draft {
    /// What was read so far.
    pub(super) page: Page,
    heap: Heap,
    /// Every field with the form that it belongs to.
    fields: Vec<(Option<usize>, Field)>,
    /// The form that is open.
    form: Option<usize>,
    in_select: bool,
    in_head: bool,
    based: bool,
}

impl Draft {
    /// An empty page.
    pub(super) fn new(address: &Url) -> Self {
        let page = Page {
            address: address.clone(),
            base: address.clone(),
            charset: "UTF-8",
            charset_declared: false,
            garbled: false,
            title: None,
            language: None,
            forms: Vec::new(),
            loose_fields: Vec::new(),
            links: Vec::new(),
            scripts: Vec::new(),
            resources: Vec::new(),
            metas: Vec::new(),
            comments: Vec::new(),
            text: String::new(),
            handlers: 0,
            script_addresses: 0,
            inline_styles: 0,
            cut: false,
        };
        let (heap, fields) = (Heap::default(), Vec::new());
        Self { page, heap, fields, form: None, in_select: false, in_head: true, based: false }
    }

    /// A start tag.
    pub(super) fn open(&mut self, tag: &Tag) {
        let (name, attributes) = (&*tag.name, Attributes::of(tag));
        self.in_head &= IN_HEAD.contains(&name);
        self.heap.open(name);
        self.note_script(&attributes);
        let resources = loads(name, &attributes, &self.page.base);
        for resource in resources {
            self.resource(resource);
        }
        match name {
            "html" => self.page.language = self.page.language.take().or(attributes.value("lang").map(str::to_owned)),
            "base" => self.base(&attributes),
            "title" if self.page.title.is_none() => self.begin(Gathering::Title),
            "meta" => self.meta(&attributes),
            "a" | "area" => self.link(name, &attributes),
            "script" => self.script(attributes),
            "style" => {
                self.page.inline_styles += 1;
                self.begin(Gathering::Nothing("style"));
            }
            "xmp" | "iframe" | "noembed" | "noframes" => self.begin(Gathering::Nothing(raw(name))),
            "form" if self.form.is_none() => self.begin_form(attributes),
            "input" => self.field("input", attributes),
            "select" => {
                self.in_select = true;
                self.field("select", attributes);
            }
            "option" => {
                if let Some((_, field)) = self.fields.last_mut().filter(|_| self.in_select) {
                    field.options += 1;
                }
            }
            "textarea" => self.gathered_field("textarea", attributes),
            "button" => self.gathered_field("button", attributes),
            "label" => self.heap.begin_label(attributes.value("for"), self.fields.len()),
            _ => {}
        }
    }

    /// An end tag.
    pub(super) fn close(&mut self, name: &str) {
        self.heap.open(name);
        match name {
            "label" => self.heap.end_label(self.fields.len()),
            "form" => self.form = None,
            "select" => self.in_select = false,
            _ => {}
        }
        if let Some((gathering, text)) = self.heap.close(name) {
            self.gathered(gathering, text);
        }
    }

    /// Text between tags.
    pub(super) fn text(&mut self, text: &str) {
        let seen = self.heap.text(text, self.in_select);
        self.in_head &= !seen || text.trim().is_empty();
    }

    /// A comment.
    pub(super) fn comment(&mut self, comment: &str) {
        let comment = cut(comment.trim(), MOST_COMMENT).to_owned();
        if !comment.is_empty() {
            keep(&mut self.page.comments, comment, &mut self.page.cut);
        }
    }

    /// The page; whatever is still open ends here.
    pub(super) fn into_page(mut self) -> Page {
        self.heap.end_label(self.fields.len());
        while let Some((gathering, text)) = self.heap.close_last() {
            self.gathered(gathering, text);
        }
        let (labels, text, overfull) = self.heap.into_parts();
        (self.page.text, self.page.cut) = (text, self.page.cut || overfull);
        gather::label(&labels, &mut self.fields);
        for (form, field) in self.fields {
            let named = field.attributes.value("form");
            let by_name =
                named.and_then(|id| self.page.forms.iter().position(|form| form.attributes.value("id") == Some(id)));
            let own = if named.is_some() { by_name } else { form };
            match own.and_then(|own| self.page.forms.get_mut(own)) {
                Some(form) => form.fields.push(field),
                None => self.page.loose_fields.push(field),
            }
        }
        self.page
    }

    fn begin(&mut self, gathering: Gathering) {
        if let Some((ended, text)) = self.heap.begin(gathering) {
            self.gathered(ended, text);
        }
    }

    fn gathered(&mut self, gathering: Gathering, text: String) {
        match gathering {
            Gathering::Title => self.page.title = Some(text),
            Gathering::Link(own) => {
                if let Some(link) = self.page.links.get_mut(own) {
                    link.text = text;
                }
            }
            Gathering::Script(own) => {
                if let Some(script) = self.page.scripts.get_mut(own) {
                    script.digest = (!text.is_empty()).then(|| crate::fact::Digest::of(text.as_bytes()));
                    cut(&text, MOST_INLINE).clone_into(&mut script.inline);
                }
            }
            Gathering::Field(own, _) => {
                if let Some((_, field)) = self.fields.get_mut(own) {
                    field.text = text;
                }
            }
            Gathering::Nothing(_) => {}
        }
    }

    fn note_script(&mut self, attributes: &Attributes) {
        self.page.handlers += attributes.handlers().count();
        self.page.inline_styles += usize::from(attributes.has("style"));
        let addresses = ["href", "src", "action", "formaction", "data"].into_iter();
        let scripts = addresses.filter_map(|name| attributes.value(name)).filter(|given| is_script(given));
        self.page.script_addresses += scripts.count();
    }

    fn resource(&mut self, resource: Resource) {
        keep(&mut self.page.resources, resource, &mut self.page.cut);
    }

    fn base(&mut self, attributes: &Attributes) {
        let address = attributes.value("href").and_then(|given| self.page.address.join(given.trim()).ok());
        if let (false, Some(address)) = (self.based, address) {
            (self.page.base, self.based) = (address, true);
        }
    }

    fn meta(&mut self, attributes: &Attributes) {
        let own = |name| attributes.value(name).map(str::to_owned);
        let meta = Meta {
            name: own("name").or_else(|| own("property")),
            header: own("http-equiv"),
            content: own("content").unwrap_or_default(),
            in_head: self.in_head,
        };
        keep(&mut self.page.metas, meta, &mut self.page.cut);
    }

    fn link(&mut self, name: &str, attributes: &Attributes) {
        let Some(given) = attributes.value("href") else { return };
        let link = Link {
            address: self.page.base.join(given.trim()).ok(),
            given: given.to_owned(),
            text: if name == "area" { attributes.value("alt").unwrap_or_default().to_owned() } else { String::new() },
            relation: attributes.value("rel").unwrap_or_default().to_ascii_lowercase(),
            opens_window: attributes.value("target").is_some_and(|target| target.eq_ignore_ascii_case("_blank")),
        };
        if keep(&mut self.page.links, link, &mut self.page.cut) && name == "a" {
            self.begin(Gathering::Link(self.page.links.len() - 1));
        }
    }

    fn script(&mut self, attributes: Attributes) {
        let source = attributes.value("src");
        let address = source.and_then(|given| self.page.base.join(given.trim()).ok());
        let external = source.is_some();
        let script = Script { address, external, attributes, inline: String::new(), digest: None };
        let own = self.page.scripts.len();
        let kept = keep(&mut self.page.scripts, script, &mut self.page.cut);
        self.begin(if kept { Gathering::Script(own) } else { Gathering::Nothing("script") });
    }

    fn begin_form(&mut self, attributes: Attributes) {
        let given = attributes.value("action").unwrap_or_default().trim();
        let action = if given.is_empty() { Some(self.page.address.clone()) } else { self.page.base.join(given).ok() };
        self.sends_to(action.as_ref());
        if keep(&mut self.page.forms, Form { action, attributes, fields: Vec::new() }, &mut self.page.cut) {
            self.form = Some(self.page.forms.len() - 1);
        }
    }

    fn sends_to(&mut self, address: Option<&Url>) {
        if let Some(address) = address.cloned() {
            self.resource(Resource { kind: ResourceKind::Form, address, integrity: None, cross_origin: None });
        }
    }

    fn gathered_field(&mut self, element: &'static str, attributes: Attributes) {
        let own = self.fields.len();
        self.field(element, attributes);
        let kept = self.fields.len() > own;
        self.begin(if kept { Gathering::Field(own, element) } else { Gathering::Nothing(element) });
    }

    fn field(&mut self, element: &'static str, attributes: Attributes) {
        let action = attributes.value("formaction").and_then(|given| self.page.base.join(given.trim()).ok());
        self.sends_to(action.as_ref());
        let (label, text) = (String::new(), String::new());
        let field = Field { attributes, element, label, text, action, options: 0 };
        keep(&mut self.fields, (self.form, field), &mut self.page.cut);
    }
}

/// Adds to a bounded list, and says whether there was room.
fn keep<T>(list: &mut Vec<T>, item: T, cut: &mut bool) -> bool {
    let room = list.len() < MOST;
    if room {
        list.push(item);
    }
    *cut |= !room;
    room
}

fn is_script(given: &str) -> bool {
    let start: String = given.chars().filter(|c| !c.is_ascii_control()).take(24).collect();
    start.trim_start().to_ascii_lowercase().starts_with("javascript:")
}

fn raw(name: &str) -> &'static str {
    ["xmp", "iframe", "noembed", "noframes"].into_iter().find(|known| *known == name).unwrap_or_default()
}
