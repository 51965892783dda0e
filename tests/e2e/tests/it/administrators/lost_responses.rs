//! Calls whose change was applied although the response is a 503, as from a proxy: what they detect by
//! reading, and the action that they report. Time is paused.

use std::time::Duration;

use rolekit::gcore::{ProjectId, Role, UpdateProject};
use rolekit::gcore_iam::resources::Tokens;
use rolekit::gcore_iam::{CreateApiToken, GroupName, TokenGroup};
use rolekit::trusted_twin::{self, AccountId, Client, Expiry, NewUserSecretPin};
use rolekit::{Action, Ensured, Error, Outcome};
use rolekit_e2e::{clock, gcore, gcore_iam, trusted_twin};
use rolekit_sandbox::faults::CannedResponse;
use rolekit_sandbox::seed::{ApiTokenSeed, Group, Seed};
use rolekit_sandbox::{Endpoint, Fault, Sandbox};

use super::{ACCOUNT, ADA, ada, described, invite, named, project, reader};

/// Responds to every request with this method with a 503, after it was applied or instead.
async fn lose(server: &Endpoint, method: &str, applied: bool) {
    server.clear_faults().await;
    server.clear_requests();
    let lost = Fault::respond(CannedResponse::new(503).text("upstream connect error"));
    let lost = if applied { lost.after() } else { lost.before() };
    let lost = lost.method(method).always();
    server.inject(lost).await.unwrap();
}

fn count(server: &Endpoint, method: &str) -> usize {
    let requests = server.requests().into_iter();
    requests.filter(|request| request.method == method).count()
}

/// Checks a call under both faults: not applied, it is an error of unknown outcome; applied, it
/// reports the action. A creation is sent once.
async fn check<T: std::fmt::Debug>(
    server: &Endpoint,
    method: &str,
    action: Action,
    call: impl AsyncFn() -> Result<Ensured<T>, Error>,
) {
    let sent = if method == "POST" { 1 } else { 3 };
    lose(server, method, false).await;
    let error = call().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "{error}");
    assert_eq!(count(server, method), sent);
    lose(server, method, true).await;
    let ensured = call().await.unwrap();
    assert_eq!(ensured.action, action);
    assert_eq!(count(server, method), sent);
    // A second call finds everything done.
    let again = call().await.unwrap();
    assert_eq!(again.action, Action::Unchanged);
    assert_eq!(count(server, method), sent);
    server.clear_faults().await;
}

#[tokio::test(start_paused = true)]
async fn ensure_of_gcore_reports_what_it_did() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore(&sandbox), sandbox.gcore());
    let assignments = client.role_assignments();
    let scope = project(100);
    check(server, "POST", Action::Created, async || {
        assignments.ensure(ADA, Role::Observer, scope).await
    })
    .await;
    check(server, "PATCH", Action::Updated, async || {
        assignments.ensure(ADA, Role::User, scope).await
    })
    .await;
    assert_eq!(server.assignments().len(), 1);

    let projects = client.projects();
    check(server, "POST", Action::Created, async || {
        projects.ensure(&named("Depot")).await
    })
    .await;
    check(server, "PATCH", Action::Updated, async || {
        projects.ensure(&described("Depot", "Tools")).await
    })
    .await;
    let depot = projects.find_by_name("Depot").await.unwrap().unwrap();
    let store = UpdateProject::new().name("Store".parse().unwrap());
    projects.update(depot.id, &store).await.unwrap();

    lose(server, "DELETE", true).await;
    assert_eq!(
        assignments.ensure_absent(ADA, scope).await.unwrap().len(),
        1
    );
}

#[tokio::test(start_paused = true)]
async fn ensure_of_trusted_twin_reports_what_it_did() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (trusted_twin(&sandbox), sandbox.trusted_twin());
    let roles = client.roles();
    check(server, "POST", Action::Created, async || {
        roles.ensure(&reader(trusted_twin::Action::GetTwin)).await
    })
    .await;
    check(server, "PATCH", Action::Updated, async || {
        roles.ensure(&reader(trusted_twin::Action::ScanTwins)).await
    })
    .await;
    let role = server.administrator().role.as_str();
    check(server, "POST", Action::Created, async || {
        client.users().ensure(&ada(role)).await
    })
    .await;
    check(server, "PATCH", Action::Updated, async || {
        let floor = serde_json::Map::from_iter([("floor".to_owned(), 1.into())]);
        client.users().ensure(&ada(role).description(floor)).await
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn ensure_of_iam_reports_what_it_did() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore_iam(&sandbox), sandbox.gcore());
    let members = client.client_users();
    check(server, "PUT", Action::Updated, async || {
        members
            .ensure_group(ACCOUNT, ADA, GroupName::Engineers)
            .await
    })
    .await;
    check(server, "POST", Action::Created, async || {
        members
            .ensure(&invite("karen@example.com", GroupName::Engineers))
            .await
    })
    .await;
    assert_eq!(server.iam().emails().len(), 1);
    check(server, "PUT", Action::Updated, async || {
        members
            .ensure(&invite("karen@example.com", GroupName::Users))
            .await
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn replace_reports_the_changes_whose_responses_were_lost() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore(&sandbox), sandbox.gcore());
    let assignments = client.role_assignments();
    let scopes = [100, 200].map(project);
    let roles = |roles: [Role; 2]| roles.into_iter().zip(scopes);
    for (method, desired) in [
        (
            "POST",
            vec![(Role::Observer, scopes[0]), (Role::User, scopes[1])],
        ),
        (
            "PATCH",
            vec![(Role::User, scopes[0]), (Role::User, scopes[1])],
        ),
        ("DELETE", vec![(Role::User, scopes[0])]),
    ] {
        let before = server.assignments();
        lose(server, method, false).await;
        let replaced = assignments.replace(ADA, desired.clone()).await.unwrap();
        assert!(replaced.changes.is_empty() && !replaced.skipped.is_empty());
        assert_eq!(
            replaced.error.unwrap().outcome(),
            Outcome::Unknown,
            "{method}"
        );
        assert_eq!(server.assignments(), before);

        lose(server, method, true).await;
        let replaced = assignments.replace(ADA, desired.clone()).await.unwrap();
        assert!(replaced.error.is_none(), "{method}: {replaced:?}");
        let expected = if method == "POST" { 2 } else { 1 };
        assert_eq!(replaced.changes.len(), expected, "{method}");
        assert_eq!(server.assignments().len(), desired.len());
        if method == "POST" {
            assert_eq!(count(server, "POST"), 2);
        }
        let again = assignments.replace(ADA, desired).await.unwrap();
        assert!(again.error.is_none() && !again.is_changed());
    }
    server.clear_faults().await;

    // The read after a change fails: what was changed was applied.
    server
        .inject(Fault::delay(Duration::ZERO).method("GET"))
        .await
        .unwrap();
    server
        .inject(Fault::status(403).method("GET"))
        .await
        .unwrap();
    let desired = roles([Role::Observer, Role::Observer]);
    let replaced = assignments.replace(ADA, desired).await.unwrap();
    assert_eq!(replaced.changes.len(), 1);
    let error = replaced.error.unwrap();
    assert!(error.is_forbidden() && error.outcome() == Outcome::Applied);
}

#[tokio::test(start_paused = true)]
async fn a_token_whose_text_is_lost_is_reported() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore_iam(&sandbox), sandbox.gcore());
    let tokens = client.tokens();
    let group = TokenGroup::new(GroupName::Users.into());
    let deploy = CreateApiToken::new("deploy".to_owned(), None, group);
    let newest = async || {
        let mut found = tokens.list(ACCOUNT).await.unwrap();
        found.retain(|token| token.name == "deploy" && !token.deleted);
        found.iter().map(|token| token.id).max().unwrap()
    };
    // One of the same name that was there before.
    let first = tokens.create_checked(ACCOUNT, &deploy).await.unwrap();
    let count_of = || server.iam().tokens().len();
    let before = count_of();

    lose(server, "POST", false).await;
    let error = tokens.create_checked(ACCOUNT, &deploy).await.unwrap_err();
    assert_eq!((error.outcome(), error.code()), (Outcome::Unknown, None));
    assert_eq!((count_of(), count(server, "POST")), (before, 1));

    for response in [
        CannedResponse::new(503).text("upstream connect error"),
        CannedResponse::new(200).text("<html>"),
    ] {
        let before = count_of();
        server.clear_faults().await;
        let lost = Fault::respond(response).after().method("POST");
        server.inject(lost).await.unwrap();
        let error = tokens.create_checked(ACCOUNT, &deploy).await.unwrap_err();
        assert_eq!(error.code(), Some(Tokens::TEXT_LOST));
        assert_eq!(error.outcome(), Outcome::Applied);
        assert_eq!(count_of(), before + 1, "neither created again nor deleted");
        let newest = newest().await;
        let message = format!("token {newest} was created, but its text is lost");
        assert!(error.to_string().contains(&message), "{error}");
        tokens.delete(ACCOUNT, newest).await.unwrap();
    }

    // A token of another user, and one with another description, are not taken for it.
    server.clear_faults().await;
    let owner = server.api_key_owner();
    for (user_id, description) in [(777, None), (owner, Some("For CI."))] {
        let delayed = Fault::delay(Duration::from_millis(100)).before();
        let lost = CannedResponse::new(503).text("upstream connect error");
        let lost = Fault::respond(lost).before().method("POST");
        let appear = async {
            clock::sleep(Duration::from_millis(50)).await;
            let other = ApiTokenSeed {
                user_id,
                name: Some("deploy".to_owned()),
                description: description.map(str::to_owned),
                group: Some(Group::USERS),
                ..ApiTokenSeed::default()
            };
            let mut seed = Seed::default();
            seed.gcore.tokens.push(other);
            sandbox.seed(&seed).unwrap();
        };
        let account = delayed.path("/iam/clients/me");
        server.inject([lost, account]).await.unwrap();
        let create = tokens.create_checked(ACCOUNT, &deploy);
        let (created, ()) = futures_util::future::join(create, appear).await;
        let error = created.unwrap_err();
        assert_eq!((error.outcome(), error.code()), (Outcome::Unknown, None));
    }

    // If the tokens cannot be listed afterwards, the error says so and contains why.
    server.clear_faults().await;
    let lost = CannedResponse::new(503).text("upstream connect error");
    server
        .inject([
            Fault::respond(lost).after().method("POST"),
            Fault::status(403).method("GET").path("/iam/clients/me"),
        ])
        .await
        .unwrap();
    let error = tokens.create_checked(ACCOUNT, &deploy).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    let message = "upstream connect error; the tokens could not be listed afterwards";
    assert!(error.to_string().contains(message), "{error}");
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("status 403"), "{source}");
    tokens.delete(ACCOUNT, newest().await).await.unwrap();
    server.clear_faults().await;

    // The old token stays if the new one is lost.
    lose(server, "POST", true).await;
    let error = tokens.rotate(ACCOUNT, first.id).await.unwrap_err();
    assert_eq!(error.code(), Some(Tokens::TEXT_LOST));
    assert!(!tokens.get(ACCOUNT, first.id).await.unwrap().deleted);
}

#[tokio::test(start_paused = true)]
async fn a_pin_is_sent_again_and_a_lost_secret_is_reported() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (trusted_twin(&sandbox), sandbox.trusted_twin());
    let role = server.administrator().role.as_str();
    let user = client.users().create(&ada(role)).await.unwrap().uuid;
    let account = AccountId::new(server.account());
    let secrets = client.secrets();
    let create_pin = async || {
        let new = NewUserSecretPin::new(Expiry::Never);
        secrets.create_pin(&user, &new).await.unwrap().pin
    };
    let nobody = Client::builder()
        .base_url(server.base_url())
        .without_credential()
        .build()
        .unwrap();
    let lost = || Fault::status(503).method("POST").path("/secrets/*");

    // Not applied: the second request succeeds.
    let pin = create_pin().await;
    server.inject(lost().before()).await.unwrap();
    let made = nobody.secrets().redeem(&account, &pin).await.unwrap();
    client
        .with_key(made.secret)
        .unwrap()
        .who_am_i()
        .await
        .unwrap();
    secrets.delete(&user).await.unwrap();

    // Applied: the service has no such PIN any more.
    let pin = create_pin().await;
    server.inject(lost().after()).await.unwrap();
    let error = nobody.secrets().redeem(&account, &pin).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(
        error.to_string().contains("a secret that nobody has seen"),
        "{error}"
    );
    assert!(!error.to_string().contains(pin.expose()));
    secrets.get(&user).await.unwrap();
    secrets.delete(&user).await.unwrap();

    // Whoever has just created the PIN knows that it was valid.
    server.inject(lost().after()).await.unwrap();
    let creation = secrets.create(&user, Expiry::Never).await.unwrap();
    assert_eq!(creation.redeemed.unwrap_err().outcome(), Outcome::Applied);
    secrets.delete(&user).await.unwrap();

    // Neither got through: the PIN is still valid.
    server.inject(lost().before().times(2)).await.unwrap();
    let creation = secrets.create(&user, Expiry::Never).await.unwrap();
    assert_eq!(creation.redeemed.unwrap_err().outcome(), Outcome::Unknown);
    let redeemed = secrets.redeem(&creation.account, &creation.pin).await;
    redeemed.unwrap();

    // A call to a service that sends a long `Retry-After` is not retried.
    let pin = create_pin().await;
    let busy = CannedResponse::new(503).header("retry-after", "60");
    server.clear_requests();
    server
        .inject(Fault::respond(busy).method("POST"))
        .await
        .unwrap();
    let error = nobody.secrets().redeem(&account, &pin).await.unwrap_err();
    assert_eq!(
        (error.outcome(), count(server, "POST")),
        (Outcome::Unknown, 1)
    );
}

#[tokio::test(start_paused = true)]
async fn a_wait_for_work_that_never_started_is_not_applied() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore(&sandbox), sandbox.gcore());
    for response in [
        CannedResponse::new(200).text("<html>"),
        CannedResponse::new(204),
        CannedResponse::new(503),
    ] {
        server.clear_faults().await;
        let lie = Fault::respond(response).before().method("DELETE").always();
        server.inject(lie).await.unwrap();
        let error = client
            .projects()
            .delete(ProjectId::new(200))
            .wait()
            .await
            .unwrap_err();
        assert_eq!(error.job_id(), None);
        assert_eq!(error.outcome(), Outcome::Unknown);
        assert_eq!(error.call_error().unwrap().outcome(), Outcome::Unknown);
    }
    // Whether it started cannot be read.
    server.clear_faults().await;
    let lie = Fault::respond(CannedResponse::new(200).text("<html>")).before();
    let unreadable = Fault::status(403).method("GET");
    server
        .inject([lie.method("DELETE"), unreadable])
        .await
        .unwrap();
    let error = client.projects().delete(ProjectId::new(200));
    let error = error.wait().await.unwrap_err();
    assert_eq!((error.job_id(), error.outcome()), (None, Outcome::Unknown));
    // It did start.
    server.clear_faults().await;
    let lost = Fault::respond(CannedResponse::new(200).text("<html>")).after();
    server.inject(lost.method("DELETE")).await.unwrap();
    server.fail_next_task("a volume is still in use");
    let error = client
        .projects()
        .delete(ProjectId::new(200))
        .wait()
        .await
        .unwrap_err();
    assert!(error.job_id().is_some());
    assert_eq!(error.outcome(), Outcome::Applied);
}
