//! Joins what two roles of Trusted Twin permit.

use rolekit::trusted_twin::Statement;
use rolekit::trusted_twin::rule::{self, Rule};

use crate::state::{RoleBody, RuleTexts};

/// Returns the union of what two roles permit, or `None` if a statement is not understood or the union of two rules
/// is not a valid rule.
pub(super) fn union(a: &RoleBody, b: &RoleBody) -> Option<RoleBody> {
    let statement = Statement::from(a.statement.permitted()?.union(&b.statement.permitted()?));
    let (a, b) = (&a.rules, &b.rules);
    Some(RoleBody {
        statement: statement.normalised().unwrap_or(statement),
        rules: RuleTexts {
            unknown: a.unknown.clone(),
            twin: join(a.twin.as_deref(), b.twin.as_deref())?,
            identity: join(a.identity.as_deref(), b.identity.as_deref())?,
            entry: join(a.entry.as_deref(), b.entry.as_deref())?,
        },
    })
}

/// Joins two rules. Comments are left out: nothing may follow one.
///
/// What is permitted without a rule is not documented: a rule that is new holds at once, one that goes holds until
/// the second step.
#[expect(
    clippy::option_option,
    reason = "there may be no rule, and no union of two"
)]
fn join(a: Option<&str>, b: Option<&str>) -> Option<Option<String>> {
    let (Some(one), Some(other)) = (a, b) else {
        return Some(a.or(b).map(str::to_owned));
    };
    if one == other {
        return Some(Some(one.to_owned()));
    }
    let both = Rule::parse(one).ok()?.or(Rule::parse(other).ok()?);
    let text = both.to_string();
    // No version of the language may accept both rules.
    rule::check(&text).ok()?;
    Some(Some(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_union_of_two_rules_is_a_valid_rule() {
        let joined = |a, b| join(Some(a), Some(b)).flatten();
        let expected = "(TWIN.a == 1) or (TWIN.b == 2)";
        for (a, b) in [
            ("TWIN.a == 1", "TWIN.b == 2"),
            ("TWIN.a == 1 # one", "TWIN.b == 2"),
            ("TWIN.a == 1", "TWIN.b == 2 # two\n"),
        ] {
            let text = joined(a, b).unwrap();
            rule::check(&text).unwrap();
            assert_eq!(text, expected, "{a}, {b}");
        }
        // Rules of an account may be ones that cannot be parsed.
        assert_eq!(joined("TWIN.a = 1", "TWIN.b == 2"), None);
        assert_eq!(
            joined("TWIN.a == 1 # one", "TWIN.a == 1 # one").unwrap(),
            "TWIN.a == 1 # one"
        );
        assert_eq!(join(None, Some("true")), Some(Some("true".to_owned())));
    }
}
