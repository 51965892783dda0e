//! Proposals from the log of the sandbox.

use rolekit::trusted_twin;
use rolekit_access::least_privilege::propose;
use rolekit_access::services::Sections;
use rolekit_access::state::State;
use rolekit_sandbox::Fault;
use rolekit_sandbox::faults::CannedResponse;
use serde_json::json;

use crate::fixture::Fixture;

async fn start() -> Fixture {
    let state: State = serde_json::from_value(json!({
        "gcore": {"account": 8, "caller": 1, "users": {}, "projects": {}, "grants": {}},
        "iam": {"account": 8, "caller": 1, "members": {}},
        "trusted_twin": {
            "caller": "none",
            "roles": {
                "r": {"name": "Auditors", "statement": {"effect": "deny", "actions": ["create_user"]}},
                "s": {"name": "Silent", "statement": {"effect": "deny", "actions": []}},
            },
            "users": {"a": {"name": "Silent", "role": "s"}},
        },
    }))
    .unwrap();
    Fixture::start(&state).await
}

#[tokio::test]
async fn what_was_used_is_within_what_is_proposed_and_that_within_what_is_held() {
    let fixture = start().await;
    let server = fixture.sandbox.trusted_twin();
    let state = fixture.services.read(Sections::ALL).await.unwrap();
    let twin = state.trusted_twin.unwrap();
    let auditors = twin.roles_named("Auditors").next().unwrap().0.clone();
    let auditor = server.add_user(auditors.as_str());
    let client = trusted_twin::Client::builder()
        .credential(&*auditor.secret)
        .base_url(server.base_url())
        .transport(server.transport())
        .build()
        .unwrap();
    client.users().list().await.unwrap();
    client.roles().list().await.unwrap();
    client.roles().get(&auditors).await.unwrap();

    let services = fixture.services.trusted_twin.as_ref().unwrap();
    let found = propose(services, None, 100).await.unwrap();
    assert!(found.window.is_whole && found.window.gaps == 0);
    assert!(found.window.silent.contains(&"Silent".to_owned()));
    let proposal = found.proposals.iter().find(|it| it.name == "Auditors");
    let proposal = proposal.unwrap();
    assert_eq!((&proposal.role, proposal.users), (&auditors, 1));
    let used: Vec<&str> = proposal.used.iter().map(String::as_str).collect();
    assert_eq!(used, ["get_user_role", "get_user_roles", "get_users"]);
    for action in trusted_twin::Action::KNOWN {
        let is_used = proposal.used.contains(action.as_str());
        let is_proposed = proposal.proposed.permits(action) == Some(true);
        let is_held = proposal.held.permits(action) == Some(true);
        assert!(!is_used || is_proposed, "{action}");
        assert!(!is_proposed || is_held, "{action}");
        assert_eq!(is_proposed, is_used, "{action}");
    }

    // A user whom the log does not have may need more.
    let idle = server.add_user(auditors.as_str());
    let found = propose(services, None, 100).await.unwrap();
    assert!(found.proposals.iter().all(|it| it.name != "Auditors"));
    assert!(found.window.silent.contains(&"Auditors".to_owned()));
    server.remove_user(&idle.user);

    // What a role has lost since is not given back.
    server.set_user_role(&auditor.user, auditors.as_ref());
    let narrow =
        trusted_twin::Statement::allow([trusted_twin::Action::from("get_users"), "get_log".into()]);
    let update = trusted_twin::RoleUpdate::new().statement(narrow);
    services.roles().update(&auditors, &update).await.unwrap();
    let found = propose(services, None, 100).await.unwrap();
    let proposal = found.proposals.iter().find(|it| it.name == "Auditors");
    let used: Vec<&String> = proposal.unwrap().used.iter().collect();
    assert_eq!(used, ["get_users"]);
}

#[tokio::test]
async fn a_lost_part_is_a_gap_and_requests_are_limited() {
    let fixture = start().await;
    let client = fixture.services.trusted_twin.as_ref().unwrap();
    for _ in 0..120 {
        client.users().list().await.unwrap();
    }
    let found = propose(client, None, 1).await.unwrap();
    assert!(!found.window.is_whole);
    assert_eq!(found.window.messages, 100);
    let last = found.window.last.clone();
    let rest = propose(client, last.clone(), 100).await.unwrap();
    assert!(rest.window.is_whole && rest.window.messages >= 20);
    fixture.sandbox.trusted_twin().truncate_log();
    let found = propose(client, last, 100).await.unwrap();
    assert_eq!(found.window.gaps, 1);
    assert!(found.window.is_whole);
}

#[tokio::test]
async fn roles_without_a_proposal_are_named() {
    let fixture = start().await;
    let server = fixture.sandbox.trusted_twin();
    let client = fixture.services.trusted_twin.as_ref().unwrap();
    let caller = client.who_am_i().await.unwrap().user;
    let role = client.users().get(&caller).await.unwrap().role.unwrap();
    let name = client.roles().get(&role).await.unwrap().name;
    let newer = fixture.read().await.trusted_twin.unwrap();
    let newer = newer.roles_named("Silent").next().unwrap().0.clone();
    let mut body = serde_json::to_value(client.roles().get(&newer).await.unwrap()).unwrap();
    body["statement"]["effect"] = json!("sometimes");
    let path = server.requests().last().unwrap().path.clone();
    let response = CannedResponse::new(200).json(body);
    let fault = Fault::respond(response).method("GET").path(path).always();
    server.inject(fault).await.unwrap();
    let found = propose(client, Some("nonsense".to_owned()), 100)
        .await
        .unwrap();
    // The calls of this program are all that the key did.
    assert!(
        found.proposals.iter().all(|it| it.role != role),
        "{found:?}"
    );
    assert_eq!(found.window.own, Some(name));
    assert_eq!(found.window.not_understood, ["Silent"]);
    assert!(found.window.is_start_unknown);
    let found = propose(client, None, 100).await.unwrap();
    assert!(!found.window.is_start_unknown);
    assert_eq!((found.window.from, found.window.to), (None, None));
}

#[test]
fn a_number_of_requests_is_needed() {
    let folder = crate::cli::folder(&[]);
    let args = ["--sandbox", "least-privilege", "--max-requests", "0"];
    let ran = crate::cli::run(folder.path(), &args);
    assert!(
        ran.status != 0 && ran.err.contains("--max-requests"),
        "{ran:?}"
    );
    let args = ["--sandbox", "least-privilege", "--after", "nonsense"];
    let ran = crate::cli::run(folder.path(), &args);
    assert!(ran.err.contains("check --after"), "{ran:?}");
    assert!(ran.err.contains("the role of the own key"), "{ran:?}");
}
