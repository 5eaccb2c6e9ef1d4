//! Reading a stored fact back into the Rust type that declared it: for those who show facts, never for those who judge
//! them.

use jiff::Timestamp;

use super::declare::Fact;
use super::gap::Reason;
use super::value::Value;

/// A type of facts that can be read back.
pub trait Legible: Sized {
    /// The value, where it has the type's shape.
    fn legible(value: &Value) -> Option<Self>;

    /// What stands where a stored fact lacks the field; `None` where it must not.
    fn missing() -> Option<Self> {
        None
    }
}

impl<T: Legible> Legible for Fact<T> {
    fn legible(value: &Value) -> Option<Self> {
        match value {
            Value::Absent => Some(Self::Absent),
            Value::Unknown(gap) => Some(Self::Unknown((**gap).clone())),
            known => T::legible(known).map(Self::Known),
        }
    }

    fn missing() -> Option<Self> {
        Some(Self::Unknown(Reason::NotCollected.into()))
    }
}

impl<T: Legible> Legible for Vec<T> {
    fn legible(value: &Value) -> Option<Self> {
        match value {
            Value::List(items) => items.iter().map(T::legible).collect(),
            _ => None,
        }
    }

    fn missing() -> Option<Self> {
        Some(Self::new())
    }
}

impl Legible for bool {
    fn legible(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(truth) => Some(*truth),
            _ => None,
        }
    }
}

impl Legible for i64 {
    fn legible(value: &Value) -> Option<Self> {
        match value {
            Value::Int(number) => Some(*number),
            _ => None,
        }
    }
}

impl Legible for f64 {
    fn legible(value: &Value) -> Option<Self> {
        match value {
            #[expect(clippy::cast_precision_loss, reason = "a ratio that happened to be whole was stored as such")]
            Value::Int(number) => Some(*number as Self),
            Value::Ratio(ratio) => Some(*ratio),
            _ => None,
        }
    }
}

impl Legible for String {
    fn legible(value: &Value) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.to_string()),
            _ => None,
        }
    }
}

impl Legible for Timestamp {
    fn legible(value: &Value) -> Option<Self> {
        match value {
            Value::Instant(instant) => Some(*instant),
            Value::Text(text) => text.parse().ok(),
            _ => None,
        }
    }
}

/// Declares a record of facts that can be read back: `record!` and [`Legible`].
macro_rules! legible_record {
    (
        $(#[doc = $about:literal])+
        pub struct $name:ident {
            $(
                $(#[doc = $en:literal])+
                vi $vi:literal
                $field:ident: $type:ty,
            )+
        }
    ) => {
        $crate::fact::record! {
            $(#[doc = $about])+
            pub struct $name {
                $(
                    $(#[doc = $en])+
                    vi $vi
                    $field: $type,
                )+
            }
        }

        impl $crate::fact::Legible for $name {
            fn legible(value: &$crate::fact::Value) -> Option<Self> {
                Some(Self {
                    $($field: match value.field(stringify!($field)) {
                        Some(value) => $crate::fact::Legible::legible(value)?,
                        None => $crate::fact::Legible::missing()?,
                    },)+
                })
            }
        }
    };
}
pub(crate) use legible_record;

/// Makes enumerations of facts readable.
macro_rules! legible_words {
    ($($name:ident),+) => {
        $(impl $crate::fact::Legible for $name {
            fn legible(value: &$crate::fact::Value) -> Option<Self> {
                match value {
                    $crate::fact::Value::Text(word) => Self::ALL.iter().copied().find(|own| own.word() == &**word),
                    _ => None,
                }
            }
        })+
    };
}
pub(crate) use legible_words;
