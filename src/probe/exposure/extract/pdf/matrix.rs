//! Places in a page: how one system of coordinates lies in another (ISO 32000-2, 8.3).

use super::object::Object;

/// `x' = ax + cy + e`, `y' = bx + dy + f`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Matrix(pub(super) [f64; 6]);

impl Default for Matrix {
    fn default() -> Self {
        Self([1.0, 0.0, 0.0, 1.0, 0.0, 0.0])
    }
}

impl Matrix {
    /// The six numbers of an operand; what is missing or too large is as if nothing was said.
    pub(super) fn of(operands: &[Object]) -> Self {
        let numbers: Vec<f64> = operands.iter().filter_map(Object::number).collect();
        match numbers.as_slice() {
            [a, b, c, d, e, f] if numbers.iter().all(|number| number.abs() < 1e9) => Self([*a, *b, *c, *d, *e, *f]),
            _ => Self::default(),
        }
    }

    /// A shift.
    pub(super) fn shift(x: f64, y: f64) -> Self {
        Self([1.0, 0.0, 0.0, 1.0, x, y])
    }

    /// This, and then that.
    pub(super) fn then(&self, next: &Self) -> Self {
        let [a, b, c, d, e, f] = self.0;
        let [g, h, i, j, k, l] = next.0;
        Self([a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + l])
    }

    /// The width and height that the unit square takes.
    pub(super) fn measure(&self) -> [f64; 2] {
        let [a, b, c, d, ..] = self.0;
        [a.hypot(b), c.hypot(d)]
    }
}
