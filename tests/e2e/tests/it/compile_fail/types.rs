use rolekit::{Secret, gcore, gcore_iam, trusted_twin};

fn ids_cannot_be_swapped(gcore: &gcore::Client, twin: &trusted_twin::Client) {
    let (user, assignment) = (gcore::UserId::new(7), gcore::AssignmentId::new(1));
    let body = gcore::AssignRole::new(user, gcore::Role::Observer);
    drop(gcore.role_assignments().update(assignment, &body));
    drop(gcore.role_assignments().update(user, &body)); //~ E0308
    drop(gcore.role_assignments().list().user_id(user));
    drop(gcore.role_assignments().list().user_id(assignment)); //~ E0308

    let (user, role) = (trusted_twin::UserId::new("u"), trusted_twin::RoleId::new("r"));
    drop(twin.users().get(&user));
    drop(twin.users().get(&role)); //~ E0308
    drop(twin.roles().get(&role));
    drop(twin.roles().get(&user)); //~ E0308
    drop(trusted_twin::NewUser::new(role));
    drop(trusted_twin::NewUser::new(user)); //~ E0308
}

fn numbers_and_strings_are_not_ids(gcore: &gcore::Client, twin: &trusted_twin::Client) {
    drop(gcore.role_assignments().delete(gcore::AssignmentId::new(1)));
    drop(gcore.role_assignments().delete(1)); //~ E0308
    drop(gcore::AssignRole::new(7, gcore::Role::Observer)); //~ E0308
    drop(gcore.projects().list().name("Warehouse"));
    drop(gcore.users().list().project_id(100)); //~ E0599
    let _: gcore::UserId = 7.into(); //~ E0277
    drop(twin.users().get("7c2f")); //~ E0308
}

fn what_is_required_is_an_argument(gcore: &gcore::Client, iam: &gcore_iam::Client) {
    let (assignment, client) = (gcore::AssignmentId::new(1), gcore::ClientId::new(8));
    drop(gcore.role_assignments().update(assignment)); //~ E0061
    drop(gcore.role_assignments().create()); //~ E0061
    drop(gcore::AssignRole::new(gcore::Role::Observer)); //~ E0061
    drop(iam.tokens().list(client));
    drop(iam.tokens().list()); //~ E0061
}

fn what_is_not_paginated_has_no_pages(gcore: &gcore::Client, iam: &gcore_iam::Client) {
    let client = gcore::ClientId::new(8);
    drop(gcore.users().list().pages());
    drop(iam.tokens().list(client).send());
    drop(iam.tokens().list(client).pages()); //~ E0599
    drop(iam.tokens().list(client).stream()); //~ E0599
    drop(iam.tokens().list(client).limit(2)); //~ E0599
}

fn secrets_are_not_printed(secret: Secret) -> String {
    drop(format!("{secret:?}"));
    drop(secret.to_string()); //~ E0599
    format!("{secret}") //~ E0277
}

fn main() {}
