//! Formats tables and numbers.

use crate::stats::Spread;

/// Formats a table. A column whose heading starts with a lower-case letter contains numbers and is
/// aligned to the right.
pub(super) fn table<const N: usize>(
    head: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> String {
    let mut text = format!("| {} |\n|", head.join(" | "));
    for name in head {
        text += if name.is_empty() || name.starts_with(char::is_uppercase) {
            " --- |"
        } else {
            " ---: |"
        };
    }
    text.push('\n');
    for row in rows {
        text += &format!("| {} |\n", row.join(" | "));
    }
    text
}

/// Formats a number with thousands separators.
pub(super) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.char_indices() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Formats a median and its quartiles.
pub(super) fn spread(spread: Spread, places: usize) -> String {
    let Spread {
        lower,
        median,
        upper,
    } = spread;
    format!("{median:.places$} ({lower:.places$} to {upper:.places$})")
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_separated() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }
}
