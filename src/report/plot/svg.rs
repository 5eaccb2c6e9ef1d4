//! A plot as SVG: text and paths, nothing that is loaded, no font but what the reader has.

use super::{Anchor, Ink, Plot, Shape, WIDTH};

/// The plot as an element of a page. `id` tells its title and description from those of other plots.
pub(in crate::report) fn svg(plot: &Plot, id: &str) -> String {
    let (id, height) = (escape(id), number(plot.height));
    let (title, about) = (escape(&plot.title), escape(&plot.about));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"plot\" role=\"img\" viewBox=\"0 0 {} {height}\" aria-labelledby=\"{id}-title {id}-about\" font-family=\"system-ui, 'Noto Sans', 'Liberation Sans', sans-serif\">\n<title id=\"{id}-title\">{title}</title>\n<desc id=\"{id}-about\">{about}</desc>\n",
        number(WIDTH)
    );
    for shape in &plot.shapes {
        write(shape, &mut out);
    }
    out.push_str("</svg>\n");
    out
}

/// Several plots below one another as a document of its own, each under its heading.
pub(in crate::report) fn standalone(head: &str, plots: &[Plot]) -> String {
    const MARGIN: f32 = 20.0;
    const HEADING: f32 = 26.0;
    let whole: f32 = plots.iter().map(|plot| plot.height + HEADING + MARGIN).sum();
    let (width, height) = (number(WIDTH + 2.0 * MARGIN), number(whole + MARGIN + 24.0));
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" font-family=\"system-ui, 'Noto Sans', 'Liberation Sans', sans-serif\">\n<title>{}</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n<text x=\"{MARGIN}\" y=\"26\" font-size=\"15\" font-weight=\"700\" fill=\"{}\">{}</text>\n",
        escape(head),
        color(Ink::Text),
        escape(head)
    );
    let mut y = 24.0 + MARGIN;
    for plot in plots {
        out.push_str(&format!(
            "<g transform=\"translate({MARGIN} {})\">\n<title>{}</title>\n<desc>{}</desc>\n<text x=\"0\" y=\"12\" font-size=\"12.5\" font-weight=\"700\" fill=\"{}\">{}</text>\n<g transform=\"translate(0 {HEADING})\">\n",
            number(y),
            escape(&plot.title),
            escape(&plot.about),
            color(Ink::Text),
            escape(&plot.title)
        ));
        for shape in &plot.shapes {
            write(shape, &mut out);
        }
        out.push_str("</g>\n</g>\n");
        y += plot.height + HEADING + MARGIN;
    }
    out.push_str("</svg>\n");
    out
}

fn write(shape: &Shape, out: &mut String) {
    match shape {
        Shape::Box { at, size, ink } => out.push_str(&format!(
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" class=\"f-{}\" fill=\"{}\"/>\n",
            number(at.0),
            number(at.1),
            number(size.0),
            number(size.1),
            ink.class(),
            color(*ink)
        )),
        Shape::Area { corners, ink } => out.push_str(&format!(
            "<path d=\"{}Z\" class=\"f-{}\" fill=\"{}\"/>\n",
            path(corners),
            ink.class(),
            color(*ink)
        )),
        Shape::Line { points, width, ink } => out.push_str(&format!(
            "<path d=\"{}\" fill=\"none\" class=\"s-{}\" stroke=\"{}\" stroke-width=\"{}\"/>\n",
            path(points),
            ink.class(),
            color(*ink),
            number(*width)
        )),
        Shape::Words { at, size, anchor, bold, text, ink } => {
            let anchor = match anchor {
                Anchor::Start => "",
                Anchor::Middle => " text-anchor=\"middle\"",
                Anchor::End => " text-anchor=\"end\"",
            };
            let weight = if *bold { " font-weight=\"700\"" } else { "" };
            out.push_str(&format!(
                "<text x=\"{}\" y=\"{}\" font-size=\"{}\"{anchor}{weight} class=\"f-{}\" fill=\"{}\">{}</text>\n",
                number(at.0),
                number(at.1),
                number(*size),
                ink.class(),
                color(*ink),
                escape(text)
            ));
        }
    }
}

fn path(points: &[(f32, f32)]) -> String {
    let mut out = String::new();
    for (nth, (x, y)) in points.iter().enumerate() {
        out.push_str(if nth == 0 { "M" } else { "L" });
        out.push_str(&format!("{} {}", number(*x), number(*y)));
    }
    out
}

fn color(ink: Ink) -> String {
    let [red, green, blue] = ink.color();
    format!("#{red:02x}{green:02x}{blue:02x}")
}

/// A length with one decimal at the most.
fn number(value: f32) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

/// Text that may stand in an element or an attribute.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in crate::text::visible(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            other => out.push(other),
        }
    }
    out
}
