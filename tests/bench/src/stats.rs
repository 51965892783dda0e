//! Medians and quartiles.

use serde::{Deserialize, Serialize};

/// Median and quartiles.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Spread {
    pub(crate) lower: f64,
    pub(crate) median: f64,
    pub(crate) upper: f64,
}

impl Spread {
    /// Returns `None` if there are no values.
    pub(crate) fn of(values: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut values: Vec<f64> = values.into_iter().collect();
        values.sort_by(f64::total_cmp);
        Some(Self {
            lower: quantile(&values, 0.25)?,
            median: quantile(&values, 0.5)?,
            upper: quantile(&values, 0.75)?,
        })
    }

    /// Rounds to this number of decimal places.
    pub(crate) fn rounded(self, places: i32) -> Self {
        Self {
            lower: rounded(self.lower, places),
            median: rounded(self.median, places),
            upper: rounded(self.upper, places),
        }
    }
}

pub(crate) fn rounded(value: f64, places: i32) -> f64 {
    let scale = 10_f64.powi(places);
    (value * scale).round() / scale
}

/// Interpolates linearly between neighbouring values.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an index of a list"
)]
fn quantile(sorted: &[f64], fraction: f64) -> Option<f64> {
    let index = fraction * (sorted.len().checked_sub(1)? as f64);
    let below = *sorted.get(index.floor() as usize)?;
    let above = *sorted.get(index.ceil() as usize)?;
    Some(below + (above - below) * index.fract())
}

#[cfg(test)]
mod tests {
    use super::{Spread, rounded};

    #[test]
    fn quartiles_are_interpolated() {
        let spread = Spread::of([4.0, 1.0, 3.0, 2.0]).unwrap();
        assert_eq!(
            (spread.lower, spread.median, spread.upper),
            (1.75, 2.5, 3.25)
        );
        let spread = Spread::of([7.0]).unwrap();
        assert_eq!((spread.lower, spread.median, spread.upper), (7.0, 7.0, 7.0));
        assert_eq!(Spread::of([]), None);
        assert_eq!(rounded(1.04951, 3), 1.05);
    }
}
