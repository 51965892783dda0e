//! The rules of a role, which control access to Twins, Ledger Entries and Identities.

use crate::trusted_twin::{Rules, RulesChange};
use rolekit_runtime::Field;

/// What is read of the rules of a role.
///
/// ```
/// # rolekit_doc::trusted_twin(async |twin, _| {
/// use rolekit::trusted_twin::{RolePatch, RulesChange, Statement};
///
/// let rules = RulesChange::new().twin("TWIN.open == true").identity("false");
/// let role = RolePatch::new().statement(Statement::permit_nothing()).rules(rules);
/// let role = twin.roles().create(role).await?;
/// if let Some(rules) = twin.roles().get(role.uuid).await?.rules {
///     assert_eq!(rules.twin_rule(), Some("TWIN.open == true"));
///     assert_eq!(rules.entry_rule(), None);
///     assert_eq!(rules.identity_rule(), Some("false"));
/// }
/// # Ok(()) });
/// ```
impl Rules {
    /// The rule for Twins, under whichever of its two names the service gave it.
    pub fn twin_rule(&self) -> Option<&str> {
        self.twin.as_deref().or(self.twin_rule.as_deref())
    }

    /// The rule for Ledger Entries, under whichever of its two names the service gave it.
    pub fn entry_rule(&self) -> Option<&str> {
        self.entry.as_deref().or(self.entry_rule.as_deref())
    }

    /// The rule for Identities, under whichever of its two names the service gave it.
    pub fn identity_rule(&self) -> Option<&str> {
        self.identity.as_deref().or(self.identity_rule.as_deref())
    }
}

/// Rules are given under the names of the vendor's pages. They replace all rules that the role had,
/// so that one that is left out is presumably cleared too.
///
/// A rule is a [`Rule`](crate::trusted_twin::Rule), or a text, which is sent as it is.
///
/// ```
/// use rolekit::trusted_twin::{Rule, RulesChange};
///
/// let rules = RulesChange::new().twin(Rule::always()).clear_entry();
/// assert_eq!(serde_json::to_string(&rules)?, r#"{"entry":null,"twin":"true"}"#);
/// let none = RulesChange::new().clear_twin().clear_entry().clear_identity();
/// # let _ = none;
/// # Ok::<(), serde_json::Error>(())
/// ```
impl RulesChange {
    /// Gives the rule for Twins.
    #[must_use]
    pub fn twin(mut self, rule: impl Into<String>) -> Self {
        self.twin = Field::Value(rule.into());
        self
    }

    /// Takes the rule for Twins away.
    #[must_use]
    pub fn clear_twin(mut self) -> Self {
        self.twin = Field::Null;
        self
    }

    /// Gives the rule for Ledger Entries.
    #[must_use]
    pub fn entry(mut self, rule: impl Into<String>) -> Self {
        self.entry = Field::Value(rule.into());
        self
    }

    /// Takes the rule for Ledger Entries away.
    #[must_use]
    pub fn clear_entry(mut self) -> Self {
        self.entry = Field::Null;
        self
    }

    /// Gives the rule for Identities.
    #[must_use]
    pub fn identity(mut self, rule: impl Into<String>) -> Self {
        self.identity = Field::Value(rule.into());
        self
    }

    /// Takes the rule for Identities away.
    #[must_use]
    pub fn clear_identity(mut self) -> Self {
        self.identity = Field::Null;
        self
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::trusted_twin::{Rules, RulesChange};

    #[test]
    fn both_spellings_are_read_and_unknown_keys_are_kept() {
        for key in ["twin", "twin_rule"] {
            let body = json!({key: "TWIN.a == 1", "entry": null, "later": {"x": [1]}});
            let rules: Rules = serde_json::from_value(body.clone()).unwrap();
            assert_eq!(rules.twin_rule(), Some("TWIN.a == 1"));
            assert_eq!(rules.entry_rule(), None);
            let again = serde_json::to_value(&rules).unwrap();
            assert_eq!(again[key], body[key]);
            assert_eq!(again["later"], body["later"]);
        }
    }

    #[test]
    fn rules_are_set_cleared_or_omitted() {
        let rules = RulesChange::new().twin("true").clear_entry();
        assert_eq!(
            serde_json::to_string(&rules).unwrap(),
            r#"{"entry":null,"twin":"true"}"#,
        );
    }
}
