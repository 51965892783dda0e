//! The generated Trusted Twin client on the sandbox: users, secrets, tokens, and lists of each kind.

use std::collections::BTreeMap;

use rolekit::Change;
use rolekit::trusted_twin::generated::types::{
    AccountUpdate, BatchCreate, BatchListing, EntriesCreate, EntriesUpdate, EntryCreate,
    EntryHistory, EntryResult, EntryUpdate, StickerPut, StickersPut, TokenOption, TwinCreate,
    TwinListing, UserCreate, UserSecretPinCreate, UserTokenCreate, UserTokenRefresh, UserUpdate,
};
use rolekit::trusted_twin::{Action, Client, UserId};
use rolekit_e2e::{trusted_twin, trusted_twin_as};
use rolekit_sandbox::{CredentialStatus, Sandbox, Statement};
use serde_json::json;

/// A client with another key.
fn with_key(sandbox: &Sandbox, key: &str) -> Client {
    let base_url = sandbox.trusted_twin().base_url();
    Client::builder()
        .credential(key)
        .base_url(base_url)
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_user_gets_a_secret_of_their_own() {
    let sandbox = Sandbox::start().await.unwrap();
    let side = sandbox.trusted_twin();
    let client = trusted_twin(&sandbox);
    let admin = client.generated();
    let role = side.add_role("Tracer", Statement::allow(["trace"]));

    let mut body = UserCreate::new(role.as_str().into());
    body.description = Change::Set(json!({"team": 7}).as_object().cloned().unwrap());
    let user = admin.create_user(&body).await.unwrap().into_inner();
    assert_eq!(user.role.as_ref().unwrap(), role.as_str());
    let listed = admin.get_users().await.unwrap().into_inner().users;
    assert!(listed.contains_key(user.uuid.as_str()));

    let pin = admin
        .create_user_secret_pin(&user.uuid, &UserSecretPinCreate::new())
        .await
        .unwrap()
        .into_inner()
        .pin;
    let account = side.account().as_str().into();
    let made = admin
        .create_user_secret(&account, &pin)
        .await
        .unwrap()
        .into_inner();
    // The PIN is key enough.
    let sent = side.requests().pop().unwrap();
    assert_eq!(sent.credential, CredentialStatus::Missing);
    assert!(!format!("{made:?}").contains(made.secret.expose()));

    let own = with_key(&sandbox, made.secret.expose());
    assert_eq!(own.who_am_i().await.unwrap().user, user.uuid);
    own.generated().trace().await.unwrap();
    let known = admin
        .get_user_secret(&user.uuid)
        .await
        .unwrap()
        .into_inner();
    assert!(made.secret.expose().ends_with(&known.fingerprint.unwrap()));

    let mut change = UserUpdate::new();
    change.description = Change::Clear;
    let changed = admin
        .update_user(&user.uuid, &change)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(changed.description, None);
    admin.delete_user_secret(&user.uuid).await.unwrap();
    own.who_am_i().await.unwrap_err();
    admin.delete_user(&user.uuid).await.unwrap();
    let nobody = UserId::new("nobody");
    assert_eq!(
        admin.get_user(&nobody).await.unwrap_err().code(),
        Some("404653")
    );
}

#[tokio::test]
async fn a_token_makes_way_for_the_next() {
    let sandbox = Sandbox::start().await.unwrap();
    let caller = sandbox
        .trusted_twin()
        .add_caller(Statement::allow(["create_user_token"]));
    let client = trusted_twin_as(&sandbox, &caller);
    let mut body = UserTokenCreate::new();
    body.options = Some(vec![TokenOption::Refresh]);
    let made = client
        .generated()
        .create_user_token(&body)
        .await
        .unwrap()
        .into_inner();
    let first = with_key(&sandbox, made.token.expose());
    let next = first
        .generated()
        .refresh_user_token(&UserTokenRefresh::new())
        .await
        .unwrap()
        .into_inner();
    let second = with_key(&sandbox, next.token.expose());
    assert_eq!(second.who_am_i().await.unwrap().user, caller.user.as_str());
    let refused = second.generated().create_user_token(&body).await;
    assert_eq!(refused.unwrap_err().code(), Some("403535"));
}

#[tokio::test]
async fn the_account_its_log_and_its_usage() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let admin = client.generated();
    let mut body = AccountUpdate::new();
    body.resource_access_log = Change::Set(BTreeMap::new());
    let account = admin.update_account(&body).await.unwrap().into_inner();
    assert_eq!(account.resource_access_log, Some(BTreeMap::new()));

    let log = admin.get_log(None).await.unwrap().into_inner();
    assert_eq!(log.messages.len(), 1);
    let fragment = log.fragment.unwrap();
    let more = admin.get_log(Some(&fragment)).await.unwrap().into_inner();
    assert!(more.messages.is_empty());
    sandbox.trusted_twin().truncate_log();
    let gap = admin.get_log(Some(&fragment)).await.unwrap_err();
    assert_eq!(gap.code(), Some("404653"));

    let me = client.who_am_i().await.unwrap();
    let usage = admin.get_user_usage(&me.user).await.unwrap().into_inner();
    let hours = usage.usage.values();
    let requests: f64 = hours.filter_map(|hour| hour.get("rest_count")).sum();
    assert!((requests - 5.0).abs() < f64::EPSILON, "{requests}");
}

#[tokio::test]
async fn lists_of_each_kind() {
    let sandbox = Sandbox::start().await.unwrap();
    let client = trusted_twin(&sandbox);
    let admin = client.generated();
    let mut made = Vec::new();
    for _ in 0..3 {
        let twin = admin.create_twin(&TwinCreate::new()).await.unwrap();
        made.push(twin.into_inner().creation_certificate.uuid);
    }
    made.sort_unstable();

    // By cursor.
    let page = admin.scan_twins(Some(2), Some(""), None, None).await;
    let page = page.unwrap().into_inner();
    assert_eq!(page.twins, TwinListing::Ids(made[..2].to_vec()));
    let page = admin
        .scan_twins(Some(2), page.cursor.as_deref(), Some(true), None)
        .await
        .unwrap()
        .into_inner();
    let TwinListing::Details(twins) = page.twins else {
        panic!("{:?}", page.twins);
    };
    assert_eq!(twins[0].creation_certificate.uuid, made[2]);
    assert_eq!(page.cursor.as_deref(), Some(""));

    let batch = BatchCreate::new("handler".into(), Action::CreateTwin);
    admin.create_batch(&batch).await.unwrap();
    let page = admin.get_batches(None, None, None, Some(5), None).await;
    let page = page.unwrap().into_inner();
    assert!(matches!(page.batches, BatchListing::Details(list) if list.len() == 1));

    // By time.
    let twin = &made[0];
    let mut entry = EntryCreate::new();
    entry.value = Some(json!(1));
    entry.history = Change::Set("1D".to_owned());
    let mut body = EntriesCreate::new(BTreeMap::from([("level".to_owned(), entry)]));
    body.transaction = None;
    let added = admin
        .add_twin_ledger_entry(twin, "personal", &body)
        .await
        .unwrap()
        .into_inner();
    let EntryResult::Entry(entry) = &added.entries["level"] else {
        panic!("{added:?}");
    };
    assert_eq!(entry.value, Some(json!(1)));
    let mut entry = EntryUpdate::new();
    entry.value = Some(json!(null));
    let body = EntriesUpdate::new(BTreeMap::from([("level".to_owned(), entry)]));
    admin
        .update_twin_ledger_entry(twin, "personal", &body)
        .await
        .unwrap();
    let names = vec!["level".to_owned(), "none".to_owned()];
    let history = admin
        .get_twin_ledger_entry_history(twin, "personal", Some(&names), None, None, None)
        .await
        .unwrap()
        .into_inner();
    let EntryHistory::Values(values) = &history.entries["level"] else {
        panic!("{history:?}");
    };
    assert_eq!(values.len(), 2);
    assert!(matches!(&history.entries["none"], EntryHistory::Failure(_)));

    // By offset.
    let sticker = StickerPut::new(Vec::new());
    let body = StickersPut::new(BTreeMap::from([("red".to_owned(), sticker)]));
    for twin in &made {
        admin.put_sticker(twin, &body).await.unwrap();
    }
    let rest = admin
        .list_stickers(Some("red"), None, None, None, None, Some(2))
        .await
        .unwrap()
        .into_inner()
        .stickers;
    assert_eq!(rest.len(), 1);
    assert_eq!(rest[0].twin.as_ref(), Some(&made[2]));
}
