//! What is read back is what was stored, and what is drawn is the same each time.

use super::*;
use crate::report::plot::{Shape, svg};

#[test]
fn a_stored_fact_is_read_back_as_it_was() {
    let sheet = sample::sheet();
    let value = sheet.link.clone().into_value();
    let text = serde_json::to_string(&value).expect("JSON");
    let tree = serde_json::from_str(&text).expect("JSON");
    let read = from_json(&tree, &WatchedLink::shape(), "link").expect("of the shape");
    assert_eq!(WatchedLink::legible(&read), Some(sheet.link));
}

#[test]
fn every_plot_stays_within_its_frame_and_says_what_it_shows() {
    let sheet = sample::sheet();
    for language in [Language::Vi, Language::En] {
        let all = sheet.drawn(language);
        assert_eq!(all.len(), 2, "the control point is in the tables alone");
        for plot in all.iter().flat_map(|own| &own.plots) {
            assert!(!plot.title.is_empty() && plot.about.len() > 30);
            for shape in &plot.shapes {
                let points = match shape {
                    Shape::Box { at, size, .. } => vec![*at, (at.0 + size.0, at.1 + size.1)],
                    Shape::Area { corners, .. } => corners.clone(),
                    Shape::Line { points, .. } => points.clone(),
                    Shape::Words { at, .. } => vec![*at],
                };
                for (x, y) in points {
                    let inside = (-0.5..=660.5).contains(&x) && (-0.5..=plot.height + 0.5).contains(&y);
                    assert!(inside, "{shape:?} of {}", plot.title);
                }
            }
        }
    }
}

#[test]
fn what_names_say_cannot_leave_the_picture() {
    let mut sheet = sample::sheet();
    for hop in &mut sheet.link.hops {
        "<script>alert('1')</script>\u{1b}[31m\" onload=\"x".clone_into(&mut hop.title);
    }
    let picture = sheet.picture(None, Language::Vi).expect("a picture");
    assert!(!picture.contains("<script") && !picture.contains('\u{1b}') && !picture.contains("\" onload"));
    assert_eq!(Some(picture), sheet.picture(None, Language::Vi));
}

#[test]
fn an_unknown_day_is_never_drawn_as_up() {
    let mut sheet = sample::sheet();
    let hop = sheet.link.hops.last_mut().expect("a hop");
    hop.days.retain(|day| day.up_s == 0 && day.down_s == 0);
    assert_eq!(hop.days.len(), 1);
    let drawn = sheet.drawn(Language::En);
    let calendar = drawn.first().and_then(|own| own.plots.first()).expect("a calendar");
    let text = svg(calendar, "x");
    assert!(text.contains("no samples"), "{text}");
    // The legend's swatch is the only one of its kind.
    assert_eq!(text.matches("class=\"f-up\"").count(), 1);
}
