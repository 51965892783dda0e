//! SSH keys: requests, pages, and errors.

use rolekit::ErrorKind;
use rolekit::gcore::operations::ListSshKeys;
use rolekit::gcore::{ProjectId, SshKeyOrder, SshKeyState};
use rolekit_e2e::{gcore, wire};
use rolekit_sandbox::Sandbox;
use rolekit_sandbox::seed::Seed;

async fn names(list: ListSshKeys) -> Vec<String> {
    let keys = list.all().await.unwrap();
    keys.into_iter().map(|key| key.name).collect()
}

#[tokio::test]
async fn lists_send_the_documented_requests() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = gcore(&sandbox);
    let list = client.ssh_keys().list(ProjectId::new(100));
    for (list, query) in [
        (list.clone(), ""),
        (list.clone().limit(10).offset(5), "?limit=10&offset=5"),
        (list.clone().name("a b"), "?name=a%20b"),
        (
            list.clone().order_by(SshKeyOrder::NameAsc),
            "?order_by=name.asc",
        ),
        (
            list.order_by("created_at.asc".into()),
            "?order_by=created_at.asc",
        ),
    ] {
        list.page().await.unwrap();
        let (method, target, body) = wire(sandbox.gcore().requests().last().unwrap());
        assert_eq!(
            (method.as_str(), target, body.as_str()),
            ("GET", format!("/cloud/v1/ssh_keys/100{query}"), "")
        );
    }
}

#[tokio::test]
async fn all_keys_of_one_project_are_read() {
    let sandbox = Sandbox::start().await.unwrap();
    let seed = r#"{"gcore": {"ssh_keys": [
        {"project_id": 200, "name": "web-ci", "public_key": "ssh-rsa AAAA ci@example.com"},
        {"project_id": 200, "name": "backup"},
        {"project_id": 200, "name": "web-old"}
    ]}}"#;
    let seeded = sandbox.seed(&Seed::parse(seed).unwrap()).unwrap();
    let client = gcore(&sandbox);
    let by_name = |project: i64| {
        let list = client.ssh_keys().list(ProjectId::new(project)).limit(2);
        list.order_by(SshKeyOrder::NameAsc)
    };
    assert_eq!(names(by_name(100)).await, ["ada-laptop"]);
    assert_eq!(names(by_name(200)).await, ["backup", "web-ci", "web-old"]);
    assert_eq!(names(by_name(200).name("web")).await, ["web-ci", "web-old"]);

    let page = by_name(200).page().await.unwrap();
    assert_eq!((page.items.len(), page.count), (2, Some(3)));
    let key = &page.items[1];
    assert_eq!(key.id, seeded.gcore.ssh_keys[0].as_str());
    assert_eq!(key.public_key, "ssh-rsa AAAA ci@example.com");
    assert_eq!(key.state, SshKeyState::Active);
    assert_eq!(key.project_id, Some(ProjectId::new(200)));
}

#[tokio::test]
async fn errors_are_returned() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = gcore(&sandbox);
    let keys = client.ssh_keys();
    let error = keys.list(ProjectId::new(999)).page().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    assert_eq!(error.operation(), Some("list_ssh_keys"));

    let list = keys.list(ProjectId::new(100));
    for list in [
        list.clone().limit(0),
        list.clone().limit(1001),
        list.order_by("size.asc".into()),
    ] {
        let error = list.page().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.status().map(|s| s.as_u16())),
            (ErrorKind::Api, Some(400))
        );
    }
}
