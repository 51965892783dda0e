//! The calls through the SDK, as it is set up by default.

use rolekit::gcore::{Client, Role, Scope};

use super::server::Ready;
use super::{ASSIGNMENT, Caller, What};
use crate::Result;

pub(super) struct WithRolekit(Client);

impl WithRolekit {
    pub(super) fn new(ready: &Ready) -> Result<Self> {
        let builder = Client::builder()
            .credential(ready.key.as_str())
            .base_url(&ready.base_url);
        Ok(Self(builder.build()?))
    }
}

impl Caller for WithRolekit {
    async fn call(&self, what: What, _: usize) -> Result<()> {
        let assignments = self.0.role_assignments();
        match what {
            What::Update => {
                let scope = Scope::project(8, 100);
                let update = assignments.update(ASSIGNMENT, 777, Role::User, scope);
                if update.await? != ASSIGNMENT {
                    return Err("another assignment was updated".into());
                }
            }
            What::List => {
                if assignments.list().limit(10).page().await?.items.len() != 10 {
                    return Err("another page came".into());
                }
            }
        }
        Ok(())
    }
}
