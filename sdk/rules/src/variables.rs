//! The variables that the vendor documents.

use crate::builder::Rule;
use crate::value::Value;

/// Keys of the documented dictionaries. Which dictionaries are set depends on the kind of rule; the
/// others are null.
///
/// ```
/// use trusted_twin_rules::Rule;
///
/// let rule = Rule::ledger("price").le(Rule::dict("budget"));
/// assert_eq!(rule.to_string(), r#"LEDGER&["price"] <= DICT&["budget"]"#);
/// ```
impl Rule {
    /// Returns a key of the Twin's description, `TWIN.<key>`, null if missing.
    pub fn twin(key: &str) -> Value {
        Value::with_keys("TWIN".to_owned()).get(key)
    }

    /// Returns a key of the user's description, `USER.<key>`, null if missing.
    pub fn user(key: &str) -> Value {
        Value::with_keys("USER".to_owned()).get(key)
    }

    /// Returns the value of a Ledger Entry, `LEDGER.<entry>`, null if missing.
    pub fn ledger(entry: &str) -> Value {
        Value::with_keys("LEDGER".to_owned()).get(entry)
    }

    /// Returns a key of the header `X-TrustedTwin`, `DICT.<key>`, null if missing. **The caller controls
    /// its value.**
    pub fn dict(key: &str) -> Value {
        Value::with_keys("DICT".to_owned()).get(key)
    }
}

macro_rules! variables {
    ($($function:ident $name:literal $text:literal)*) => {
        /// The documented variables.
        ///
        /// ```
        /// use trusted_twin_rules::Rule;
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
            #[doc = concat!("Returns the variable `", $name, "`: ", $text, ".")]
            pub fn $function() -> Value {
                Value::with_keys($name.to_owned())
            }
        )*}
    };
}
variables! {
    account_id "account" "the UUID of the calling account"
    twin_id "twin" "the UUID of the Twin"
    identity "identity" "the Identity"
    ledger_id "ledger" "the UUID of the account that owns the Ledger"
    user_id "user" "the UUID of the user"
    role_id "role" "the UUID of the user's role"
    now "now" "the current time in seconds since 1970, a float"
    twin_status "twin_status" "`alive` or `terminated`"
    entry_name "entry_name" "the name of the Ledger Entry, in rules for Entries"
    entry_value "entry_value" "the value of the Ledger Entry, in rules for Entries"
}
