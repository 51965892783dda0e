//! Gcore: role assignments.

use futures_util::TryStreamExt;
use rolekit::gcore::operations::ListRoleAssignments;
use rolekit::gcore::{AssignRole, AssignmentId, Client, ClientId, ProjectId, Role, Scope, UserId};
use rolekit_e2e::vendors::python::{VendorCall, call, name};
use rolekit_e2e::vendors::recorder::Recorder;

const CREATE: &str = "cloud.users.role_assignments.create";
const UPDATE: &str = "cloud.users.role_assignments.update";
const LIST: &str = "cloud.users.role_assignments.list";
const DELETE: &str = "cloud.users.role_assignments.delete";

const ACCOUNT: ClientId = ClientId::new(8);

fn project(id: i64) -> Scope {
    Scope::project(ACCOUNT, ProjectId::new(id))
}

fn assign(user_id: i64, role: Role, scope: Scope) -> AssignRole {
    AssignRole::new(UserId::new(user_id), role).scope(scope)
}

/// Adds a scope as the vendor's client takes it.
fn scoped(call: VendorCall, scope: Scope) -> VendorCall {
    match scope {
        Scope::OwnAccount => call.with("client_id", ()).with("project_id", ()),
        Scope::Account { client_id, .. } => call
            .with("client_id", client_id.get())
            .with("project_id", ()),
        Scope::Project {
            client_id,
            project_id,
            ..
        } => call
            .with("client_id", client_id.get())
            .with("project_id", project_id.get()),
        _ => call,
    }
}

fn with_arguments(call: VendorCall, user_id: i64, role: &Role, scope: Scope) -> VendorCall {
    scoped(
        call.with("user_id", user_id).with("role", role.as_str()),
        scope,
    )
}

pub(crate) async fn write(recorder: &mut Recorder<'_>, client: &Client) {
    let assignments = client.role_assignments();
    let grants = [
        ("no scope", 777, Role::Observer, Scope::Unspecified),
        (
            "scope null",
            777,
            Role::ClientAdministrator,
            Scope::OwnAccount,
        ),
        (
            "project null",
            778,
            Role::ClientAdministrator,
            Scope::account(ACCOUNT),
        ),
        ("project set", 777, Role::User, project(100)),
        ("project set again", 777, Role::User, project(100)),
        ("another project", 778, Role::User, project(200)),
        ("no such user", 999, Role::User, project(200)),
    ];
    for (what, user_id, role, scope) in grants {
        let theirs = with_arguments(call(CREATE), user_id, &role, scope).keep(what, "/id");
        let ours = assignments.create(&assign(user_id, role, scope));
        recorder
            .step(
                &format!("create an assignment: {what}"),
                theirs,
                ours.into_future(),
            )
            .await;
    }
    let unknown = Role::from("FleetKeeper".to_owned());
    let theirs = with_arguments(call(CREATE), 778, &unknown, project(100)).keep("unknown", "/id");
    let ours = assignments.create(&assign(778, unknown, project(100)));
    recorder
        .step(
            "create an assignment: a role that neither knows",
            theirs,
            ours.into_future(),
        )
        .await;

    let changes = [
        ("no scope", Role::User, Scope::Unspecified),
        ("scope null", Role::Observer, Scope::OwnAccount),
        (
            "project null",
            Role::ProjectAdministrator,
            Scope::account(ACCOUNT),
        ),
        ("project set", Role::ProjectAdministrator, project(200)),
    ];
    for (what, role, scope) in changes {
        let id = AssignmentId::new(recorder.number(what));
        let theirs = with_arguments(call(UPDATE).arg(name(what)), 777, &role, scope);
        let ours = assignments.update(id, &assign(777, role, scope));
        recorder
            .step(
                &format!("update an assignment: {what}"),
                theirs,
                ours.into_future(),
            )
            .await;
    }
    let theirs = with_arguments(call(UPDATE).arg(4), 777, &Role::User, Scope::Unspecified);
    let user = assign(777, Role::User, Scope::Unspecified);
    let ours = assignments.update(AssignmentId::new(4), &user);
    recorder
        .step(
            "update an assignment that is not there",
            theirs,
            ours.into_future(),
        )
        .await;

    for intent in ["delete an assignment", "delete an assignment that is gone"] {
        let id = AssignmentId::new(recorder.number("another project"));
        let theirs = call(DELETE).arg(name("another project"));
        let ours = assignments.delete(id);
        recorder.step(intent, theirs, ours.into_future()).await;
    }
}

pub(crate) async fn read(recorder: &mut Recorder<'_>, client: &Client) {
    let list = client.role_assignments().list();
    let page = async |list: ListRoleAssignments| Ok(list.page().await?.items);
    for (what, theirs, ours) in [
        ("whole", call(LIST), list.clone()),
        (
            "of a user",
            call(LIST).with("user_id", 777),
            list.clone().user_id(UserId::new(777)),
        ),
        (
            "of a project",
            call(LIST).with("project_id", 200),
            list.clone().project_id(ProjectId::new(200)),
        ),
        (
            "a limit",
            call(LIST).with("limit", 2),
            list.clone().limit(2),
        ),
        (
            "an offset",
            call(LIST).with("offset", 1),
            list.clone().offset(1),
        ),
        (
            "all filters",
            call(LIST)
                .with("limit", 10)
                .with("offset", 0)
                .with("project_id", 200)
                .with("user_id", 777),
            list.clone()
                .user_id(UserId::new(777))
                .project_id(ProjectId::new(200))
                .offset(0)
                .limit(10),
        ),
    ] {
        recorder
            .step(&format!("list assignments: {what}"), theirs, page(ours))
            .await;
    }
    let theirs = call(LIST).with("limit", 2).pages();
    let ours = list.limit(2).stream().try_collect::<Vec<_>>();
    recorder
        .step("list assignments: page by page", theirs, ours)
        .await;
}
