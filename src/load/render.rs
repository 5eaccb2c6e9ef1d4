//! Problems as a terminal shows them: code, sentence, file, line, caret, hints.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use super::problem::{Problem, Problems};
use crate::text::Language;

/// Renders all problems, each followed by an empty line.
pub fn render(problems: &Problems, language: Language, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for problem in &problems.0 {
        match &problem.place {
            Some(_) => out.push_str(&one(problem, language, &renderer)),
            None => out.push_str(&placeless(problem, language)),
        }
        out.push_str("\n\n");
    }
    out
}

/// A problem of a file as a whole, without the gutter that would point nowhere.
fn placeless(problem: &Problem, language: Language) -> String {
    let (error, hint) = match language {
        Language::Vi => ("lỗi", "gợi ý"),
        Language::En => ("error", "hint"),
    };
    let mut out = format!("{error}[{}]: {}", problem.code, problem.text.in_language(language));
    for text in &problem.hints {
        out.push_str(&format!("\n{hint}: {}", text.in_language(language)));
    }
    out
}

fn one(problem: &Problem, language: Language, renderer: &Renderer) -> String {
    let (error, hint) = match language {
        Language::Vi => (Level::ERROR.with_name("lỗi"), "gợi ý"),
        Language::En => (Level::ERROR, "hint"),
    };
    let title = error.primary_title(problem.text.in_language(language)).id(problem.code);
    let mut group = match &problem.place {
        Some((source, span)) => {
            let end = span.end.min(source.text.len());
            let start = span.start.min(end);
            // A caret under a whole block would underline half the file: keep to its first line.
            let line_end =
                source.text.get(start..).and_then(|rest| rest.find('\n')).map_or(end, |at| (start + at).min(end));
            title.element(
                Snippet::source(&*source.text)
                    .path(problem.file.as_str())
                    .annotation(AnnotationKind::Primary.span(start..line_end.max(start))),
            )
        }
        None => Group::with_title(title),
    };
    for text in &problem.hints {
        group = group.element(Level::HELP.with_name(hint).message(text.in_language(language)));
    }
    renderer.render(&[group])
}
