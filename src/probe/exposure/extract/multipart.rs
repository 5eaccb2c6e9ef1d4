//! Forms as browsers send them with files: parts between lines of a boundary, each with its name (RFC 7578).

use super::super::document::Format;
use super::super::piece::{Kind, Sink, Step};
use super::Course;

/// The most parts of one form, and the longest value that is a field rather than a file.
const MOST: usize = 500;
const LONGEST: usize = 8 << 10;

/// Reads the form whose first boundary begins at `at`, if one does; gives where it ends.
pub(super) fn read<S: Sink + ?Sized>(course: &mut Course<'_, S>, text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?;
    let boundary = rest.lines().next()?.trim();
    if !boundary.starts_with("--") || boundary.len() < 4 || boundary.len() > 80 {
        return None;
    }
    let mut from = rest.find('\n')? + 1;
    name_of(rest.get(from..)?.split_once('\n')?.0)?;
    course.enter(Step::Record);
    for _ in 0..MOST {
        let body = rest.get(from..).unwrap_or_default();
        let length = at_line_start(body, boundary).unwrap_or(body.len());
        part(course, body.get(..length).unwrap_or_default());
        from += length;
        let behind = rest.get(from + boundary.len()..).unwrap_or_default();
        let end = behind.find('\n').map_or(behind.len(), |end| end + 1);
        let is_last = behind.is_empty() || behind.starts_with("--");
        from = (from + boundary.len() + end).min(rest.len());
        if is_last || !course.may_continue() {
            break;
        }
    }
    course.leave();
    Some(at + from)
}

/// Where a boundary first begins a line: within one it is part of a value.
fn at_line_start(body: &str, boundary: &str) -> Option<usize> {
    body.match_indices(boundary).map(|found| found.0).find(|at| {
        let before = at.checked_sub(1).and_then(|before| body.as_bytes().get(before));
        before.is_none_or(|before| *before == b'\n')
    })
}

/// One part: its headers, an empty line, and its value.
fn part<S: Sink + ?Sized>(course: &mut Course<'_, S>, part: &str) {
    let parted = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n"));
    let Some((head, value)) = parted else { return course.text(part.trim()) };
    let value = value.trim();
    let name = head.lines().find_map(name_of).unwrap_or_default();
    // What the file is called that was sent.
    if let Some((_, file)) = head.split_once("filename=\"") {
        course.field("filename", file.split('"').next().unwrap_or_default(), Kind::Text);
    }
    if value.len() > LONGEST {
        course.inside(Format::Text, value);
    } else if !value.is_empty() {
        course.field(name, value, Kind::Text);
    }
}

/// The name that a header gives its part.
fn name_of(line: &str) -> Option<&str> {
    const HEADER: &str = "content-disposition:";
    let (header, rest) = line.split_at_checked(HEADER.len())?;
    if !header.eq_ignore_ascii_case(HEADER) || !rest.trim_start().starts_with("form-data") {
        return None;
    }
    rest.split_once(" name=\"").and_then(|(_, name)| name.split('"').next())
}

#[cfg(test)]
mod tests {
    use super::super::recording::read_by;
    use super::*;

    #[test]
    fn parts_are_fields_of_one_thing() {
        let form = "--XX\nContent-Disposition: form-data; name=\"hoTen\"\n\nTrịnh Thị Anh\n--XX\nContent-Disposition: form-data; \
                    name=\"tep\"; filename=\"a.txt\"\nContent-Type: text/plain\n\nx\ny\n--XX--\nrest";
        let mut end = None;
        let lines = read_by(|course| end = read(course, form, 0));
        assert_eq!(lines, ["Record", "  hoTen = Trịnh Thị Anh", "  filename = a.txt", "  tep = x\ny"]);
        assert_eq!(end.and_then(|end| form.get(end..)), Some("rest"));
    }

    #[test]
    fn what_is_cut_or_none_is_read_as_far_as_it_goes() {
        for (form, expected) in [
            ("--XX\nContent-Disposition: form-data; name=\"a\"\n\nb", Some(vec!["Record", "  a = b"])),
            (
                "--XX\nContent-Disposition: form-data; name=\"a\"\n",
                Some(vec!["Record", "  \"Content-Disposition: form-data; name=\"a\"\""]),
            ),
            (
                "--XX\nContent-Disposition: form-data; name=\"a\"\n\nb--XX 079\n--XX--\n",
                Some(vec!["Record", "  a = b--XX 079"]),
            ),
            ("--XX\n", None),
            ("-- a comment\nSELECT 1;\n", None),
            ("------\n------\n", None),
        ] {
            let mut end = None;
            let lines = read_by(|course| end = read(course, form, 0));
            assert_eq!(end.map(|_| lines.iter().map(String::as_str).collect::<Vec<_>>()), expected, "{form}");
        }
    }
}
