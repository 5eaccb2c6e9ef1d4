//! The tree of a document.

use std::rc::Rc;

use super::decode::Encoding;

/// A well-formed document.
#[derive(Debug)]
pub(in crate::probe::saml) struct Document {
    /// The root element.
    pub(in crate::probe::saml) root: Element,
    /// What stands before the root element: comments and processing instructions.
    pub(super) before: Vec<Node>,
    /// What stands after it.
    pub(super) after: Vec<Node>,
    /// Whether there is a document type declaration.
    pub(in crate::probe::saml) doctype: bool,
    /// How its characters were written.
    pub(in crate::probe::saml) encoding: Encoding,
}

/// An element.
#[derive(Debug)]
pub(in crate::probe::saml) struct Element {
    /// Its number in the order of the start tags, the root's being 0.
    pub(in crate::probe::saml) number: usize,
    /// The highest number of its descendants; its own where it has none.
    pub(super) last: usize,
    /// Its name.
    pub(super) name: Name,
    /// The namespaces that it declares.
    pub(super) declared: Vec<Declaration>,
    /// Its attributes, declarations of namespaces not among them.
    pub(super) attributes: Vec<Attribute>,
    /// What stands in it.
    pub(super) children: Vec<Node>,
}

/// A declared namespace: its prefix (empty: the default) and its name.
pub(super) type Declaration = (Rc<str>, Rc<str>);

/// An attribute with its value after normalisation.
#[derive(Debug)]
pub(super) struct Attribute {
    /// Its name; without a prefix it is in no namespace.
    pub(super) name: Name,
    /// Its value.
    pub(super) value: String,
}

/// A name: the prefix as it was written, the local part, and the namespace (empty: none).
#[derive(Clone, Debug)]
pub(super) struct Name {
    /// The prefix; empty where there is none.
    pub(super) prefix: Rc<str>,
    /// The local part.
    pub(super) local: Rc<str>,
    /// The namespace.
    pub(super) namespace: Rc<str>,
}

/// What stands in an element.
#[derive(Debug)]
pub(super) enum Node {
    /// An element.
    Element(Element),
    /// Characters, references resolved.
    Text(String),
    /// A comment.
    Comment(String),
    /// A processing instruction: its target and what follows.
    Instruction(String, String),
}

impl Document {
    /// Every element, in the order of the start tags.
    pub(in crate::probe::saml) fn elements(&self) -> impl Iterator<Item = &Element> {
        self.root.subtree()
    }

    /// The elements from the root down to the one with this number, both included.
    pub(in crate::probe::saml) fn path(&self, number: usize) -> Vec<&Element> {
        let mut path = Vec::new();
        let mut next = (number <= self.root.last).then_some(&self.root);
        while let Some(element) = next {
            path.push(element);
            next = element.children().find(|child| child.number <= number && number <= child.last);
        }
        path
    }
}

impl Element {
    /// Whether it has this name in this namespace.
    pub(in crate::probe::saml) fn is(&self, namespace: &str, local: &str) -> bool {
        &*self.name.local == local && &*self.name.namespace == namespace
    }

    /// The local part of its name.
    pub(in crate::probe::saml) fn local(&self) -> &str {
        &self.name.local
    }

    /// Its namespace.
    pub(in crate::probe::saml) fn namespace(&self) -> &str {
        &self.name.namespace
    }

    /// The child elements.
    pub(in crate::probe::saml) fn children(&self) -> impl Iterator<Item = &Self> {
        self.children.iter().filter_map(|node| match node {
            Node::Element(element) => Some(element),
            Node::Text(_) | Node::Comment(_) | Node::Instruction(..) => None,
        })
    }

    /// The child elements with a name.
    pub(in crate::probe::saml) fn named<'a>(
        &'a self,
        namespace: &'a str,
        local: &'a str,
    ) -> impl Iterator<Item = &'a Self> {
        self.children().filter(move |child| child.is(namespace, local))
    }

    /// The only child element with a name; `None` where there is none, or more than one.
    pub(in crate::probe::saml) fn only<'a>(&'a self, namespace: &'a str, local: &'a str) -> Option<&'a Self> {
        let mut all = self.named(namespace, local);
        let first = all.next()?;
        all.next().is_none().then_some(first)
    }

    /// The value of an attribute without a namespace.
    pub(in crate::probe::saml) fn attribute(&self, local: &str) -> Option<&str> {
        let own = self.attributes.iter().find(|own| own.name.namespace.is_empty() && &*own.name.local == local);
        own.map(|own| own.value.as_str())
    }

    /// The values of everything that some reader takes for an identifier: `ID`, `Id`, `id`, `xml:id`. A signature
    /// names what it covers by one of them, and another reader may look at another one.
    pub(in crate::probe::saml) fn identifiers(&self) -> impl Iterator<Item = &str> {
        let named = self.attributes.iter().filter(|own| own.name.local.eq_ignore_ascii_case("id"));
        named.map(|own| own.value.as_str())
    }

    /// Its own characters, those of child elements left out. A comment does not end them: who reads only up to the
    /// comment reads another value than the one that was signed.
    pub(in crate::probe::saml) fn text(&self) -> String {
        let parts = self.children.iter().filter_map(|node| match node {
            Node::Text(text) => Some(text.as_str()),
            Node::Element(_) | Node::Comment(_) | Node::Instruction(..) => None,
        });
        parts.collect()
    }

    /// Itself and every element in it, in the order of the start tags.
    pub(in crate::probe::saml) fn subtree(&self) -> impl Iterator<Item = &Self> {
        let mut open = vec![self];
        std::iter::from_fn(move || {
            let next = open.pop()?;
            let at = open.len();
            open.extend(next.children());
            open.get_mut(at..).unwrap_or_default().reverse();
            Some(next)
        })
    }

    /// Whether an element is this one, or in it.
    pub(in crate::probe::saml) fn holds(&self, number: usize) -> bool {
        (self.number..=self.last).contains(&number)
    }
}
