#![deny(unused_must_use)]

use rolekit::gcore::{AssignmentId, Client, Role, Scope, UserId};

pub async fn requests_are_sent(gcore: &Client) -> rolekit::Result<()> {
    let (assignments, user) = (gcore.role_assignments(), UserId::new(7));
    assignments.delete(AssignmentId::new(1)).await?;
    assignments.delete(AssignmentId::new(1)); //~ unused_must_use
    assignments.list(); //~ unused_must_use
    assignments.list().user_id(user); //~ unused_must_use
    assignments.list().send(); //~ unused_must_use
    assignments.list().pages(); //~ unused_must_use
    assignments.ensure(user, Role::Observer, Scope::Unspecified); //~ unused_must_use
    Ok(())
}

fn main() {}
