//! Finds the known name that is most similar to an unknown one.

/// Returns advice with the known name that is most similar to `found`, or with all known names if they are few.
#[must_use]
pub fn suggest<'a>(found: &str, known: impl Iterator<Item = &'a str>) -> String {
    let known: Vec<&str> = known.collect();
    if let Some(near) = nearest(found, known.iter().copied()) {
        return format!("did you mean `{near}`?");
    }
    match known.as_slice() {
        [] => "there are none".to_owned(),
        some if some.len() <= 12 => format!("known are `{}`", some.join("`, `")),
        many => format!("{} others are known, none of them similar", many.len()),
    }
}

/// Returns the name that is most similar to `found`, if the difference is small.
#[must_use]
pub fn nearest<'a>(found: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let found = found.to_lowercase();
    let limit = found.chars().count() / 3 + 1;
    known
        .map(|name| {
            (
                strsim::damerau_levenshtein(&found, &name.to_lowercase()),
                name,
            )
        })
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_found() {
        let known = ["Observer", "ProjectAdministrator", "User"];
        assert_eq!(nearest("observr", known.into_iter()), Some("Observer"));
        assert_eq!(nearest("ProjectAdmin", known.into_iter()), None);
        assert_eq!(nearest("Usre", known.into_iter()), Some("User"));
        assert!(suggest("x", known.into_iter()).starts_with("known are"));
        assert_eq!(suggest("x", std::iter::empty()), "there are none");
    }
}
