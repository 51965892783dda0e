//! Rules: the language that decides over access to Twins, Ledger Entries and Identities.
//!
//! A rule is one expression; where it is true, access is granted. The language is that of the Python
//! package `rule-engine`. Which version the service runs is not known, and the versions differ: in what they
//! read, and in what they take it to mean. So there are two ways to a rule.
//!
//! # Putting a rule together
//!
//! [`Rule`] and [`Value`] write only what versions 3.3 to 5.1 read alike: every operator that could
//! be grouped in two ways stands in parentheses, and a key is asked for as `&["key"]`, which is null
//! where nothing is found, takes any key, and is not mistaken for a built-in attribute. Texts go
//! through one function that no quote, backslash or line end leaves.
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
//! What can still go wrong is a value that is not of the type that was thought of: null where a number
//! was to be compared, a number where a text was to be matched. The evaluation then fails, and what
//! the service does with a rule that fails is not documented. The functions of [`Value`] say when,
//! and [`Value::present_and`] asks for null first.
//!
//! The vendor's pages write `TWIN.company`. That `TWIN&["company"]` is the same, and safer, was tested with
//! the language in each of these versions, not with the service; a rule that is [parsed](Rule::parse) may
//! have either form.
//!
//! # Checking a rule that somebody wrote
//!
//! [`check`] reads what any of these versions reads, and warns of what is right and yet may not do what was
//! meant. [`Rule::parse`] refuses what is not right, and is a rule like the others. Nothing is checked that
//! is given as a text: only the service knows its version.
//!
//! ```
//! use rolekit::trusted_twin::rule::{Rule, check};
//!
//! let error = Rule::parse("TWIN.company == 'Contoso").unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "line 1, column 17: the text that begins here does not end on this line",
//! );
//! for warning in check("True or a and b ? c : d")? {
//!     println!("{warning}");
//! }
//! # Ok::<(), rolekit::trusted_twin::rule::SyntaxError>(())
//! ```

mod build;
mod check;
mod error;
mod lexer;
mod literal;
mod names;
mod parser;
#[cfg(test)]
mod tests;
mod text;
mod value;
mod warning;

pub use self::build::Rule;
pub use self::check::check;
pub use self::error::{Position, SyntaxError};
pub use self::literal::ValueError;
pub use self::value::Value;
pub use self::warning::{Version, Warning, WarningKind};
