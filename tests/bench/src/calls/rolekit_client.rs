//! The SDK with its default options.

use rolekit::gcore::{Client, Role, Scope};

use super::fixed_server::FixedServer;
use super::workload::{ASSIGNMENT_ID, BenchClient, Workload};
use crate::error::Result;

pub(super) struct RolekitClient(Client);

impl RolekitClient {
    pub(super) fn new(server: &FixedServer) -> Result<Self> {
        let builder = Client::builder()
            .credential(server.key.as_str())
            .base_url(&server.base_url);
        Ok(Self(builder.build()?))
    }
}

impl BenchClient for RolekitClient {
    async fn call(&self, workload: Workload, _: usize) -> Result<()> {
        let assignments = self.0.role_assignments();
        match workload {
            Workload::Update => {
                let scope = Scope::project(8, 100);
                let update = assignments.update(ASSIGNMENT_ID, 777, Role::User, scope);
                if update.await? != ASSIGNMENT_ID {
                    return Err("unexpected assignment id in the response".into());
                }
            }
            Workload::List => {
                if assignments.list().limit(10).page().await?.items.len() != 10 {
                    return Err("unexpected number of items in the response".into());
                }
            }
        }
        Ok(())
    }
}
