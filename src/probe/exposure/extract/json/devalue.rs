//! State that a page carries as one flat list, in which objects hold the places of their values (devalue, as Nuxt and
//! SvelteKit write it): `[{"ds":1},[2],{"hoTen":3,"cccd":4},"Trần A","079..."]`.

use super::super::super::piece::{Sink, Step};
use super::Reader;
use super::scan::Scanner;

/// The most values of such a list that places can name.
const MOST: usize = 1 << 20;

/// Whether a text begins as such a list: an object or a wrapped one that points to the next.
fn is_flat(text: &str) -> bool {
    let head = text.trim_start();
    ["[[\"Reactive\"", "[[\"ShallowReactive\"", "[{\"data\":1,", "[{\"data\": 1,"]
        .iter()
        .any(|own| head.starts_with(own))
}

impl<S: Sink + ?Sized> Reader<'_, '_, '_, S> {
    /// Reads such a list, if the text begins like one. What no place names is read where it stands, so that nothing is
    /// lost of a list that only begins alike.
    pub(super) fn flat_list(&mut self) {
        if !is_flat(self.scan.part(self.scan.at, self.scan.len())) {
            return;
        }
        let places = places(&mut self.scan);
        let end = self.scan.at;
        let mut named = vec![false; places.len()];
        for place in &places {
            self.scan.at = *place;
            if self.scan.peek() == Some(b'{') {
                self.record(&places, &mut named);
            }
        }
        for (place, named) in places.iter().zip(&named) {
            self.scan.at = *place;
            match self.scan.peek() {
                Some(b'{') => {}
                Some(b'[') => self.list(places.len()),
                _ if *named => {}
                _ => self.value(1),
            }
        }
        self.scan.at = end;
    }

    /// An object with the scalars that its keys point to, or hold.
    fn record(&mut self, places: &[usize], named: &mut [bool]) {
        self.scan.at += 1;
        self.course.enter(Step::Record);
        while let Some(key) = self.scan.key() {
            let Some(index) = place(&mut self.scan) else {
                self.keyed(&key, 1);
                continue;
            };
            // A place below zero stands for what is not there.
            let index = usize::try_from(index).ok();
            let Some((place, slot)) = index.and_then(|at| places.get(at).zip(named.get_mut(at))) else { continue };
            let back = std::mem::replace(&mut self.scan.at, *place);
            if !matches!(self.scan.peek(), Some(b'{' | b'[')) {
                *slot = true;
                self.keyed(&key, 1);
            }
            self.scan.at = back;
        }
        self.course.leave();
    }

    /// A list of places, or of what stands for itself.
    fn list(&mut self, count: usize) {
        self.scan.at += 1;
        while self.scan.element() {
            let start = self.scan.at;
            let index = place(&mut self.scan).map(usize::try_from);
            if index.is_none_or(|index| index.is_ok_and(|index| index >= count)) {
                self.scan.at = start;
                self.value(2);
            }
        }
    }
}

/// The whole number that stands here, if it may be a place; where it is none, nothing is passed.
fn place(scan: &mut Scanner<'_>) -> Option<i64> {
    matches!(scan.peek(), Some(b'0'..=b'9' | b'-')).then_some(())?;
    let start = scan.at;
    let number = scan.bare().parse().ok().filter(|number| *number < 1 << 30);
    if number.is_none() {
        scan.at = start;
    }
    number
}

/// Where the values of the list begin that begins here; behind it stands what no place names.
fn places(scan: &mut Scanner<'_>) -> Vec<usize> {
    scan.peek();
    scan.at += 1;
    let mut places = Vec::new();
    while places.len() < MOST && scan.element() {
        places.push(scan.at);
        scan.pass();
    }
    places
}

#[cfg(test)]
mod tests {
    use super::super::super::recording::pieces;

    #[test]
    fn values_stand_where_objects_say() {
        assert_eq!(
            pieces(b"[{\"data\":1,\"none\":-1},[\"Date\",\"x 001\"],{\"hoTen\":3},\"A\",\"alone\"]"),
            ["Record", "Record", "  hoTen = A", " = Date", " = x 001", " = alone"]
        );
    }

    #[test]
    fn what_only_begins_like_such_a_list_is_read_whole() {
        for text in [
            "[{\"data\":1,\"cccd\":\"001095000123\"}]",
            "[{\"data\":1,\"cccd\":101095000123}]",
            "[{\"data\":1,\"a\":{\"cccd\":\"001095000123\"}}]",
            "[{\"data\":1,\"b\":2},[{\"cccd\":\"001095000123\"}]]",
            "[{\"data\":1,\"b\":2},[[{\"cccd\":\"001095000123\"}]]]",
            "[{\"data\":1,\"b\":2},\"x\"]\n{\"cccd\":\"001095000123\"}",
            "[{\"data\":1,\"b\":2},\"x\"]]}{\"cccd\":\"001095000123\"}",
            "[{\"data\":1,\"b\":2},\"{\\\"cccd\\\":\\\"001095000123\\\"}\"]",
            "[{\"data\":1,\"b\":2},\"x\",{\"open\":true,\"cccd\":4},\"y\",\"001095000123\"]",
        ] {
            let pieces = pieces(text.as_bytes());
            let told = |piece: &String| piece.contains("cccd = ") && piece.contains("01095000123");
            assert!(pieces.iter().any(told), "{text}: {pieces:?}");
        }
    }
}
