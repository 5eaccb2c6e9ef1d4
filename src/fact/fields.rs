//! The fields of a record: few, sorted, and as small as they can be.

use serde::ser::{Serialize, Serializer};

use super::value::{Value, Word};

/// Named values, sorted by name, each name once.
///
/// A sorted map of the standard library takes room for eleven entries for every record, and a fleet
/// has tens of thousands of small ones; names are those that the probes declare, and cost nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Fields(Box<[(Word, Value)]>);

impl Fields {
    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let place = self.0.binary_search_by(|(own, _)| (**own).cmp(name)).ok()?;
        self.0.get(place).map(|(_, value)| value)
    }

    /// Names and values, sorted by name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (&**name, value))
    }

    /// The fields with one of them set.
    pub fn with(self, name: impl Into<Word>, value: Value) -> Self {
        let name = name.into();
        let others = self.0.into_iter().filter(|(own, _)| *own != name).collect::<Vec<_>>();
        others.into_iter().chain([(name, value)]).collect()
    }
}

/// Of fields of one name the last holds.
impl FromIterator<(Word, Value)> for Fields {
    fn from_iter<I: IntoIterator<Item = (Word, Value)>>(fields: I) -> Self {
        let mut sorted: Vec<_> = fields.into_iter().collect();
        // Stable, and backwards, so that the last of one name stands first and stays.
        sorted.reverse();
        sorted.sort_by(|(left, _), (right, _)| left.cmp(right));
        sorted.dedup_by(|(later, _), (earlier, _)| later == earlier);
        Self(sorted.into())
    }
}

impl<const N: usize> From<[(&'static str, Value); N]> for Fields {
    fn from(fields: [(&'static str, Value); N]) -> Self {
        fields.into_iter().map(|(name, value)| (Word::Borrowed(name), value)).collect()
    }
}

impl Serialize for Fields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_sorted_and_the_last_of_a_name_holds() {
        let fields = Fields::from([("port", Value::Int(1)), ("name", Value::Absent), ("port", Value::Int(2))]);
        assert_eq!(fields.iter().map(|(name, _)| name).collect::<Vec<_>>(), ["name", "port"]);
        assert_eq!(fields.get("port"), Some(&Value::Int(2)));
        assert_eq!(fields.get("pore"), None);
        let more = fields.with("name", Value::Bool(true)).with("age", Value::Int(3));
        assert_eq!(serde_json::to_string(&more).expect("JSON"), r#"{"age":3,"name":true,"port":2}"#);
    }

    #[test]
    fn a_value_is_three_machine_words() {
        assert_eq!(size_of::<Value>(), 3 * size_of::<usize>());
    }
}
