//! The SDK with its default options.

use rolekit::gcore::{AssignRole, AssignmentId, Client, ClientId, ProjectId, Role, Scope, UserId};

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
                let scope = Scope::project(ClientId::new(8), ProjectId::new(100));
                let role = AssignRole::new(UserId::new(777), Role::User).scope(scope);
                let id = AssignmentId::new(ASSIGNMENT_ID);
                let response = assignments.update(id, &role).send().await?;
                if response.assignment_id != id {
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
