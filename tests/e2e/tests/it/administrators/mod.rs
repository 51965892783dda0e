//! Several administrators who change the same resources at the same time.

mod lost_responses;
mod plan;
mod races;
mod watcher;

use rolekit::gcore::{ClientId, CreateProject, ProjectId, Scope, UserId};
use rolekit::gcore_iam::{GroupName, InviteUser};
use rolekit::trusted_twin::{Action, NewRole, NewUser, RoleId, Statement};

const ACCOUNT: ClientId = ClientId::new(8);
const ADA: UserId = UserId::new(777);

/// Returns the scope of a project of the account.
fn project(id: i64) -> Scope {
    Scope::project(ACCOUNT, ProjectId::new(id))
}

fn named(name: &str) -> CreateProject {
    CreateProject::new(name.parse().unwrap())
}

fn described(name: &str, description: &str) -> CreateProject {
    named(name).description(description.parse().unwrap())
}

fn invite(email: &str, group: GroupName) -> InviteUser {
    InviteUser::new(email.to_owned(), group.into(), ACCOUNT)
}

/// Returns the role `Reader`, which permits one action.
fn reader(action: Action) -> NewRole {
    NewRole::new("Reader".parse().unwrap(), Statement::allow([action]))
}

/// Returns the user `Ada` of Trusted Twin.
fn ada(role: &str) -> NewUser {
    NewUser::new(RoleId::new(role)).name("Ada".parse().unwrap())
}
