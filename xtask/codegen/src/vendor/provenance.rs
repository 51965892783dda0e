//! Updates the source of a document in the registry, and keeps comments and order.

use sha2::{Digest, Sha256};
use toml_edit::{DocumentMut, Item, value};

use crate::clock;

/// The source of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct DocumentSource {
    pub(super) source: String,
    pub(super) version: String,
    pub(super) date: String,
    pub(super) sha256: String,
}

impl DocumentSource {
    /// Returns the registry `text` with this source for `client`, and the note on the old document,
    /// which is removed.
    pub(super) fn write(
        &self,
        text: &str,
        client: &str,
    ) -> Result<(String, Option<String>), String> {
        let mut registry: DocumentMut = text.parse().map_err(|e| format!("{e}"))?;
        let table = registry
            .get_mut(client)
            .and_then(|entry| entry.get_mut("provenance"))
            .and_then(Item::as_table_like_mut)
            .ok_or_else(|| format!("no table [{client}.provenance]"))?;
        for (key, new) in [
            ("source", &self.source),
            ("version", &self.version),
            ("date", &self.date),
            ("sha256", &self.sha256),
        ] {
            let mut item = value(new);
            match table.get_mut(key) {
                // Keeps the comments before the key and behind the value.
                Some(old) => {
                    if let (Some(old), Some(new)) = (old.as_value(), item.as_value_mut()) {
                        *new.decor_mut() = old.decor().clone();
                    }
                    *old = item;
                }
                None => {
                    table.insert(key, item);
                }
            }
        }
        let note = table.remove("note");
        let note = note.and_then(|item| item.as_str().map(str::to_owned));
        Ok((registry.to_string(), note))
    }
}

/// Returns the SHA-256 of `bytes` in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    let digest = Sha256::digest(bytes);
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Returns today's date in UTC.
pub(super) fn today() -> String {
    date(clock::since_1970().as_secs() / 86_400)
}

/// Returns the date this many days after 1970-01-01.
fn date(days: u64) -> String {
    let leap = |year: u64| {
        year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
    };
    let (mut year, mut remaining) = (1970, days);
    while remaining >= 365 + u64::from(leap(year)) {
        remaining -= 365 + u64::from(leap(year));
        year += 1;
    }
    let february = 28 + u64::from(leap(year));
    let mut month = 1;
    for length in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if remaining < length {
            break;
        }
        remaining -= length;
        month += 1;
    }
    format!("{year:04}-{month:02}-{:02}", remaining + 1)
}

/// Returns whether `text` is a date like 2026-08-20.
pub(super) fn is_date(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else {
        return false;
    };
    let number = |text: &str, length: usize| {
        let digits = text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse::<u32>().ok()).flatten()
    };
    number(year, 4).is_some()
        && number(month, 2).is_some_and(|m| (1..=12).contains(&m))
        && number(day, 2).is_some_and(|d| (1..=31).contains(&d))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_follow_the_calendar() {
        for (days, expected) in [
            (0, "1970-01-01"),
            (59, "1970-03-01"),
            (11_016, "2000-02-29"),
            (20_685, "2026-08-20"),
            (20_818, "2026-12-31"),
        ] {
            assert_eq!(date(days), expected);
            assert!(is_date(expected));
        }
        for invalid in [
            "2026-8-20",
            "20260820",
            "2026-13-01",
            "2026-01-00",
            "today",
            "+026-01-01",
        ] {
            assert!(!is_date(invalid), "{invalid}");
        }
    }

    #[test]
    fn the_registry_keeps_comments_and_order() {
        let new = DocumentSource {
            source: "b.yaml".to_owned(),
            version: "2".to_owned(),
            date: "2026-08-20".to_owned(),
            sha256: "cd".to_owned(),
        };
        let old = "# Head.\n[z]\ndocument = \"z.yaml\"\n\n# Why.\n[z.provenance]\nsource = \"a.yaml\" # here\n\
                   # Before the date.\ndate = \"1\"\nnote = \"old\"\n\n[a]\nx = 1\n";
        let (text, note) = new.write(old, "z").unwrap();
        assert_eq!(
            text,
            "# Head.\n[z]\ndocument = \"z.yaml\"\n\n# Why.\n[z.provenance]\nsource = \"b.yaml\" # here\n\
             # Before the date.\ndate = \"2026-08-20\"\nversion = \"2\"\nsha256 = \"cd\"\n\n[a]\nx = 1\n"
        );
        assert_eq!(note.as_deref(), Some("old"));
        assert!(new.write(old, "a").unwrap_err().contains("[a.provenance]"));
        assert!(sha256(b"abc").starts_with("ba7816bf8f01cfea"));
    }
}
