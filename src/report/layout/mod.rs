//! From paragraphs and tables to tagged pages, as Decree 30/2020/ND-CP, Annex I, wants them.
//!
//! Two steps: [`Flow`] places measured lines on pages (pure arithmetic on widths), [`paint`] draws
//! the pages and their structure tree with the PDF writer. All lengths are points from the top left.

mod figure;
mod font;
mod page;
mod paint;
mod paragraph;
mod room;
pub(super) mod sheet;
mod table;
mod tag;

pub use font::faces;
pub(super) use font::{Faces, Style};
pub(super) use page::{Act, Block, Flow, Layout, PAGE_ROOM, Role, Underline};
pub(super) use paint::{Dossier, paint};
pub(super) use paragraph::{Align, Run};
pub use room::Room;
pub(super) use room::SEAL_FACTS;
pub(super) use table::{Cell, Table};
