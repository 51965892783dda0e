// The module `types`.

::rolekit_runtime::string_enum! {
    /// `Action`
    pub enum Action {
        CreateRole = "create_role",
        GetRoles = "get_roles",
        Trace = "trace",
    }
}
