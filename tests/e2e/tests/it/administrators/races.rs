//! Changes by others between the requests of one call. Time is paused; a request that is delayed is
//! applied after the change.

use std::time::Duration;

use rolekit::gcore::{AssignmentChange, Role, Scope, UserId};
use rolekit::gcore_iam::{GroupName, UserGroup};
use rolekit::trusted_twin;
use rolekit::{Action, ErrorKind, Outcome};
use rolekit_e2e::{clock, gcore, gcore_iam, trusted_twin};
use rolekit_sandbox::faults::CannedResponse;
use rolekit_sandbox::{Endpoint, Fault, GcoreServer, Sandbox};

use super::{ACCOUNT, ADA, ada, described, project, reader};

const SCOPE: fn() -> Scope = || project(100);

/// Runs a call, and `change` while its first request with `method` is on its way.
async fn interrupt<T>(
    server: &Endpoint,
    method: &str,
    call: impl IntoFuture<Output = T>,
    change: impl FnOnce(),
) -> T {
    let delay = Fault::delay(Duration::from_millis(100)).before();
    server.inject(delay.method(method)).await.unwrap();
    let change = async {
        clock::sleep(Duration::from_millis(50)).await;
        change();
    };
    futures_util::future::join(call.into_future(), change)
        .await
        .0
}

fn count(server: &Endpoint, method: &str) -> usize {
    let requests = server.requests().into_iter();
    requests.filter(|request| request.method == method).count()
}

/// Returns the roles of user 777 with their projects, by id.
fn roles(server: &GcoreServer) -> Vec<(String, Option<i64>)> {
    let assignments = server.assignments().into_iter();
    assignments
        .filter(|item| item["user_id"] == 777)
        .map(|item| {
            let role = item["role"].as_str().unwrap().to_owned();
            (role, item["project_id"].as_i64())
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn ensure_goes_on_when_an_assignment_vanishes_or_appears() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore(&sandbox), sandbox.gcore());
    let assignments = client.role_assignments();

    // The assignment to update vanishes: 404.
    let id = server.add_assignment(777, "Observer", Some(100));
    let ensure = assignments.ensure(ADA, Role::User, SCOPE());
    let ensured = interrupt(server, "PATCH", ensure, || {
        server.remove_assignment(id);
    });
    let ensured = ensured.await.unwrap();
    assert_eq!(ensured.action, Action::Created);
    assert_eq!(roles(server), [("User".to_owned(), Some(100))]);

    // The desired role appears beside the one to update: 409.
    server.remove_assignment(ensured.value.id.get());
    server.add_assignment(777, "Observer", Some(100));
    let ensure = assignments.ensure(ADA, Role::User, SCOPE());
    let ensured = interrupt(server, "PATCH", ensure, || {
        server.add_assignment(777, "User", Some(100));
    });
    assert_eq!(ensured.await.unwrap().action, Action::Unchanged);

    // The desired role appears before it is created: 409.
    let ensure = assignments.ensure(UserId::new(778), Role::User, SCOPE());
    let ensured = interrupt(server, "POST", ensure, || {
        server.add_assignment(778, "User", Some(100));
    });
    assert_eq!(ensured.await.unwrap().action, Action::Unchanged);

    // Another role appears and is updated, the oldest of them.
    server.add_assignment(778, "Observer", Some(200));
    server.add_assignment(778, "ProjectAdministrator", Some(200));
    let scope = project(200);
    let ensured = assignments
        .ensure(UserId::new(778), Role::User, scope)
        .await
        .unwrap();
    assert_eq!(ensured.action, Action::Updated);

    // A user who does not exist is still an error.
    let error = assignments
        .ensure(UserId::new(999), Role::User, SCOPE())
        .await
        .unwrap_err();
    assert!(error.is_not_found() && error.outcome() == Outcome::Refused);
    // So is a conflict that does not go away.
    let conflict = Fault::status(409).method("POST").always();
    server.inject(conflict).await.unwrap();
    let error = assignments
        .ensure(UserId::new(1), Role::User, SCOPE())
        .await
        .unwrap_err();
    assert!(error.is_conflict());
}

#[tokio::test(start_paused = true)]
async fn replace_grants_before_it_takes_away() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore(&sandbox), sandbox.gcore());
    let assignments = client.role_assignments();
    let other = project(200);
    let id = server.add_assignment(777, "ProjectAdministrator", Some(100));

    // The second role is rejected: the first stays unchanged.
    let desired = [
        (Role::Observer, SCOPE()),
        (Role::ProjectAdministrator, other),
    ];
    server
        .inject(Fault::status(403).method("POST"))
        .await
        .unwrap();
    let replaced = assignments.replace(ADA, desired.clone()).await.unwrap();
    assert!(replaced.error.as_ref().unwrap().is_forbidden());
    assert!(!replaced.is_changed() && replaced.skipped.len() == 2);
    assert_eq!(
        roles(server),
        [("ProjectAdministrator".to_owned(), Some(100))]
    );
    assert_eq!(count(server, "PATCH"), 0);
    assert!(replaced.into_result().unwrap_err().is_forbidden());

    // The demotion is rejected: both remain.
    server
        .inject(Fault::status(403).method("PATCH"))
        .await
        .unwrap();
    let replaced = assignments.replace(ADA, desired.clone()).await.unwrap();
    assert!(replaced.error.unwrap().is_forbidden());
    assert_eq!(replaced.changes.len(), 1);
    assert_eq!(roles(server).len(), 2);

    let replaced = assignments.replace(ADA, desired).await.unwrap();
    assert!(replaced.error.is_none() && replaced.skipped.is_empty());
    assert!(
        matches!(replaced.changes[..], [(AssignmentChange::Update { .. }, changed)] if changed == id)
    );
    assert_eq!(
        roles(server),
        [
            ("Observer".to_owned(), Some(100)),
            ("ProjectAdministrator".to_owned(), Some(200))
        ],
    );
}

#[tokio::test(start_paused = true)]
async fn replace_plans_anew_when_assignments_vanish_or_appear() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore(&sandbox), sandbox.gcore());
    let assignments = client.role_assignments();
    let user = ("User".to_owned(), Some(100));

    // The assignment to update disappears.
    let id = server.add_assignment(777, "Observer", Some(100));
    let replace = assignments.replace(ADA, [(Role::User, SCOPE())]);
    let replaced = interrupt(server, "PATCH", replace, || {
        server.remove_assignment(id);
    });
    let replaced = replaced.await.unwrap();
    assert!(replaced.error.is_none());
    assert!(matches!(
        replaced.changes[..],
        [(AssignmentChange::Create { .. }, _)]
    ));
    assert_eq!(roles(server), std::slice::from_ref(&user));

    // The assignment to delete disappears: that is not a change of this call.
    let id = server.add_assignment(777, "Observer", Some(200));
    let replace = assignments.replace(ADA, [(Role::User, SCOPE())]);
    let replaced = interrupt(server, "DELETE", replace, || {
        server.remove_assignment(id);
    });
    let replaced = replaced.await.unwrap();
    assert!(replaced.error.is_none() && !replaced.is_changed());

    // The assignment to create appears, and so does a surplus one.
    let both = [
        (Role::User, SCOPE()),
        (Role::Observer, Scope::account(ACCOUNT)),
    ];
    let replace = assignments.replace(ADA, both);
    let replaced = interrupt(server, "POST", replace, || {
        server.add_assignment(777, "Observer", None);
        server.add_assignment(777, "Observer", Some(200));
    });
    let replaced = replaced.await.unwrap();
    assert!(replaced.error.is_none());
    assert!(matches!(
        replaced.changes[..],
        [(AssignmentChange::Delete { .. }, _)]
    ));
    assert_eq!(roles(server), [user, ("Observer".to_owned(), None)]);

    // A role that appears after the creation is revoked too.
    let all = [
        (Role::User, SCOPE()),
        (Role::Observer, Scope::account(ACCOUNT)),
        (Role::Observer, project(200)),
    ];
    let delay = Fault::delay(Duration::from_millis(100)).after();
    server.inject(delay.method("POST")).await.unwrap();
    let replace = assignments.replace(ADA, all);
    let appear = async {
        clock::sleep(Duration::from_millis(50)).await;
        server.add_assignment(777, "ProjectAdministrator", Some(100));
    };
    let (replaced, ()) = futures_util::future::join(replace.into_future(), appear).await;
    assert!(replaced.unwrap().error.is_none());
    assert_eq!(roles(server).len(), 3);

    // A conflict that does not go away is an error.
    server.clear_requests();
    let conflict = Fault::status(409).method("POST").always();
    server.inject(conflict).await.unwrap();
    let replaced = assignments
        .replace(UserId::new(778), [(Role::User, SCOPE())])
        .await;
    let replaced = replaced.unwrap();
    assert!(replaced.error.unwrap().is_conflict() && replaced.changes.is_empty());
    assert_eq!(count(server, "POST"), 1);
}

#[tokio::test(start_paused = true)]
async fn the_oldest_assignment_takes_over_the_only_desired_role() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore(&sandbox), sandbox.gcore());
    let assignments = client.role_assignments();
    let oldest = server.add_assignment(777, "Observer", Some(100));
    server.add_assignment(777, "User", Some(100));

    // The update after the deletion is rejected: the deleted role is created again.
    let first = Fault::delay(Duration::ZERO).method("PATCH");
    let second = Fault::status(403).method("PATCH");
    server.inject([first, second]).await.unwrap();
    let desired = [(Role::User, SCOPE())];
    let replaced = assignments.replace(ADA, desired.clone()).await.unwrap();
    assert!(replaced.error.unwrap().is_forbidden());
    assert_eq!(replaced.changes.len(), 2);
    let both = [
        ("Observer".to_owned(), Some(100)),
        ("User".to_owned(), Some(100)),
    ];
    assert_eq!(roles(server), both);

    // The update is rejected from the start: nothing is revoked.
    server
        .inject(Fault::status(403).method("PATCH"))
        .await
        .unwrap();
    let replaced = assignments.replace(ADA, desired.clone()).await.unwrap();
    assert!(replaced.error.is_some() && replaced.changes.is_empty());
    assert_eq!(roles(server), both);

    let replaced = assignments.replace(ADA, desired).await.unwrap();
    assert!(replaced.error.is_none(), "{replaced:?}");
    assert_eq!(roles(server), [("User".to_owned(), Some(100))]);
    assert_eq!(server.user_assignment_ids(777), [oldest]);

    // Without a desired role, it goes too.
    let replaced = assignments.replace(ADA, []).await.unwrap();
    assert_eq!(replaced.changes.len(), 1);
    assert!(roles(server).is_empty());
}

#[tokio::test(start_paused = true)]
async fn ensure_absent_goes_on_after_an_unusable_response() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore(&sandbox), sandbox.gcore());
    let assignments = client.role_assignments();
    for unusable in [
        CannedResponse::new(204),
        CannedResponse::new(200).text("<html>"),
        CannedResponse::new(200).json(serde_json::json!({})),
    ] {
        let ids = ["Observer", "User", "ProjectAdministrator"]
            .map(|role| server.add_assignment(777, role, Some(100)));
        let unusable = Fault::respond(unusable).after().method("DELETE");
        server.inject(unusable).await.unwrap();
        let deleted = assignments.ensure_absent(ADA, SCOPE()).await.unwrap();
        let mut deleted: Vec<i64> = deleted
            .into_iter()
            .map(rolekit::gcore::AssignmentId::get)
            .collect();
        deleted.sort_unstable();
        assert_eq!(deleted, ids);
        assert!(roles(server).is_empty());
    }

    // If it was not applied, the error is returned after the others are deleted.
    let remaining = server.add_assignment(777, "Observer", Some(100));
    server.add_assignment(777, "User", Some(100));
    let unusable = Fault::respond(CannedResponse::new(204)).before();
    let path = format!("/cloud/v1/users/assignments/{remaining}");
    server.inject(unusable.path(path)).await.unwrap();
    let error = assignments.ensure_absent(ADA, SCOPE()).await.unwrap_err();
    assert_eq!(error.operation(), Some("delete_role_assignment"));
    assert_eq!(server.user_assignment_ids(777), [remaining]);

    // One that appears meanwhile is deleted too.
    let absent = assignments.ensure_absent(ADA, SCOPE());
    let absent = interrupt(server, "DELETE", absent, || {
        server.add_assignment(777, "User", Some(100));
    });
    assert_eq!(absent.await.unwrap().len(), 2);
    assert!(roles(server).is_empty());

    // One that others delete meanwhile is not counted.
    let [gone, left] = ["Observer", "User"].map(|role| server.add_assignment(777, role, Some(100)));
    let absent = assignments.ensure_absent(ADA, SCOPE());
    let absent = interrupt(server, "DELETE", absent, || {
        server.remove_assignment(gone);
    });
    let deleted = absent.await.unwrap().into_iter();
    let deleted: Vec<i64> = deleted.map(rolekit::gcore::AssignmentId::get).collect();
    assert_eq!(deleted, [left]);
}

#[tokio::test(start_paused = true)]
async fn projects_that_vanish_or_appear_are_planned_anew() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore(&sandbox), sandbox.gcore());
    let projects = client.projects();

    let appears = server.add_project();
    let ensure = projects.ensure(&described("Depot", "one"));
    let ensured = interrupt(server, "POST", ensure, || {
        server.set_project_fields(appears, serde_json::json!({"name": "Depot"}));
    });
    let ensured = ensured.await.unwrap();
    assert_eq!(
        (ensured.action, ensured.value.id.get()),
        (Action::Updated, appears)
    );
    assert_eq!(ensured.value.description.as_deref(), Some("one"));

    let ensure = projects.ensure(&described("Depot", "two"));
    let ensured = interrupt(server, "PATCH", ensure, || {
        server.remove_project(appears);
    });
    let ensured = ensured.await.unwrap();
    assert_eq!(ensured.action, Action::Created);
    assert_ne!(ensured.value.id.get(), appears);

    // Two descriptions: both calls succeed, and the last one wins.
    server
        .inject(Fault::delay(Duration::from_millis(10)).after().always())
        .await
        .unwrap();
    let (one, two) = futures_util::future::join(
        projects.ensure(&described("Store", "one")).into_future(),
        projects.ensure(&described("Store", "two")).into_future(),
    )
    .await;
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one.value.id, two.value.id);
    let created = [one.action, two.action].map(|action| action == Action::Created);
    assert_ne!(created[0], created[1]);
}

#[tokio::test(start_paused = true)]
async fn only_the_changes_of_a_plan_are_made() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore(&sandbox), sandbox.gcore());
    let assignments = client.role_assignments();
    server.add_assignment(777, "ProjectAdministrator", Some(100));
    server.add_assignment(777, "User", None);
    let desired = [
        (Role::Observer, project(100)),
        (Role::ProjectAdministrator, project(200)),
    ];
    let replace = assignments.replace(ADA, desired.clone());
    let plan = replace.plan().await.unwrap();
    assert_eq!(plan.changes.len(), 3);
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.method == "GET")
    );

    // Lost responses are settled by reads.
    for method in ["POST", "PATCH", "DELETE"] {
        let lost = Fault::respond(CannedResponse::new(503)).after();
        server.inject(lost.method(method)).await.unwrap();
    }
    let replaced = replace.apply(&plan).await.unwrap();
    assert!(replaced.error.is_none(), "{replaced:?}");
    let made: Vec<_> = replaced.changes.into_iter().map(|(made, _)| made).collect();
    assert_eq!(made, plan.changes);

    // It does not apply any more.
    let error = replace.apply(&plan).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Contention);
    assert_eq!(error.outcome(), Outcome::Refused);
    assert!(replace.plan().await.unwrap().is_empty());

    // A role that appears while the planned ones are granted is not revoked.
    let [observer, _] = desired;
    let replace = assignments.replace(ADA, [observer, (Role::User, project(200))]);
    let plan = replace.plan().await.unwrap();
    let replaced = interrupt(server, "PATCH", replace.apply(&plan), || {
        server.add_assignment(777, "Observer", None);
    });
    let error = replaced.await.unwrap().error.unwrap();
    assert_eq!(error.kind(), ErrorKind::Contention);
    assert_eq!(error.outcome(), Outcome::Applied);
    assert!(roles(server).contains(&("Observer".to_owned(), None)));
}

#[tokio::test(start_paused = true)]
async fn a_plan_of_ensure_is_outdated_after_changes_by_others() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore(&sandbox), sandbox.gcore());
    let user = client.role_assignments();
    let user = user.ensure(ADA, Role::User, project(100));
    let create = user.plan().await.unwrap();
    let id = server.add_assignment(777, "Observer", Some(100));
    server.clear_requests();
    let error = user.apply(&create).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Contention);
    assert_eq!(error.outcome(), Outcome::Refused);
    assert_eq!(count(server, "POST") + count(server, "PATCH"), 0);

    let ensured = user.apply(&user.plan().await.unwrap()).await.unwrap();
    assert_eq!(
        (ensured.value.id.get(), ensured.action),
        (id, Action::Updated)
    );
    let done = user.plan().await.unwrap();
    assert!(done.is_empty());
    let again = user.apply(&done).await.unwrap();
    assert_eq!(again.action, Action::Unchanged);
    server.remove_assignment(id);
    user.apply(&done).await.unwrap_err();

    let depot = client.projects().ensure(&described("Depot", "one"));
    let create = depot.plan().await.unwrap();
    let other = client.projects().ensure(&described("Depot", "two"));
    let other = other.await.unwrap().value;
    server.clear_requests();
    let error = depot.apply(&create).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Contention);
    assert_eq!(count(server, "POST") + count(server, "PATCH"), 0);
    let ensured = depot.apply(&depot.plan().await.unwrap()).await.unwrap();
    assert_eq!(
        (ensured.value.id, ensured.action),
        (other.id, Action::Updated)
    );
}

#[tokio::test(start_paused = true)]
async fn two_calls_create_one_role_and_one_user() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (trusted_twin(&sandbox), sandbox.trusted_twin());
    let delay = Fault::delay(Duration::from_millis(10));
    server.inject(delay.before().always()).await.unwrap();
    let reader = reader(trusted_twin::Action::GetTwin);
    let ada = ada(&server.administrator().role);
    for _ in 0..20 {
        let roles = client.roles();
        let calls = (0..3).map(|_| roles.ensure(&reader).into_future());
        let ends = futures_util::future::join_all(calls).await;
        // Fails if there are several.
        let found = roles.find_by_name("Reader").await.unwrap().unwrap();
        let ends: Vec<_> = ends.into_iter().map(Result::unwrap).collect();
        assert!(ends.iter().all(|end| end.value.uuid == found.uuid));
        let created = ends.iter().filter(|end| end.action == Action::Created);
        assert_eq!(created.count(), 1);
        roles.delete(&found.uuid).await.unwrap();

        let users = client.users();
        let calls = (0..3).map(|_| users.ensure(&ada).into_future());
        let ends = futures_util::future::join_all(calls).await;
        let found = users.find_by_name("Ada").await.unwrap().unwrap();
        let ends: Vec<_> = ends.into_iter().map(Result::unwrap).collect();
        assert!(ends.iter().all(|end| end.value.uuid == found.uuid));
        users.delete(&found.uuid).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_role_that_vanishes_before_its_update_is_created() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (trusted_twin(&sandbox), sandbox.trusted_twin());
    let reader = reader(trusted_twin::Action::GetTwin);
    for method in ["PATCH", "GET"] {
        let id = server.add_role("Reader", rolekit_sandbox::Statement::default());
        let roles = client.roles();
        let ensure = roles.ensure(&reader);
        // With GET, between the list and the read of the role.
        let remove = || {
            server.remove_role(&id);
        };
        let ensured = if method == "GET" {
            let list = Fault::delay(Duration::from_millis(100)).after();
            server.inject(list.path("/roles")).await.unwrap();
            let remove = async {
                clock::sleep(Duration::from_millis(50)).await;
                remove();
            };
            futures_util::future::join(ensure.into_future(), remove)
                .await
                .0
        } else {
            interrupt(server, method, ensure, remove).await
        };
        let ensured = ensured.unwrap();
        assert_eq!(ensured.action, Action::Created, "{method}");
        server.remove_role(ensured.value.uuid.as_str());
    }
}

#[tokio::test(start_paused = true)]
async fn the_own_key_is_deleted_last() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    // An administrator, so that they may revoke users.
    server.iam().set_group(777, 1);
    let members = gcore_iam(&sandbox).client_users();
    let group = members.get(ACCOUNT, ADA).await.unwrap().user_role;
    if !group.is_some_and(|group| group.is_same_group(&GroupName::Administrators.into())) {
        let administrators = UserGroup::new().user_role(GroupName::Administrators.into());
        let update = members.update(ACCOUNT, ADA, &administrators);
        update.await.unwrap();
    }
    let (own, key) = server.iam().add_token(777);
    let others = [(); 3].map(|()| server.iam().add_token(777).0);
    let client = gcore_iam(&sandbox).with_key(key).unwrap();
    let members = client.client_users();

    // A deletion fails: the key still works.
    let path = format!("/iam/v2/clients/8/tokens/{}", others[1]);
    let fault = Fault::status(403).method("DELETE").path(path.as_str());
    server.inject(fault).await.unwrap();
    members.revoke_with_tokens(ACCOUNT, ADA).await.unwrap_err();
    client.account().get().await.unwrap();

    server.clear_requests();
    let error = members.revoke_with_tokens(ACCOUNT, ADA).await.unwrap_err();
    assert!(error.is_unauthorized(), "{error}");
    let deleted: Vec<String> = server
        .requests()
        .into_iter()
        .filter(|request| request.method == "DELETE" && request.path.contains("/tokens/"))
        .map(|request| request.path.rsplit('/').next().unwrap().to_owned())
        .collect();
    assert_eq!(deleted.last(), Some(&own.to_string()));
    let left = gcore_iam(&sandbox)
        .tokens()
        .list(ACCOUNT)
        .issued_by(ADA)
        .await
        .unwrap();
    assert!(left.iter().all(|token| token.deleted));
}
