//! Rules, put together.

use std::fmt;
use std::ops::Not;
use std::str::FromStr;

use crate::trusted_twin::rule::error::SyntaxError;
use crate::trusted_twin::rule::{check, value::Value};

/// So many conditions are joined in a row. The service's evaluator is recursive, and a longer row
/// is a deeper tree; beyond, they are joined in groups.
const ROW: usize = 32;

/// What holds a rule together, and so what may stand beside it without parentheses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// An operand.
    Atom,
    Comparison,
    Not,
    And,
    Or,
    /// Written by somebody else.
    Parsed,
}

/// A rule of the language that decides over access: put together here, or [parsed](Self::parse).
///
/// [`to_string`](ToString::to_string) gives its text, and it goes wherever a rule is set, like
/// [`RulesChange::twin`](crate::trusted_twin::RulesChange::twin). What is put together here has the
/// same meaning in every version of the language from 3.3 to 5.1, and no text given as a value or a
/// key leaves its quotes. See [the module](crate::trusted_twin::rule).
///
/// ```
/// use rolekit::trusted_twin::{Rule, RulesChange};
///
/// let rule = Rule::twin("company")
///     .eq(Rule::user("company"))
///     .and(Rule::twin_status().eq("alive"))
///     .or(Rule::user_id().is_in(["5f0c7c5e-5f2b-4a4e-9f57-3c1e6e1c2f10"]));
/// assert_eq!(
///     rule.to_string(),
///     r#"(TWIN&["company"] == USER&["company"] and twin_status == "alive") or user in ["5f0c7c5e-5f2b-4a4e-9f57-3c1e6e1c2f10"]"#,
/// );
/// let change = RulesChange::new().twin(rule);
/// # let _ = change;
/// ```
#[derive(Clone)]
pub struct Rule {
    form: Form,
    /// What `and` or `or` joins, otherwise one text. Each can be joined as it stands.
    parts: Vec<String>,
    /// The comment after a parsed rule.
    comment: String,
}

impl Rule {
    pub(super) fn of(form: Form, text: String) -> Self {
        Self {
            form,
            parts: vec![text],
            comment: String::new(),
        }
    }

    /// A rule that is true for everybody and everything.
    pub fn always() -> Self {
        Self::of(Form::Atom, "true".to_owned())
    }

    /// A rule that is never true.
    pub fn never() -> Self {
        Self::of(Form::Atom, "false".to_owned())
    }

    /// Reads the text of a rule, and keeps it as it is: whatever some version from 3.3 to 5.1 takes.
    /// What there is to say about it besides, [`check`](crate::trusted_twin::rule::check) says.
    ///
    /// ```
    /// use rolekit::trusted_twin::Rule;
    ///
    /// let rule = Rule::parse("TWIN.company == USER.company # as agreed")?;
    /// assert_eq!(rule.to_string(), "TWIN.company == USER.company # as agreed");
    /// let rule = rule.and(Rule::twin_status().eq("alive"));
    /// assert_eq!(
    ///     rule.to_string(),
    ///     r#"(TWIN.company == USER.company) and twin_status == "alive""#,
    /// );
    /// let error = Rule::parse("TWIN.company = USER.company").unwrap_err();
    /// assert_eq!(error.offset(), 13);
    /// # Ok::<(), rolekit::trusted_twin::rule::SyntaxError>(())
    /// ```
    ///
    /// # Errors
    /// [`SyntaxError`] with the place and what is wrong there.
    pub fn parse(text: &str) -> Result<Self, SyntaxError> {
        let end = check::expression_end(text)?;
        let (expression, comment) = text.split_at(end);
        Ok(Self {
            comment: comment.to_owned(),
            ..Self::of(Form::Parsed, expression.to_owned())
        })
    }

    /// True where both are true. The other one is not looked at where this one is false.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.join(Form::And, other)
    }

    /// True where at least one is true. The other one is not looked at where this one is true.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.join(Form::Or, other)
    }

    /// True where all of them are true: everywhere, if there are none.
    ///
    /// ```
    /// use rolekit::trusted_twin::Rule;
    ///
    /// let rule = Rule::all_of(["open", "shared"].map(|key| Rule::twin(key).eq(true)));
    /// assert_eq!(rule.to_string(), r#"TWIN&["open"] == true and TWIN&["shared"] == true"#);
    /// assert_eq!(Rule::all_of([]), Rule::always());
    /// assert_eq!(Rule::any_of([]), Rule::never());
    /// ```
    pub fn all_of(rules: impl IntoIterator<Item = Self>) -> Self {
        rules
            .into_iter()
            .reduce(Self::and)
            .unwrap_or_else(Self::always)
    }

    /// True where at least one of them is true: nowhere, if there are none.
    pub fn any_of(rules: impl IntoIterator<Item = Self>) -> Self {
        rules
            .into_iter()
            .reduce(Self::or)
            .unwrap_or_else(Self::never)
    }

    fn join(self, form: Form, other: Self) -> Self {
        let mut joined = Self {
            form,
            parts: self.parts_of(form),
            comment: String::new(),
        };
        joined.parts.extend(other.parts_of(form));
        joined
    }

    /// What this rule is made of, where it becomes a part of a conjunction or disjunction.
    fn parts_of(self, form: Form) -> Vec<String> {
        match self.form {
            joined if joined == form => self.parts,
            Form::Atom | Form::Comparison | Form::Not => self.parts,
            Form::And | Form::Or | Form::Parsed => vec![self.grouped()],
        }
    }

    pub(super) fn form(&self) -> Form {
        self.form
    }

    /// The text, fit to stand beside any operator.
    pub(super) fn grouped(&self) -> String {
        match self.form {
            Form::Atom => self.expression(),
            _ => format!("({})", self.expression()),
        }
    }

    /// The text without the comment.
    pub(super) fn expression(&self) -> String {
        match self.form {
            Form::And => row(&self.parts, " and "),
            Form::Or => row(&self.parts, " or "),
            Form::Atom | Form::Comparison | Form::Not | Form::Parsed => self.parts.concat(),
        }
    }
}

/// Joins conditions so that the tree stays flat.
fn row(parts: &[String], operator: &str) -> String {
    if parts.len() <= ROW {
        return parts.join(operator);
    }
    let groups: Vec<String> = parts
        .chunks(parts.len().div_ceil(ROW).max(2))
        .map(|chunk| match chunk {
            [part] => part.clone(),
            _ => format!("({})", row(chunk, operator)),
        })
        .collect();
    groups.join(operator)
}

/// True where the rule is false.
impl Not for Rule {
    type Output = Self;

    fn not(self) -> Self {
        Self::of(Form::Not, format!("not {}", self.grouped()))
    }
}

/// Reads the text of a rule, as [`Rule::parse`] does.
impl FromStr for Rule {
    type Err = SyntaxError;

    fn from_str(text: &str) -> Result<Self, SyntaxError> {
        Self::parse(text)
    }
}

/// The text of the rule.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.expression())?;
        f.write_str(&self.comment)
    }
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Rule").field(&self.to_string()).finish()
    }
}

impl From<Rule> for String {
    fn from(rule: Rule) -> Self {
        rule.to_string()
    }
}

/// Two rules are equal if their texts are.
impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.to_string() == other.to_string()
    }
}

impl Eq for Rule {}

/// What the vendor's pages name. Which of them is there depends on the kind of rule; what is not
/// there is null.
///
/// ```
/// use rolekit::trusted_twin::Rule;
///
/// let rule = Rule::ledger("price").le(Rule::dict("budget"));
/// assert_eq!(rule.to_string(), r#"LEDGER&["price"] <= DICT&["budget"]"#);
/// ```
impl Rule {
    /// What the Twin's description holds under a key: `TWIN.<key>`, null if nothing.
    pub fn twin(key: &str) -> Value {
        Value::object("TWIN".to_owned()).get(key)
    }

    /// What the user's description holds under a key: `USER.<key>`, null if nothing.
    pub fn user(key: &str) -> Value {
        Value::object("USER".to_owned()).get(key)
    }

    /// The value of a Ledger Entry: `LEDGER.<entry>`, null if there is none.
    pub fn ledger(entry: &str) -> Value {
        Value::object("LEDGER".to_owned()).get(entry)
    }

    /// What the header `X-TrustedTwin` holds under a key: `DICT.<key>`, null if nothing. **The
    /// caller chooses it freely.**
    pub fn dict(key: &str) -> Value {
        Value::object("DICT".to_owned()).get(key)
    }
}

macro_rules! variables {
    ($($function:ident $name:literal $text:literal)*) => {
        /// Variables, as the vendor's pages name them.
        ///
        /// ```
        /// use rolekit::trusted_twin::Rule;
        ///
        /// let own = Rule::ledger_id().eq(Rule::account_id());
        /// let set = Rule::entry_value().is_not_null();
        /// assert_eq!(own.and(set).to_string(), "ledger == account and entry_value != null");
        ///
        /// let by_role = Rule::role_id().eq("5f0c7c5e").and(Rule::now().lt(1_800_000_000));
        /// let by_twin = Rule::twin_id().is_in(["0b8e1d52"]).or(Rule::identity().starts_with("A-"));
        /// # let _ = (by_role, by_twin);
        /// ```
        impl Rule {$(
            #[doc = concat!("The variable `", $name, "`: ", $text, ".")]
            pub fn $function() -> Value {
                Value::object($name.to_owned())
            }
        )*}
    };
}
variables! {
    account_id "account" "the UUID of the account that acts"
    twin_id "twin" "the UUID of the Twin"
    identity "identity" "the Identity"
    ledger_id "ledger" "the UUID of the account whose Ledger it is"
    user_id "user" "the UUID of the user"
    role_id "role" "the UUID of the user's role"
    now "now" "the time as a number: seconds since 1970, with decimals"
    twin_status "twin_status" "`alive` or `terminated`"
    entry_name "entry_name" "the name of the Ledger Entry, in rules for Entries"
    entry_value "entry_value" "the value of the Ledger Entry, in rules for Entries"
}
