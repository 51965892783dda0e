// The module `types`.

::rolekit_runtime::string_enum! {
    /// A colour.
    pub enum Colour {
        Red = "red",
        DarkBlue = "dark blue",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for Colour {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

/// `Thing`
#[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Eq, Hash, PartialEq)]
#[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
#[non_exhaustive]
pub struct Thing {
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub colour: ::std::option::Option<Colour>,
    #[serde(default = "defaults::thing_level")]
    pub level: ThingLevel,
    #[serde(skip_serializing_if = "::std::option::Option::is_none")]
    pub role: ::std::option::Option<ThingRole>,
}

impl ::std::default::Default for Thing {
    fn default() -> Self {
        Self {
            colour: Default::default(),
            level: defaults::thing_level(),
            role: Default::default(),
        }
    }
}

::rolekit_runtime::string_enum! {
    /// `ThingLevel`
    pub enum ThingLevel {
        Low = "low",
        High = "HIGH",
        VeryHigh = "very-high",
        X2 = "2",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingLevel {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

::rolekit_runtime::string_enum! {
    /// `ThingRole`
    pub enum ThingRole {
        User = "User",
        Observer = "Observer",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for ThingRole {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}

/// Generation of default values for serde.
pub mod defaults {
    pub(super) fn thing_level() -> super::ThingLevel {
        super::ThingLevel::Low
    }
}
