//! The condition language, after reading: typed, closed, without recursion into code.

use regex::Regex;

use super::path::Path;
use crate::fact::{Enumeration, Value};

/// A condition. Judged three-valued (Kleene): true, false, or unknown with its gaps.
#[derive(Clone, Debug)]
pub enum Condition {
    /// True if all are.
    AllOf(Vec<Self>),
    /// True if one is.
    AnyOf(Vec<Self>),
    /// A comparison.
    Compare(Compare),
    /// A comparison of a number of items.
    Count {
        /// The items that count.
        over: Over,
        /// What their number must be.
        tests: Vec<(Order, Operand)>,
    },
    /// True if every item that counts satisfies it.
    Every {
        /// The items that count.
        over: Over,
        /// What each must satisfy.
        then: Box<Self>,
    },
    /// True if none is.
    NoneOf(Vec<Self>),
    /// True if some item that counts satisfies it.
    Some {
        /// The items that count.
        over: Over,
        /// What one must satisfy.
        then: Box<Self>,
    },
}

/// A list, the name of an item, and which items count.
#[derive(Clone, Debug)]
pub struct Over {
    /// The list.
    pub items: Path,
    /// The name of an item in paths.
    pub name: String,
    /// Which items count; all where `None`.
    pub filter: Option<Box<Condition>>,
}

/// One value and what it must be: all tests must hold.
#[derive(Clone, Debug)]
pub struct Compare {
    /// The value.
    pub left: Operand,
    /// The tests.
    pub tests: Vec<Test>,
    /// The order of the words, where the value is of an enumeration.
    pub enumeration: Option<&'static Enumeration>,
}

/// One side of a comparison.
#[derive(Clone, Debug)]
pub enum Operand {
    /// A literal.
    Literal(Value),
    /// `$name`.
    Parameter(String),
    /// A path, written `@path` on the right side.
    Path(Path),
}

/// An order relation.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Order {
    /// `eq`.
    Equal,
    /// `gt`.
    Greater,
    /// `gte`.
    GreaterOrEqual,
    /// `lt`.
    Less,
    /// `lte`.
    LessOrEqual,
    /// `ne`.
    NotEqual,
}

impl Order {
    /// Each relation with its word in check files.
    pub const WORDS: &[(&str, Self)] = &[
        ("eq", Self::Equal),
        ("ne", Self::NotEqual),
        ("lt", Self::Less),
        ("lte", Self::LessOrEqual),
        ("gt", Self::Greater),
        ("gte", Self::GreaterOrEqual),
    ];

    /// The sign in messages.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Greater => ">",
            Self::GreaterOrEqual => "≥",
            Self::Less => "<",
            Self::LessOrEqual => "≤",
            Self::NotEqual => "≠",
        }
    }

    /// Whether an ordering satisfies the relation.
    pub fn holds(self, ordering: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::NotEqual => ordering.is_ne(),
        }
    }
}

/// One test of a value.
#[derive(Clone, Debug)]
pub enum Test {
    /// `absent`: proved not to exist (or, with `false`, known to exist).
    Absent(bool),
    /// `contains`: a list has the item, or a text has the part.
    Contains(Operand),
    /// `contains_all`.
    ContainsAll(Operand),
    /// `contains_none_of`.
    ContainsNoneOf(Operand),
    /// `days_from_now`: whole days from the time of the run, negative in the past.
    DaysFromNow(Vec<(Order, Operand)>),
    /// `exists`: known to exist (or, with `false`, proved absent).
    Exists(bool),
    /// `in`.
    In(Operand),
    /// `len`: of a list, or of a text in characters.
    Length(Vec<(Order, Operand)>),
    /// `matches`: a regular expression, unanchored, of linear time.
    Matches(Regex),
    /// `not_in`.
    NotIn(Operand),
    /// `eq`, `ne`, `lt`, `lte`, `gt`, `gte`.
    Order(Order, Operand),
}

impl Condition {
    /// Calls `visit` with every path that the condition reads.
    pub fn paths(&self, visit: &mut dyn FnMut(&Path)) {
        match self {
            Self::AllOf(parts) | Self::AnyOf(parts) | Self::NoneOf(parts) => {
                parts.iter().for_each(|part| part.paths(visit));
            }
            Self::Compare(compare) => {
                compare.left.path(visit);
                compare.tests.iter().flat_map(Test::operands).for_each(|operand| operand.path(visit));
            }
            Self::Count { over, tests } => {
                over.paths(visit);
                tests.iter().for_each(|(_, operand)| operand.path(visit));
            }
            Self::Every { over, then } | Self::Some { over, then } => {
                over.paths(visit);
                then.paths(visit);
            }
        }
    }
}

impl Over {
    /// Calls `visit` with every path that it reads.
    pub fn paths(&self, visit: &mut dyn FnMut(&Path)) {
        visit(&self.items);
        if let Some(filter) = &self.filter {
            filter.paths(visit);
        }
    }
}

impl Operand {
    fn path(&self, visit: &mut dyn FnMut(&Path)) {
        if let Self::Path(path) = self {
            visit(path);
        }
    }
}

impl Test {
    fn operands(&self) -> Vec<&Operand> {
        match self {
            Self::Contains(operand)
            | Self::ContainsAll(operand)
            | Self::ContainsNoneOf(operand)
            | Self::In(operand)
            | Self::NotIn(operand)
            | Self::Order(_, operand) => vec![operand],
            Self::DaysFromNow(tests) | Self::Length(tests) => tests.iter().map(|(_, operand)| operand).collect(),
            Self::Absent(_) | Self::Exists(_) | Self::Matches(_) => Vec::new(),
        }
    }
}
