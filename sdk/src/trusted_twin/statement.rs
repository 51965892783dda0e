//! Statements: which operations a role permits.

use crate::trusted_twin::{Action, Effect, Statement};

impl Statement {
    /// Permits these actions and no others.
    pub fn allow(actions: impl IntoIterator<Item = Action>) -> Self {
        Self::new(Some(actions.into_iter().collect()), Effect::Allow)
    }

    /// Permits all actions but these.
    pub fn deny(actions: impl IntoIterator<Item = Action>) -> Self {
        Self::new(Some(actions.into_iter().collect()), Effect::Deny)
    }

    /// Permits every action: what a role has that was made without a statement.
    pub fn permit_everything() -> Self {
        Self::new(None, Effect::Deny)
    }

    /// Whether the statement permits an action. `None` where the vendor does not say what the
    /// statement means: `allow` without a list, or an effect that is not known.
    pub fn permits(&self, action: &Action) -> Option<bool> {
        match (&self.effect, &self.actions) {
            (Effect::Allow, Some(actions)) => Some(actions.contains(action)),
            (Effect::Deny, Some(actions)) => Some(!actions.contains(action)),
            (Effect::Deny, None) => Some(true),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::trusted_twin::{Action, Statement};

    #[test]
    fn each_statement_has_its_bytes_and_its_meaning() {
        let unknown = Action::from("fly".to_owned());
        for (statement, json, get, fly) in [
            (
                Statement::allow([Action::GetTwin, unknown.clone()]),
                r#"{"actions":["get_twin","fly"],"effect":"allow"}"#,
                Some(true),
                Some(true),
            ),
            (
                Statement::deny([Action::GetTwin]),
                r#"{"actions":["get_twin"],"effect":"deny"}"#,
                Some(false),
                Some(true),
            ),
            (
                Statement::allow([]),
                r#"{"actions":[],"effect":"allow"}"#,
                Some(false),
                Some(false),
            ),
            (
                Statement::permit_everything(),
                r#"{"actions":null,"effect":"deny"}"#,
                Some(true),
                Some(true),
            ),
        ] {
            assert_eq!(serde_json::to_string(&statement).unwrap(), json);
            assert_eq!(serde_json::from_str::<Statement>(json).unwrap(), statement);
            assert_eq!(statement.permits(&Action::GetTwin), get);
            assert_eq!(statement.permits(&unknown), fly);
        }
        let odd: Statement = serde_json::from_str(r#"{"effect":"maybe","actions":[]}"#).unwrap();
        assert_eq!(odd.permits(&unknown), None);
    }
}
