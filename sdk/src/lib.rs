//! Administer who may do what: user role assignments on Gcore and user roles on Trusted Twin.
