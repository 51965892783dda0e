//! The kinds of changes, and the semver bump that each requires of the generated client.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The semver bump that a change requires.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SemverBump {
    /// Invisible to dependents.
    #[default]
    None,
    /// Different behaviour, same API.
    Patch,
    /// Additions only.
    Minor,
    /// Dependents may have to change their code.
    Major,
}

impl SemverBump {
    /// Returns the name.
    pub fn word(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Patch => "patch",
            Self::Minor => "minor",
            Self::Major => "major",
        }
    }

    /// Returns the bump below version 1.0, where the second number is the breaking one.
    pub fn below_one(self) -> Self {
        match self {
            Self::None => Self::None,
            Self::Patch | Self::Minor => Self::Patch,
            Self::Major => Self::Minor,
        }
    }

    /// Returns the bump of this name.
    pub fn parse(word: &str) -> Option<Self> {
        [Self::None, Self::Patch, Self::Minor, Self::Major]
            .into_iter()
            .find(|bump| bump.word() == word)
    }

    /// Returns the version after `version`.
    pub fn after(self, version: &str) -> Option<String> {
        let mut numbers = version.splitn(3, '.').map(str::parse::<u64>);
        let (major, minor, patch) = (
            numbers.next()?.ok()?,
            numbers.next()?.ok()?,
            numbers.next()?.ok()?,
        );
        let bump = if major == 0 { self.below_one() } else { self };
        Some(match bump {
            Self::None => version.to_owned(),
            Self::Patch => format!("{major}.{minor}.{}", patch + 1),
            Self::Minor => format!("{major}.{}.0", minor + 1),
            Self::Major => format!("{}.0.0", major + 1),
        })
    }
}

impl fmt::Display for SemverBump {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

macro_rules! kinds {
    ($($(#[$doc:meta])* $name:ident = $word:literal, $bump:ident, $why:literal;)*) => {
        /// A kind of change.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum ChangeKind {
            $(#[doc = $word] $name,)*
        }

        impl ChangeKind {
            /// Returns the name, which stays the same between versions.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)*
                }
            }

            /// Returns the bump that it requires.
            pub fn bump(self) -> SemverBump {
                match self {
                    $(Self::$name => SemverBump::$bump,)*
                }
            }

            /// Returns why it requires that bump.
            pub fn why(self) -> &'static str {
                match self {
                    $(Self::$name => $why,)*
                }
            }
        }

        #[cfg(test)]
        const ALL: &[ChangeKind] = &[$(ChangeKind::$name),*];
    };
}

kinds! {
    OperationAdded = "operation-added", Minor, "a new method";
    OperationRemoved = "operation-removed", Major, "code that calls the method no longer compiles";
    OperationRenamed = "operation-renamed", Major, "the method has a different name";
    MethodRenamed = "method-renamed", Major, "the method that starts the request has a different name, or is on another resource";
    OperationMoved = "operation-moved", Patch, "the method itself is unchanged";
    ResponseType = "response-type", Major, "the method returns a different type";
    OperationDeprecated = "operation-deprecated", Patch, "the vendor plans to remove it; the method stays";
    OperationReinstated = "operation-reinstated", Patch, "the vendor no longer plans to remove it";
    NowIdempotent = "now-idempotent", Patch, "it is retried after a failure";
    NotIdempotent = "not-idempotent", Patch, "it is no longer retried after a failure";
    ArgumentAdded = "argument-added", Major, "every call has to pass it";
    SetterAdded = "setter-added", Minor, "a new setter of the request";
    ArgumentRemoved = "argument-removed", Major, "every call passes one argument too many";
    SetterRemoved = "setter-removed", Major, "code that calls the setter no longer compiles";
    ArgumentNowOptional = "argument-now-optional", Major, "the argument becomes a setter";
    ArgumentNowRequired = "argument-now-required", Major, "the setter becomes an argument";
    ArgumentType = "argument-type", Major, "the argument has a different type";
    ArgumentOrder = "argument-order", Major, "arguments are positional";
    ArgumentWire = "argument-wire", Patch, "only what is sent changes";
    ArgumentConstraints = "argument-constraints", None, "the client does not validate it";
    PagesAdded = "pages-added", Minor, "the request can be read page by page";
    PagesRemoved = "pages-removed", Major, "code that reads the list page by page no longer compiles";
    TypeAdded = "type-added", Minor, "a new type";
    TypeRemoved = "type-removed", Major, "code that names the type no longer compiles";
    TypeRenamed = "type-renamed", Major, "the type has a different name";
    TypeKind = "type-kind", Major, "it is a different kind of type";
    FieldAdded = "field-added", Minor, "the struct is `#[non_exhaustive]`, so that additions do not break code";
    RequiredFieldAdded = "required-field-added", Major, "`new` has one more argument";
    FieldRemoved = "field-removed", Major, "code that uses the field no longer compiles";
    FieldType = "field-type", Major, "the field has a different type";
    FieldNowOptional = "field-now-optional", Major, "its type becomes optional";
    FieldNowRequired = "field-now-required", Major, "its type is no longer optional";
    FieldNowNullable = "field-now-nullable", Major, "its type becomes nullable";
    FieldNotNullable = "field-not-nullable", Major, "its type is no longer nullable";
    FieldPresence = "field-presence", Patch, "its type is unchanged";
    FieldNowInNew = "field-now-in-new", Major, "`new` has one more argument";
    FieldNotInNew = "field-not-in-new", Major, "`new` has one argument less";
    FieldWire = "field-wire", Patch, "its Rust name is unchanged";
    FieldConstraints = "field-constraints", None, "the client does not validate it";
    ConstructorAdded = "constructor-added", Minor, "the type is now sent in requests";
    ConstructorRemoved = "constructor-removed", Major, "the type is no longer sent in requests, so that it has no `new`";
    ConstructorOrder = "constructor-order", Major, "arguments are positional";
    ValueAdded = "value-added", Minor, "the enum is open: before, the value was read as `Unknown`";
    VariantAdded = "variant-added", Minor, "the enum is `#[non_exhaustive]`, so that additions do not break code";
    VariantAddedToClosed = "variant-added-to-closed", Major, "the enum is closed, so that a `match` must name every variant";
    VariantRemoved = "variant-removed", Major, "code that names the variant no longer compiles";
    VariantType = "variant-type", Major, "the variant contains a different type";
    VariantWire = "variant-wire", Patch, "its Rust name is unchanged";
    VariantOrder = "variant-order", Patch, "only the ordering of values changes, which is that of the document";
    WrapperType = "wrapper-type", Major, "the inner value has a different type";
    ConstraintsTightened = "constraints-tightened", Major, "values that were accepted are now rejected";
    ConstraintsRelaxed = "constraints-relaxed", Minor, "values that were rejected are now accepted";
    TraitAdded = "trait-added", Minor, "an additional trait";
    TraitRemoved = "trait-removed", Major, "code that relies on the trait no longer compiles";
    FunctionAdded = "function-added", Minor, "a new function";
    FunctionRemoved = "function-removed", Major, "code that calls the function no longer compiles";
    FunctionChanged = "function-changed", Major, "the function has a different signature";
    Servers = "servers", None, "the base URL is set when the client is built";
    Security = "security", Patch, "the same credential is sent differently";
    SecuritySchemeAdded = "security-scheme-added", Minor, "another credential can be set";
    SecuritySchemeRemoved = "security-scheme-removed", Major, "a client that sets its credential cannot be built";
    SecuritySchemeRenamed = "security-scheme-renamed", Major, "a client that sets its credential by name cannot be built";
    SecuritySchemeKind = "security-scheme-kind", Major, "it needs another kind of credential";
    SecuritySchemeOrder = "security-scheme-order", Major, "`credential` sets the credential of another scheme";
    SecurityRequired = "security-required", Major, "calls fail unless another credential is set";
    SecurityAlternatives = "security-alternatives", Patch, "calls still succeed with the same credentials";
    SecurityScopes = "security-scopes", Patch, "the client does not know the scopes of a credential";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_1_0_a_breaking_change_is_a_minor_step() {
        for (bump, version, next) in [
            (SemverBump::Major, "0.1.4", "0.2.0"),
            (SemverBump::Minor, "0.1.4", "0.1.5"),
            (SemverBump::Patch, "0.1.4", "0.1.5"),
            (SemverBump::None, "0.1.4", "0.1.4"),
            (SemverBump::Major, "1.2.3", "2.0.0"),
            (SemverBump::Minor, "1.2.3", "1.3.0"),
            (SemverBump::Patch, "1.2.3", "1.2.4"),
        ] {
            assert_eq!(bump.after(version).as_deref(), Some(next));
        }
        assert_eq!(SemverBump::Major.after("one"), None);
    }

    #[test]
    fn kinds_have_the_same_name_in_json() {
        for kind in ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        }
    }
}
