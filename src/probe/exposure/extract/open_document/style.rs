//! Styles by which OpenDocument hides text, tables, rows and columns.

use std::collections::BTreeSet;

use super::super::markup::{Markup, Scanner};

/// The names of styles that hide what they are put on.
#[derive(Clone, Debug, Default)]
pub(super) struct Hidden {
    names: BTreeSet<String>,
}

impl Hidden {
    /// Those of the parts of a document.
    pub(super) fn new(parts: &[&str]) -> Self {
        let mut names = BTreeSet::new();
        for part in parts {
            let mut current = None;
            for markup in Scanner::new(part) {
                let Markup::Start(tag) = markup else { continue };
                match tag.name {
                    "style" => current = tag.attribute("name"),
                    "text-properties" | "table-properties" | "graphic-properties" | "drawing-page-properties" => {
                        let display = tag.attribute("display").or_else(|| tag.attribute("visibility"));
                        if display.is_some_and(|display| matches!(&*display, "none" | "false" | "hidden")) {
                            names.extend(current.take().map(std::borrow::Cow::into_owned));
                        }
                    }
                    // The styles come first: what follows cannot be one.
                    "body" => break,
                    _ => {}
                }
            }
        }
        Self { names }
    }

    /// Whether a style hides.
    pub(super) fn has(&self, style: Option<&str>) -> bool {
        style.is_some_and(|style| self.names.contains(style))
    }
}
