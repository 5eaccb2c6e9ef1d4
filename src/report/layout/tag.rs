//! The structure of a document for people who hear it: headings, paragraphs, tables.

use std::num::NonZeroU16;

use krilla::tagging::{Identifier, Node, TableHeaderScope, Tag, TagGroup, TagKind, TagTree};

/// A place in the structure.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Element(usize);

/// What an element is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// A heading with its level from one, and its text.
    Heading(u16, String),
    /// A paragraph.
    Paragraph,
    /// A picture, and what it says.
    Figure(String),
    /// A table; its children are `Head` and `Body`.
    Table,
    /// The head rows.
    Head,
    /// The other rows.
    Body,
    /// A row.
    Row,
    /// A cell that heads its column.
    HeadCell,
    /// Another cell.
    Cell,
}

/// All elements in reading order; a parent stands before its children.
#[derive(Debug, Default)]
pub(super) struct Elements {
    elements: Vec<(Kind, Option<Element>)>,
}

impl Elements {
    /// Adds an element at the end of its parent, or at the end of the document.
    pub(super) fn add(&mut self, kind: Kind, parent: Option<Element>) -> Element {
        self.elements.push((kind, parent));
        Element(self.elements.len() - 1)
    }

    /// The structure tree, given what was drawn for each element.
    pub(super) fn tree(self, mut drawn: Drawn, language: &str) -> TagTree {
        let mut tree = TagTree::new().with_lang(Some(language.to_owned()));
        let mut pending: Vec<Vec<Node>> = self.elements.iter().map(|_| Vec::new()).collect();
        let mut roots = Vec::new();
        // Backwards, every element is complete before its parent is built.
        for (place, (kind, parent)) in self.elements.into_iter().enumerate().rev() {
            let below = pending.get_mut(place).map(std::mem::take).unwrap_or_default();
            let content = drawn.take(place);
            // Of the size it needs: most elements have one child, and there are tens of thousands of them.
            let mut children = Vec::with_capacity(content.len() + below.len());
            children.extend(content.into_iter().map(Node::from));
            children.extend(below.into_iter().rev());
            let group = TagGroup::with_children(tag(kind), children);
            match parent.and_then(|parent| pending.get_mut(parent.0)) {
                Some(siblings) => siblings.push(group.into()),
                None => roots.push(group),
            }
        }
        for group in roots.into_iter().rev() {
            tree.push(group);
        }
        tree
    }
}

/// The marked content of every element.
#[derive(Debug, Default)]
pub(super) struct Drawn {
    identifiers: Vec<Vec<Identifier>>,
}

impl Drawn {
    /// Records content of an element.
    pub(super) fn push(&mut self, element: Element, identifier: Identifier) {
        if self.identifiers.len() <= element.0 {
            self.identifiers.resize_with(element.0 + 1, Vec::new);
        }
        if let Some(content) = self.identifiers.get_mut(element.0) {
            content.push(identifier);
        }
    }

    fn take(&mut self, place: usize) -> Vec<Identifier> {
        self.identifiers.get_mut(place).map(std::mem::take).unwrap_or_default()
    }
}

fn tag(kind: Kind) -> TagKind {
    match kind {
        Kind::Heading(level, title) => Tag::Hn(NonZeroU16::new(level).unwrap_or(NonZeroU16::MIN), Some(title)).into(),
        Kind::Figure(about) => Tag::Figure(Some(about)).into(),
        Kind::Paragraph => Tag::P.into(),
        Kind::Table => Tag::Table.into(),
        Kind::Head => Tag::THead.into(),
        Kind::Body => Tag::TBody.into(),
        Kind::Row => Tag::TR.into(),
        Kind::HeadCell => Tag::TH(TableHeaderScope::Column).into(),
        Kind::Cell => Tag::TD.into(),
    }
}
