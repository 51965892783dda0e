//! Intent: reads the rules of a role under either of their two names, and compares them.

use crate::trusted_twin::rule::is_same_rule;
use crate::trusted_twin::{Rules, RulesChange};
use rolekit_runtime::Field;

/// Accessors for the rules of a role.
///
/// ```
/// # rolekit_doc::trusted_twin(async |twin, _| {
/// use rolekit::trusted_twin::{NewRole, RulesChange, Statement};
///
/// let rules = RulesChange::new().twin("TWIN.open == true").identity("false");
/// let role = NewRole::new("Reader".parse()?, Statement::permit_nothing()).rules(rules);
/// let role = twin.roles().create(&role).await?;
/// if let Some(rules) = role.rules {
///     assert_eq!(rules.twin_rule(), Some("TWIN.open == true"));
///     assert_eq!(rules.entry_rule(), None);
///     assert_eq!(rules.identity_rule(), Some("false"));
/// }
/// # Ok(()) });
/// ```
impl Rules {
    /// Returns the rule for Twins, under either of its two names.
    pub fn twin_rule(&self) -> Option<&str> {
        self.twin.as_deref().or(self.twin_rule.as_deref())
    }

    /// Returns the rule for Ledger Entries, under either of its two names.
    pub fn entry_rule(&self) -> Option<&str> {
        self.entry.as_deref().or(self.entry_rule.as_deref())
    }

    /// Returns the rule for Identities, under either of its two names.
    pub fn identity_rule(&self) -> Option<&str> {
        self.identity.as_deref().or(self.identity_rule.as_deref())
    }

    /// Returns the names of the rules that are of another kind.
    pub(crate) fn unknown_kinds(&self) -> impl Iterator<Item = &str> {
        let set = self.extra.iter().filter(|(_, rule)| !rule.is_null());
        set.map(|(kind, _)| kind.as_str())
    }
}

/// Rules are sent under the documented names. A rule is a [`Rule`](crate::trusted_twin::Rule), or a
/// string, which is not checked.
///
/// ```
/// use rolekit::trusted_twin::{Rule, RulesChange};
///
/// let rules = RulesChange::new().twin(Rule::always()).clear_entry();
/// assert_eq!(serde_json::to_string(&rules)?, r#"{"entry":null,"twin":"true"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
impl RulesChange {
    /// Returns whether a role with these rules would have the rules of `current`. An unset rule
    /// equals an absent one. White space makes no difference, and other kinds of rules are ignored.
    pub(crate) fn matches(&self, current: Option<&Rules>) -> bool {
        let rule = |rule: Option<&str>, desired: &Field<String>| match (rule, desired.value()) {
            (Some(rule), Some(desired)) => is_same_rule(rule, desired),
            (rule, desired) => rule.is_none() && desired.is_none(),
        };
        rule(current.and_then(Rules::twin_rule), &self.twin)
            && rule(current.and_then(Rules::entry_rule), &self.entry)
            && rule(current.and_then(Rules::identity_rule), &self.identity)
    }
}
