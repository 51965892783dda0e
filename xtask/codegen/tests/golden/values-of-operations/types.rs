// The module `types`.

::rolekit_runtime::string_enum! {
    /// `Action`
    pub enum Action {
        CreateRole = "create_role",
        GetRoles = "get_roles",
        Trace = "trace",
    }
}

#[cfg(feature = "test-util")]
impl ::std::default::Default for Action {
    fn default() -> Self {
        Self::Unknown(::std::default::Default::default())
    }
}
