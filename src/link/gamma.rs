//! Quantiles of the chi-square distribution.
