//! Choosing checks by pattern.

/// A pattern over check ids, where `*` stands for any characters.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Glob(String);

impl Glob {
    /// The pattern as written.
    pub fn new(pattern: impl Into<String>) -> Self {
        Self(pattern.into())
    }

    /// The pattern as written.
    pub fn pattern(&self) -> &str {
        &self.0
    }

    /// Whether an id matches as a whole.
    pub fn matches(&self, id: &str) -> bool {
        let mut parts = self.0.split('*');
        let Some(first) = parts.next() else { return false };
        let Some(mut rest) = id.strip_prefix(first) else { return false };
        let mut parts: Vec<_> = parts.collect();
        let Some(last) = parts.pop() else { return rest.is_empty() };
        for part in parts {
            match rest.find(part) {
                Some(at) => rest = rest.get(at + part.len()..).unwrap_or_default(),
                None => return false,
            }
        }
        rest.ends_with(last)
    }
}

#[cfg(test)]
mod tests {
    use super::Glob;

    #[test]
    fn stars_stand_for_any_characters() {
        assert!(Glob::new("tls.*").matches("tls.versions"));
        assert!(Glob::new("*").matches("tls.versions"));
        assert!(Glob::new("*.versions").matches("tls.versions"));
        assert!(Glob::new("t*s.*ions").matches("tls.versions"));
        assert!(Glob::new("tls.versions").matches("tls.versions"));
        assert!(!Glob::new("tls.*").matches("crt.expiry"));
        assert!(!Glob::new("tls").matches("tls.versions"));
        assert!(!Glob::new("ab*ba").matches("aba"));
    }
}
