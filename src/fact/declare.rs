//! How a probe declares its facts: one declaration gives the Rust type, the stored value and the
//! shape that checks are compiled against, so the three can never disagree.

use jiff::Timestamp;

use super::gap::Gap;
use super::shape::Shape;
use super::value::Value;

/// A field that may be known, proved absent, or unknown for a reason.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact<T> {
    /// It was seen.
    Known(T),
    /// It was proved not to exist.
    Absent,
    /// It could not be learnt.
    Unknown(Gap),
}

impl<T> Fact<T> {
    /// Applies `f` to a known value.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Fact<U> {
        match self {
            Self::Known(value) => Fact::Known(f(value)),
            Self::Absent => Fact::Absent,
            Self::Unknown(gap) => Fact::Unknown(gap),
        }
    }

    /// The known value, if it is known.
    pub fn known(&self) -> Option<&T> {
        match self {
            Self::Known(value) => Some(value),
            Self::Absent | Self::Unknown(_) => None,
        }
    }
}

/// `None` means: looked, and it is not there.
impl<T> From<Option<T>> for Fact<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Known)
    }
}

impl<T> From<Gap> for Fact<T> {
    fn from(gap: Gap) -> Self {
        Self::Unknown(gap)
    }
}

/// A Rust type that is a fact, or part of one.
pub trait Factual: Sized {
    /// Whether a value may be absent or unknown on its own.
    const PARTIAL: bool = false;

    /// The shape of a known value.
    fn shape() -> Shape;

    /// The value as it is judged and stored.
    fn into_value(self) -> Value;
}

impl<T: Factual> Factual for Fact<T> {
    const PARTIAL: bool = true;

    fn shape() -> Shape {
        T::shape()
    }

    fn into_value(self) -> Value {
        match self {
            Self::Known(value) => value.into_value(),
            Self::Absent => Value::Absent,
            Self::Unknown(gap) => Value::Unknown(Box::new(gap)),
        }
    }
}

impl<T: Factual> Factual for Vec<T> {
    fn shape() -> Shape {
        Shape::List(std::sync::Arc::new(T::shape()))
    }

    fn into_value(self) -> Value {
        Value::List(self.into_iter().map(Factual::into_value).collect())
    }
}

impl Factual for bool {
    fn shape() -> Shape {
        Shape::Bool
    }

    fn into_value(self) -> Value {
        Value::Bool(self)
    }
}

impl Factual for f64 {
    fn shape() -> Shape {
        Shape::Ratio
    }

    fn into_value(self) -> Value {
        Value::Ratio(if self.is_finite() { self } else { 0.0 })
    }
}

impl Factual for i64 {
    fn shape() -> Shape {
        Shape::Int
    }

    fn into_value(self) -> Value {
        Value::Int(self)
    }
}

impl Factual for String {
    fn shape() -> Shape {
        Shape::Text
    }

    fn into_value(self) -> Value {
        Value::Text(self.into())
    }
}

impl Factual for Timestamp {
    fn shape() -> Shape {
        Shape::Instant
    }

    fn into_value(self) -> Value {
        Value::Instant(self)
    }
}

/// Declares a record of facts. Each field has a doc comment (English) and `vi "..."`.
macro_rules! record {
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
        $(#[doc = $about])+
        #[allow(unreachable_pub, reason = "as public as the module that declares it")]
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $(
                $(#[doc = $en])+
                pub $field: $type,
            )+
        }

        impl $crate::fact::Factual for $name {
            fn shape() -> $crate::fact::Shape {
                $crate::fact::Shape::Record($crate::fact::Record {
                    name: stringify!($name),
                    fields: std::sync::Arc::from([$($crate::fact::Field {
                        name: stringify!($field),
                        shape: <$type as $crate::fact::Factual>::shape(),
                        partial: <$type as $crate::fact::Factual>::PARTIAL,
                        meaning: $crate::text::Text::new($vi, concat!($($en),+).trim()),
                    }),+]),
                })
            }

            fn into_value(self) -> $crate::fact::Value {
                $crate::fact::Value::Record($crate::fact::Fields::from([
                    $((stringify!($field), $crate::fact::Factual::into_value(self.$field)),)+
                ]))
            }
        }
    };
}
pub(crate) use record;

/// Declares an ordered enumeration of facts: `pub enum TlsVersion = "tls_version" { Ssl3 = "ssl3" }`.
macro_rules! enumeration {
    (
        $(#[doc = $about:literal])+
        pub enum $name:ident = $word:literal {
            $($(#[doc = $en:literal])+ $member:ident = $text:literal,)+
        }
    ) => {
        $(#[doc = $about])+
        #[allow(unreachable_pub, reason = "as public as the module that declares it")]
        #[derive(Clone, Copy, Debug, Eq, PartialEq, Ord, PartialOrd, Hash)]
        pub enum $name {
            $($(#[doc = $en])+ $member,)+
        }

        #[allow(unreachable_pub, reason = "as public as the module that declares it")]
        impl $name {
            /// Every member, lowest first.
            #[allow(dead_code, reason = "not every enumeration is walked")]
            pub const ALL: &[Self] = &[$(Self::$member),+];

            /// The closed list as the check language knows it.
            pub const ENUMERATION: $crate::fact::Enumeration =
                $crate::fact::Enumeration { name: $word, members: &[$($text),+] };

            /// The member's word in facts and check files.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Self::$member => $text,)+
                }
            }
        }

        impl $crate::fact::Factual for $name {
            fn shape() -> $crate::fact::Shape {
                static ENUMERATION: $crate::fact::Enumeration = $name::ENUMERATION;
                $crate::fact::Shape::Enumeration(&ENUMERATION)
            }

            fn into_value(self) -> $crate::fact::Value {
                $crate::fact::Value::Text(self.word().into())
            }
        }
    };
}
pub(crate) use enumeration;
