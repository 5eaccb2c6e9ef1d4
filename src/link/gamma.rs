//! Quantiles of the gamma distribution, from which those of chi-square follow.
//!
//! The regularised incomplete gamma function by its series and its continued fraction (Abramowitz and Stegun 6.5.29 and
//! 6.5.31), the logarithm of the gamma function by Stirling's series (6.1.40); the quantile by halving.

/// More terms than the function needs for as many outages as there are seconds in a month.
const MOST_TERMS: u32 = 200_000;
/// Where a further term changes nothing.
const SMALL: f64 = 1e-15;

/// The value that a variable of gamma distribution (of a shape above nought, scale 1) does not exceed with a
/// probability. The quantile of chi-square with `2 * shape` degrees of freedom is twice that.
pub(super) fn quantile(probability: f64, shape: f64) -> f64 {
    if !shape.is_finite() || shape <= 0.0 || probability <= 0.0 {
        return 0.0;
    }
    let probability = probability.min(1.0 - 1e-12);
    let mut high = shape + 1.0;
    while below(high, shape) < probability && high < f64::MAX / 4.0 {
        high *= 2.0;
    }
    let mut low = 0.0;
    for _ in 0..100 {
        let middle = f64::midpoint(low, high);
        if below(middle, shape) < probability { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// The probability that such a variable does not exceed a value.
fn below(value: f64, shape: f64) -> f64 {
    if value <= 0.0 {
        return 0.0;
    }
    let front = (shape * value.ln() - value - log_gamma(shape)).exp();
    if value < shape + 1.0 { front * series(value, shape) } else { 1.0 - front * fraction(value, shape) }
}

fn series(value: f64, shape: f64) -> f64 {
    let mut term = shape.recip();
    let mut sum = term;
    let mut next = shape;
    for _ in 0..MOST_TERMS {
        next += 1.0;
        term *= value / next;
        sum += term;
        if term < sum * SMALL {
            break;
        }
    }
    sum
}

/// The continued fraction, from the front (Lentz's way).
fn fraction(value: f64, shape: f64) -> f64 {
    let tiny = f64::MIN_POSITIVE / SMALL;
    let safe = |number: f64| if number.abs() < tiny { tiny } else { number };
    let mut base = value + 1.0 - shape;
    let mut upper = tiny.recip();
    let mut lower = safe(base).recip();
    let mut result = lower;
    for term in 1..MOST_TERMS {
        let term = f64::from(term);
        let factor = term * (shape - term);
        base += 2.0;
        lower = safe(factor.mul_add(lower, base)).recip();
        upper = safe(base + factor / upper);
        let change = lower * upper;
        result *= change;
        if (change - 1.0).abs() < SMALL {
            break;
        }
    }
    result
}

/// The logarithm of the gamma function above nought.
fn log_gamma(value: f64) -> f64 {
    if value < 10.0 {
        return log_gamma(value + 1.0) - value.ln();
    }
    let inverse = value.recip();
    let square = inverse * inverse;
    let tail = inverse
        * (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square / 1188.0))));
    (value - 0.5) * value.ln() - value + 0.5 * std::f64::consts::TAU.ln() + tail
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(seen: f64, known: f64, part: f64) {
        assert!((seen / known - 1.0).abs() < part, "{seen} is not {known}");
    }

    #[test]
    fn quantiles_of_chi_square_are_those_of_the_tables() {
        // NIST/SEMATECH e-Handbook of Statistical Methods, 1.3.6.7.4: critical values of chi-square.
        for (probability, degrees, known) in [
            (0.975, 1.0, 5.024),
            (0.025, 1.0, 0.001),
            (0.95, 2.0, 5.991),
            (0.975, 2.0, 7.378),
            (0.025, 2.0, 0.051),
            (0.025, 10.0, 3.247),
            (0.975, 10.0, 20.483),
            (0.025, 30.0, 16.791),
            (0.975, 30.0, 46.979),
            (0.025, 100.0, 74.222),
            (0.975, 100.0, 129.561),
        ] {
            let seen = 2.0 * quantile(probability, degrees / 2.0);
            assert!((seen - known).abs() < 0.000_6, "{degrees} degrees: {seen} is not {known}");
        }
    }

    #[test]
    fn the_quantile_of_one_event_is_that_of_the_exponential() {
        for probability in [0.025, 0.5, 0.95, 0.975] {
            near(quantile(probability, 1.0), -(1.0_f64 - probability).ln(), 1e-10);
        }
    }

    #[test]
    fn a_great_shape_comes_near_wilson_and_hilferty() {
        for shape in [1e3, 1e4, 1.3e6] {
            let ninth = 1.0 / (9.0 * shape);
            near(quantile(0.975, shape), shape * (1.0 - ninth + 1.959_964 * f64::sqrt(ninth)).powi(3), 1e-6);
        }
    }

    #[test]
    fn arguments_without_sense_have_an_answer() {
        for (probability, shape) in [(0.5, 0.0), (0.5, -1.0), (0.5, f64::NAN), (-1.0, 1.0), (0.5, f64::INFINITY)] {
            assert!(quantile(probability, shape).abs() < f64::MIN_POSITIVE);
        }
        assert!(quantile(2.0, 1.0).is_finite());
    }

    #[test]
    fn the_logarithm_of_gamma_is_that_of_factorials() {
        near(log_gamma(5.0), 24.0_f64.ln(), 1e-12);
        near(log_gamma(0.5), std::f64::consts::PI.sqrt().ln(), 1e-12);
        near(log_gamma(20.0), 121_645_100_408_832_000.0_f64.ln(), 1e-13);
    }
}
