//! Pages with items that do not match the document, and statements and rules with more than that.

use rolekit::trusted_twin::{self, NewRole, RoleId, RoleUpdate, RulesChange, Statement};
use rolekit::{Action, Error, ErrorKind, Outcome, Position};
use rolekit_e2e::{gcore, gcore_iam, trusted_twin};
use rolekit_sandbox::faults::CannedResponse;
use rolekit_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};

/// Returns the JSON path of an error.
fn path(error: &Error) -> &str {
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.outcome(), Outcome::Applied);
    error.path().unwrap()
}

/// Returns each item as its text or the path of its error.
fn outline<T>(items: &[Result<T, Error>], text: impl Fn(&T) -> String) -> Vec<String> {
    let items = items.iter();
    items
        .map(|item| match item {
            Ok(item) => text(item),
            Err(error) => path(error).to_owned(),
        })
        .collect()
}

fn page(body: Value) -> Fault {
    Fault::respond(CannedResponse::new(200).json(body)).method("GET")
}

fn assignment(id: Value, role: Value) -> Value {
    json!({
        "id": id, "user_id": 777, "role": role, "client_id": 8, "project_id": null,
        "assigned_by": 1, "created_at": "2019-06-25T08:42:42Z", "updated_at": null,
    })
}

#[tokio::test]
async fn a_bad_item_fails_its_page_or_is_an_error_among_the_others() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore(&sandbox), sandbox.gcore());
    let list = client.role_assignments().list().limit(4);
    let body = json!({"count": 6, "results": [
        assignment(json!(1), json!("Observer")),
        assignment(json!("one"), json!("Observer")),
        {},
        assignment(json!(4), json!("Not known yet")),
    ]});
    server.inject(page(body.clone())).await.unwrap();
    let error = list.clone().page().await.unwrap_err();
    assert_eq!(path(&error), "results[1].id");
    assert_eq!(error.operation(), Some("list_role_assignments"));

    server.inject(page(body.clone())).await.unwrap();
    let lenient = list.clone().lenient().page().await.unwrap();
    let text = |item: &rolekit::gcore::RoleAssignment| format!("{} {}", item.id, item.role);
    assert_eq!(
        outline(&lenient.items, text),
        [
            "1 Observer",
            "results[1].id",
            "results[2]",
            "4 Not known yet"
        ],
    );
    // Bad items count for the next page.
    assert_eq!(
        (lenient.count, lenient.next),
        (Some(6), Some(Position::Offset(4)))
    );
    let error = lenient.items[2].as_ref().unwrap_err();
    assert_eq!(error.operation(), Some("list_role_assignments"));
    assert!(error.to_string().contains("missing field"), "{error}");
    assert_eq!(error.status().map(|status| status.as_u16()), Some(200));

    // The stream continues with the next page.
    let rest = json!({"count": 6, "results": [
        assignment(json!(5), json!("User")),
        assignment(json!(6), json!(7)),
    ]});
    server.inject([page(body), page(rest)]).await.unwrap();
    let all = list.clone().lenient().all().await.unwrap();
    assert_eq!(outline(&all, text)[4..], ["5 User", "results[1].role"]);

    // A page of good items is as without it.
    server.add_assignment(777, "Observer", Some(100));
    let good = list.clone().offset(0).lenient().all().await.unwrap();
    assert_eq!(good.len(), 1);

    // A body that is not a list of items, or has no valid item, fails.
    for body in [
        json!({"count": 1, "results": {}}),
        json!({"count": "many", "results": [assignment(json!(1), json!("User"))]}),
        json!({"count": 1, "results": [{}]}),
        json!([]),
    ] {
        server.inject(page(body.clone())).await.unwrap();
        let error = list.clone().lenient().page().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode, "{body}");
    }
    server.inject(Fault::status(403)).await.unwrap();
    let error = list.lenient().page().await.unwrap_err();
    assert!(error.is_forbidden());
}

#[tokio::test]
async fn lists_of_unions_are_lenient_too() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (gcore_iam(&sandbox), sandbox.gcore());
    let mut users = json!(server.iam().users());
    users[1]["email"] = json!(null);
    let list = client.users().list();
    let emails = users.as_array().unwrap().iter().map(|user| &user["email"]);
    let expected: Vec<_> = emails
        .map(|email| email.as_str().unwrap_or("results[1].email").to_owned())
        .collect();
    let count = users.as_array().unwrap().len();
    server
        .inject(page(json!({"count": count, "results": users.clone()})))
        .await
        .unwrap();
    let found = list.clone().lenient().all().await.unwrap();
    let found = outline(&found, |user| user.email.clone());
    assert_eq!(found, expected);
    // A bare list from an offset on.
    server.inject(page(users.clone())).await.unwrap();
    let found = list.offset(1).lenient().page().await.unwrap();
    assert_eq!(found.items.len(), count - 1);
    assert_eq!(path(found.items[0].as_ref().unwrap_err()), "[1].email");
    assert!(found.items[1..].iter().all(Result::is_ok));
}

#[tokio::test]
async fn lists_by_cursor_are_lenient_and_end() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (trusted_twin(&sandbox), sandbox.trusted_twin());
    server.add_twin();
    server.add_twin();
    let scanned = client
        .request(reqwest::Method::GET, "/twins?details=true")
        .send()
        .await
        .unwrap();
    let mut twins = scanned.json::<Value>().unwrap()["twins"].clone();
    assert_eq!(twins.as_array().unwrap().len(), 2);
    twins[0]["creation_certificate"] = json!(null);
    server
        .inject(page(json!({"cursor": "next", "twins": twins})))
        .await
        .unwrap();
    let list = client.twins().scan().details(true);
    let found = list.clone().lenient().page().await.unwrap();
    assert_eq!(found.next, Some(Position::Cursor("next".to_owned())));
    assert!(path(found.items[0].as_ref().unwrap_err()).starts_with("twins[0]"));
    found.items[1].as_ref().unwrap();

    // Cycles of one and of three cursors.
    for cursors in [vec!["a"], vec!["a", "b", "c"]] {
        server.clear_faults().await;
        server.clear_requests();
        for cursor in cursors.iter().cycle().take(10) {
            let body = json!({"cursor": cursor, "twins": ["f47ac10b-58cc-4372-a567-0e02b2c3d479"]});
            server.inject(page(body)).await.unwrap();
        }
        let error = client.twins().scan().all().await.unwrap_err();
        assert_eq!(path(&error), "cursor");
        assert!(server.requests().len() <= cursors.len() + 1);
    }
}

#[tokio::test]
async fn unknown_members_of_a_statement_are_written_back() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (trusted_twin(&sandbox), sandbox.trusted_twin());
    let id = server.add_role("Reader", rolekit_sandbox::Statement::default());
    let id = RoleId::new(id);
    let mut body = server.role(id.as_str()).unwrap();
    body["statement"] = json!({
        "effect": "allow", "actions": ["get_twin"], "sid": "s-1", "condition": {"ip": ["10.0.0.0/8"]},
    });
    let read = page(body).path(format!("/roles/{id}").as_str());

    // Read, modify, write.
    server.inject(read.clone()).await.unwrap();
    let mut statement = client.roles().get(&id).await.unwrap().statement.unwrap();
    assert_eq!(statement.extra["sid"], "s-1");
    statement
        .actions
        .as_mut()
        .unwrap()
        .push(trusted_twin::Action::ScanTwins);
    let update = RoleUpdate::new().statement(statement);
    let sent = |method: &str| {
        let requests = server.requests().into_iter().rev();
        let mut requests = requests.filter(|request| request.method == method);
        requests.next().unwrap().json()
    };
    let expected = json!({"statement": {
        "effect": "allow", "actions": ["get_twin", "scan_twins"], "sid": "s-1",
        "condition": {"ip": ["10.0.0.0/8"]},
    }});
    // The sandbox may not know the members; what is sent counts.
    let _ = client.roles().update(&id, &update).await;
    assert_eq!(sent("PATCH"), expected);

    // `ensure` keeps them too.
    server.clear_requests();
    server.inject(read.clone()).await.unwrap();
    let actions = [
        trusted_twin::Action::GetTwin,
        trusted_twin::Action::ScanTwins,
    ];
    let desired = NewRole::new("Reader".parse().unwrap(), Statement::allow(actions));
    let _ = client.roles().ensure(&desired).await;
    assert_eq!(sent("PATCH"), expected);
}

#[tokio::test]
async fn white_space_in_a_rule_is_no_change() {
    let sandbox = Sandbox::start().await.unwrap();
    let (client, server) = (trusted_twin(&sandbox), sandbox.trusted_twin());
    let reader = |rule: &str| {
        let reader = NewRole::new("Reader".parse().unwrap(), Statement::permit_nothing());
        reader.rules(RulesChange::new().twin(rule))
    };
    let roles = client.roles();
    let rule = "TWIN.a == 'x  y'  and\n\tUSER.b==1";
    roles.ensure(&reader(rule)).await.unwrap();
    server.clear_requests();
    let ensured = roles
        .ensure(&reader("TWIN.a=='x  y' and USER.b == 1"))
        .await
        .unwrap();
    assert_eq!(ensured.action, Action::Unchanged);
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.method == "GET")
    );
    let ensured = roles
        .ensure(&reader("TWIN.a=='x y' and USER.b == 1"))
        .await
        .unwrap();
    assert_eq!(ensured.action, Action::Updated);
}
