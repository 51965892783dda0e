//! What each kind of change means for those who depend on the generated client.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The step of a version that a change asks for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// Nothing that dependents see.
    #[default]
    None,
    /// It does something else, and is called as before.
    Patch,
    /// There is more of it.
    Minor,
    /// Dependents may have to change their code.
    Major,
}

impl Step {
    /// As a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// What it is called below 1.0, where the second number is the one that breaks.
    pub fn below_one(self) -> Self {
        match self {
            Self::None => Self::None,
            Self::Patch | Self::Minor => Self::Patch,
            Self::Major => Self::Minor,
        }
    }

    /// The step of this name.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::None, Self::Patch, Self::Minor, Self::Major]
            .into_iter()
            .find(|step| step.word() == word)
    }

    /// The version after `version`, where that is one.
    pub fn after(self, version: &str) -> Option<String> {
        let mut numbers = version.splitn(3, '.').map(str::parse::<u64>);
        let (major, minor, patch) = (
            numbers.next()?.ok()?,
            numbers.next()?.ok()?,
            numbers.next()?.ok()?,
        );
        let step = if major == 0 { self.below_one() } else { self };
        Some(match step {
            Self::None => version.to_owned(),
            Self::Patch => format!("{major}.{minor}.{}", patch + 1),
            Self::Minor => format!("{major}.{}.0", minor + 1),
            Self::Major => format!("{}.0.0", major + 1),
        })
    }
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $step:ident, $why:literal;)*) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Kind {
            $(#[doc = $word] $name,)*
        }

        impl Kind {
            /// A stable name.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// The step that it asks for.
            pub fn step(self) -> Step {
                match self {
                    $(Self::$name => Step::$step,)*
                }
            }

            /// Why it asks for that.
            pub fn why(self) -> &'static str {
                match self {
                    $(Self::$name => $why,)*
                }
            }
        }

        #[cfg(test)]
        const ALL: &[Kind] = &[$(Kind::$name),*];
    };
}

kinds! {
    OperationAdded = "operation-added", Minor, "a new method";
    OperationRemoved = "operation-removed", Major, "the method is gone";
    OperationRenamed = "operation-renamed", Major, "the method has another name";
    OperationMoved = "operation-moved", Patch, "the method is called as before";
    AnswerType = "answer-type", Major, "the method answers with another type";
    OperationDeprecated = "operation-deprecated", Patch, "the vendor means to take it away; the method stays";
    OperationReinstated = "operation-reinstated", Patch, "the vendor does not advise against it any more";
    Repeatable = "repeatable", Patch, "it is repeated after a failure";
    NotRepeatable = "not-repeatable", Patch, "it is not repeated after a failure any more";
    ArgumentAdded = "argument-added", Major, "arguments go by position, so that even an optional one changes every call";
    ArgumentRemoved = "argument-removed", Major, "every call has one argument too many";
    ArgumentType = "argument-type", Major, "the argument has another type";
    ArgumentOrder = "argument-order", Major, "arguments go by position";
    ArgumentWire = "argument-wire", Patch, "only what is sent changes";
    ArgumentRules = "argument-rules", None, "the service checks it, the client does not";
    TypeAdded = "type-added", Minor, "a new type";
    TypeRemoved = "type-removed", Major, "the type is gone";
    TypeRenamed = "type-renamed", Major, "the type has another name";
    TypeKind = "type-kind", Major, "it is another kind of type";
    FieldAdded = "field-added", Minor, "the struct is `#[non_exhaustive]`, so that it may grow";
    RequiredFieldAdded = "required-field-added", Major, "`new` takes one more argument";
    FieldRemoved = "field-removed", Major, "code that reads or sets it does not compile any more";
    FieldType = "field-type", Major, "the field has another type";
    FieldNowOptional = "field-now-optional", Major, "its type becomes one that may be empty";
    FieldNowRequired = "field-now-required", Major, "its type becomes one that is never empty";
    FieldNowNullable = "field-now-nullable", Major, "its type becomes one that may be null";
    FieldNotNullable = "field-not-nullable", Major, "its type becomes one that is never null";
    FieldPresence = "field-presence", Patch, "its type stays as it is";
    FieldNowInNew = "field-now-in-new", Major, "`new` takes one more argument";
    FieldNotInNew = "field-not-in-new", Major, "`new` takes one argument less";
    FieldWire = "field-wire", Patch, "its name in Rust stays as it is";
    FieldRules = "field-rules", None, "the service checks it, the client does not";
    ConstructorAdded = "constructor-added", Minor, "the type is sent now";
    ConstructorRemoved = "constructor-removed", Major, "the type is not sent any more, so that it has no `new`";
    ConstructorOrder = "constructor-order", Major, "arguments go by position";
    ValueAdded = "value-added", Minor, "the enum is open: until now the value was read as unknown";
    VariantAdded = "variant-added", Minor, "the enum is `#[non_exhaustive]`, so that it may grow";
    VariantAddedToClosed = "variant-added-to-closed", Major, "the enum is closed, so that a `match` over it has to name every variant";
    VariantRemoved = "variant-removed", Major, "code that names the variant does not compile any more";
    VariantType = "variant-type", Major, "the variant holds another type";
    VariantWire = "variant-wire", Patch, "its name in Rust stays as it is";
    VariantOrder = "variant-order", Patch, "only `<` and `>` between values, which go by the order of the document, change";
    WrapperType = "wrapper-type", Major, "the value inside has another type";
    RulesTightened = "rules-tightened", Major, "values that could be made are refused now";
    RulesLoosened = "rules-loosened", Minor, "values that were refused can be made now";
    TraitAdded = "trait-added", Minor, "more can be done with it";
    TraitRemoved = "trait-removed", Major, "code that relies on the trait does not compile any more";
    FunctionAdded = "function-added", Minor, "a new function";
    FunctionRemoved = "function-removed", Major, "the function is gone";
    FunctionChanged = "function-changed", Major, "the function has another signature";
    Servers = "servers", None, "the base URL is the caller's to give";
    Security = "security", Patch, "the methods stay; whoever sends the requests has to follow";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_one_the_second_number_breaks() {
        for (step, version, next) in [
            (Step::Major, "0.1.4", "0.2.0"),
            (Step::Minor, "0.1.4", "0.1.5"),
            (Step::Patch, "0.1.4", "0.1.5"),
            (Step::None, "0.1.4", "0.1.4"),
            (Step::Major, "1.2.3", "2.0.0"),
            (Step::Minor, "1.2.3", "1.3.0"),
            (Step::Patch, "1.2.3", "1.2.4"),
        ] {
            assert_eq!(step.after(version).as_deref(), Some(next));
        }
        assert_eq!(Step::Major.after("one"), None);
    }

    #[test]
    fn names_of_kinds_are_those_of_the_json() {
        for kind in ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        }
    }
}
