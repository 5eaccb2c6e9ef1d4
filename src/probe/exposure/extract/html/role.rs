//! Tables that are tables by what their elements say they are for (WAI-ARIA, 5.3): grids of components, made of any elements.

use super::super::super::piece::Sink;
use super::Walker;
use super::element::Element;
use super::open::Open;

/// Whether a role is one of a table and its parts.
pub(super) fn is_of_table(role: &str) -> bool {
    matches!(
        role,
        "table" | "grid" | "treegrid" | "rowgroup" | "row" | "cell" | "gridcell" | "columnheader" | "rowheader"
    )
}

impl<S: Sink + ?Sized> Walker<'_, '_, '_, S> {
    /// What an element does by its role: real tables need none.
    pub(super) fn by_role(&mut self, name: u64, element: Element) -> Element {
        if !matches!(element, Element::Inline | Element::Word | Element::Block) {
            return element;
        }
        let Some(role) = self.attributes.value_of("role") else { return element };
        match role {
            "table" | "grid" | "treegrid" | "rowgroup" if !self.in_grid() => {
                self.begin_table();
                if let Some(table) = self.table() {
                    table.element = Some((name, 0));
                }
                Element::Block
            }
            "row" if self.in_grid() => Element::Row,
            "columnheader" if self.in_grid() => Element::HeadCell,
            "cell" | "gridcell" | "rowheader" if self.in_grid() => Element::Cell,
            _ => element,
        }
    }

    /// Whether the innermost table is one by its role.
    fn in_grid(&self) -> bool {
        let tables = self.open.iter().rev().find_map(|open| match open {
            Open::Table(table, _) => Some(table.element.is_some()),
            _ => None,
        });
        tables.unwrap_or(false)
    }

    /// A start tag within a table by its role: elements of the table's own name are counted.
    pub(super) fn deepen(&mut self, started: u64) {
        if let Some(Open::Table(table, _)) = self.open.last_mut()
            && let Some((name, depth)) = &mut table.element
            && *name == started
        {
            *depth = depth.saturating_add(1);
        }
    }

    /// An end tag within such a table, which may be its own.
    pub(super) fn shallow(&mut self, ended: u64) {
        if let Some(Open::Table(table, _)) = self.open.last_mut()
            && let Some((name, depth)) = &mut table.element
            && *name == ended
        {
            *depth = depth.saturating_sub(1);
            if *depth == 0 {
                self.close();
            }
        }
    }
}
