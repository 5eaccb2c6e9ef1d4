//! The chapter on the link as its template reads it.

use serde::Serialize;

use super::super::Annex;
use super::super::link::{Drawn, LinkSheet, tables, words};
use super::super::plot::svg;
use crate::text::Language;

/// One link.
#[derive(Debug, Serialize)]
pub(super) struct LinkView {
    title: String,
    summary: TableView,
    hops: Vec<HopView>,
    tables: Vec<TableView>,
}

/// A hop with its plots.
#[derive(Debug, Serialize)]
struct HopView {
    name: String,
    plots: Vec<PlotView>,
}

#[derive(Debug, Serialize)]
struct PlotView {
    title: String,
    about: String,
    /// A whole element: every text in it is escaped where it is written.
    svg: minijinja::Value,
}

impl LinkView {
    /// A sheet in one language; `nth` tells its plots from those of other links.
    pub(super) fn new(nth: usize, sheet: &LinkSheet, language: Language) -> Self {
        let hop = |(place, drawn): (usize, Drawn<'_>)| HopView {
            name: words::hop_name(drawn.hop, language),
            plots: drawn
                .plots
                .iter()
                .enumerate()
                .map(|(number, plot)| PlotView {
                    title: plot.title.clone(),
                    about: plot.about.clone(),
                    svg: minijinja::Value::from_safe_string(svg(plot, &format!("plot-{nth}-{place}-{number}"))),
                })
                .collect(),
        };
        Self {
            title: sheet.title.in_language(language).to_owned(),
            summary: TableView::new(&tables::summary(sheet), language),
            hops: sheet.drawn(language).into_iter().enumerate().map(hop).collect(),
            tables: tables::all(sheet).iter().map(|table| TableView::new(table, language)).collect(),
        }
    }
}

#[derive(Debug, Serialize)]
struct TableView {
    title: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl TableView {
    fn new(table: &Annex, language: Language) -> Self {
        let said = |text: &crate::text::Text| text.in_language(language).to_owned();
        Self {
            title: said(&table.title),
            columns: table.columns.iter().map(said).collect(),
            rows: table.rows.iter().map(|row| row.iter().map(said).collect()).collect(),
        }
    }
}
