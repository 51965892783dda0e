//! Access rules for Twins, Ledger Entries and Identities.
//!
//! A rule is one expression; access is granted if it is true. The language is that of the Python
//! package `rule-engine`. It is not known which version the service runs, and the versions differ in
//! syntax and in precedence. So there are two ways to make a rule.
//!
//! # Building a rule
//!
//! [`Rule`] and [`Value`] only write what has the same meaning in versions 3.3 to 5.1: operators whose
//! precedence differs are in parentheses, and a key is written `&["key"]`, which is null if the key is
//! missing, allows any key, and does not clash with built-in attributes. Strings are always escaped.
//!
//! ```
//! use rolekit::trusted_twin::{Rule, RulesChange};
//!
//! let same_company = Rule::twin("company")
//!     .present_and(|company| company.eq(Rule::user("company")));
//! let rule = Rule::any_of([same_company, Rule::twin("public").eq(true)]);
//! assert_eq!(
//!     rule.to_string(),
//!     r#"(TWIN&["company"] != null and TWIN&["company"] == USER&["company"]) or TWIN&["public"] == true"#,
//! );
//! let rules = RulesChange::new().twin(rule).entry(!Rule::entry_name().starts_with("internal"));
//! # let _ = rules;
//! ```
//!
//! The evaluation fails if a value has an unexpected type, such as null compared with a number, and
//! what the service does then is not documented. The functions of [`Value`] say when they fail;
//! [`Value::present_and`] tests for null first.
//!
//! The vendor's pages write `TWIN.company`. That `TWIN&["company"]` is equivalent was tested with these
//! versions of the language, not with the service; a [parsed](Rule::parse) rule may have either form.
//!
//! # Checking a rule
//!
//! [`check`] accepts any rule that at least one of these versions accepts, and returns warnings
//! about likely mistakes. [`Rule::parse`] fails for an invalid rule. A rule that is set as a string
//! is not checked, because only the service knows its version.
//!
//! ```
//! use rolekit::trusted_twin::rule::{Rule, check};
//!
//! let error = Rule::parse("TWIN.company == 'Contoso").unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "line 1, column 17: unterminated string literal",
//! );
//! for warning in check("True or a and b ? c : d")? {
//!     println!("{warning}");
//! }
//! # Ok::<(), rolekit::trusted_twin::rule::SyntaxError>(())
//! ```

mod builder;
mod check;
mod diagnostic;
mod lexer;
mod literal;
mod parser;
mod precedence;
mod quoted;
mod suggestions;
mod syntax_error;
#[cfg(test)]
mod tests;
mod token;
mod value;
mod variables;
mod warning;

pub use self::builder::Rule;
pub use self::check::check;
pub use self::literal::ValueError;
pub use self::syntax_error::{LineColumn, SyntaxError};
pub use self::value::Value;
pub use self::warning::{Version, Warning, WarningKind};

/// Returns whether two texts of rules differ at most in white space between tokens.
pub(super) fn is_same_rule(one: &str, other: &str) -> bool {
    fn tokens(text: &str) -> Option<Vec<(token::TokenKind, &str)>> {
        let (tokens, error) = lexer::tokenize(text);
        // An invalid rule is compared by its text.
        error.is_none().then(|| {
            tokens
                .into_iter()
                .map(|token| (token.kind, token.text(text)))
                .collect()
        })
    }
    one == other || tokens(one).is_some_and(|tokens_of_one| tokens(other) == Some(tokens_of_one))
}
