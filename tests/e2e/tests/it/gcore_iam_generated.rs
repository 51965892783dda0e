//! The generated client of Gcore's IAM, without the face over it.

use rolekit::gcore_iam::Client;
use rolekit::gcore_iam::generated::types::{
    CreateApiToken, CreateApiTokenClientUser, Group, GroupName, InviteUser, ListUsersResponse,
    Login, Refresh, UpdateUser, UserGroup,
};
use rolekit::{Change, ErrorKind, Outcome, Secret};
use rolekit_e2e::{gcore_iam, wire};
use rolekit_sandbox::{CredentialStatus, Fault, GcoreServer, Sandbox};

fn group(name: GroupName) -> Group {
    let mut group = Group::new();
    group.name = Some(name);
    group
}

/// A client with another credential.
fn client(side: &GcoreServer, key: &str) -> Client {
    Client::builder()
        .credential(key)
        .base_url(side.base_url())
        .build()
        .unwrap()
}

#[tokio::test]
async fn both_shapes_of_the_list_of_users_are_read() {
    let sandbox = Sandbox::start().await.unwrap();
    let iam = gcore_iam(&sandbox);
    let all = iam.generated().list_users(None, None).await.unwrap();
    let ListUsersResponse::List(all) = all.into_inner() else {
        panic!("a list is due");
    };
    assert_eq!(
        all.iter().map(|user| user.id.get()).collect::<Vec<_>>(),
        [1, 777, 778]
    );
    assert_eq!(all[0].groups[0].name, Some(GroupName::Administrators));
    assert_eq!(all[0].client, sandbox.gcore().client_id());

    let page = iam.generated().list_users(Some(2), Some(2)).await.unwrap();
    let ListUsersResponse::UserPage(page) = page.into_inner() else {
        panic!("a page is due");
    };
    assert_eq!((page.count, page.results.len(), page.next), (3, 1, None));
    assert!(page.previous.is_some());
    let (_, target, _) = wire(sandbox.gcore().requests().last().unwrap());
    assert_eq!(target, "/iam/users?limit=2&offset=2");
}

#[tokio::test(start_paused = true)]
async fn who_is_invited_gets_a_role_and_leaves() {
    let sandbox = Sandbox::start().await.unwrap();
    let side = sandbox.gcore();
    let iam = gcore_iam(&sandbox);
    let account = side.client_id().into();
    let invitation = InviteUser::new(
        account,
        "eve@example.com".to_owned(),
        group(GroupName::Users),
    );
    let made = iam.generated().invite_user(&invitation).await.unwrap();
    assert_eq!(made.status, "sent");
    side.add_assignment(made.user_id.get(), "Observer", None);

    let again = iam.generated().invite_user(&invitation).await.unwrap_err();
    assert_eq!(
        (again.kind(), again.outcome()),
        (ErrorKind::Api, Outcome::Refused)
    );
    assert!(again.to_string().contains("before"), "{again}");

    let mut engineers = UserGroup::new();
    engineers.user_role = Some(group(GroupName::Engineers));
    let raw = iam.generated();
    raw.update_client_user(account, made.user_id, &engineers)
        .await
        .unwrap();
    let now = raw.get_client_user(account, made.user_id).await.unwrap();
    assert_eq!(now.user_role.as_ref().unwrap().id, Some(5));

    // What only sets a state is repeated by itself, also where it may have been done.
    side.inject(Fault::status(503).method("PUT")).await.unwrap();
    raw.update_client_user(account, made.user_id, &engineers)
        .await
        .unwrap();
    raw.revoke_client_user(account, made.user_id).await.unwrap();
    assert!(side.user_assignment_ids(made.user_id.get()).is_empty());
}

#[tokio::test]
async fn fields_of_a_user_are_absent_null_or_set() {
    let sandbox = Sandbox::start().await.unwrap();
    let iam = gcore_iam(&sandbox);
    let mut change = UpdateUser::new();
    change.name = Change::Clear;
    change.phone = Change::Set("+44".to_owned());
    let user = iam
        .generated()
        .update_user(777.into(), &change)
        .await
        .unwrap();
    assert_eq!(
        (user.name.as_deref(), user.phone.as_deref()),
        (None, Some("+44"))
    );
    assert_eq!(
        wire(sandbox.gcore().requests().last().unwrap()),
        (
            "PATCH".to_owned(),
            "/iam/users/777".to_owned(),
            r#"{"name":null,"phone":"+44"}"#.to_owned()
        )
    );
}

#[tokio::test]
async fn a_token_is_made_used_and_deleted() {
    let sandbox = Sandbox::start().await.unwrap();
    let side = sandbox.gcore();
    let iam = gcore_iam(&sandbox);
    let account = side.client_id().into();
    let mut owner = CreateApiTokenClientUser::new();
    owner.role = Some(group(GroupName::Administrators));
    let expires = "2999-01-01T00:00:00Z".to_owned().into();
    let wanted = CreateApiToken::new(owner, Some(expires), "CI".to_owned());
    let made = iam
        .generated()
        .create_token(account, &wanted)
        .await
        .unwrap();
    assert_eq!(made.last_usage, None);
    let text = made.token.clone();
    assert!(!format!("{made:?}").contains(text.expose()));

    let other = client(side, text.expose());
    let token = other.generated().get_token(account, made.id).await.unwrap();
    assert!(token.last_usage.is_some());
    assert_eq!(token.client_user.user_id, side.api_key_owner());
    let list = iam
        .generated()
        .list_tokens(account, None, None, Some(2.into()), Some("1"))
        .await
        .unwrap();
    assert_eq!(list.len(), 2);

    iam.generated()
        .delete_token(account, made.id)
        .await
        .unwrap();
    let refused = other.generated().get_account().await.unwrap_err();
    assert_eq!(refused.status().unwrap(), 401);
    let none = iam
        .generated()
        .delete_token(account, made.id)
        .await
        .unwrap_err();
    assert_eq!(none.status().unwrap(), 404);
}

#[tokio::test]
async fn a_login_needs_no_key_and_its_token_is_one() {
    let sandbox = Sandbox::start().await.unwrap();
    let side = sandbox.gcore();
    let password = side.iam().password(side.api_key_owner()).unwrap();
    let anybody = client(side, "nobody-s_key");
    let wrong = Login::new("guess".into(), "user1@example.com".to_owned());
    let refused = anybody.generated().login(&wrong).await.unwrap_err();
    assert_eq!(refused.status().unwrap(), 400);
    assert!(
        refused.to_string().contains("Nobody is active"),
        "{refused}"
    );

    let login = Login::new(
        Secret::from(password.as_str()),
        "user1@example.com".to_owned(),
    );
    let pair = anybody.generated().login(&login).await.unwrap();
    for request in side.requests() {
        assert_eq!(request.credential, CredentialStatus::Missing);
        assert_eq!(request.header("authorization"), None);
    }
    let printed = format!("{login:?} {pair:?}");
    for secret in [
        password.as_str(),
        pair.access.expose(),
        pair.refresh.expose(),
    ] {
        assert!(!printed.contains(secret), "{printed}");
    }
    let person = client(side, &format!("Bearer {}", pair.access.expose()));
    let account = person.generated().get_account().await.unwrap();
    assert_eq!(account.current_user, side.api_key_owner());
    let logins = person
        .generated()
        .list_last_logins(None, None)
        .await
        .unwrap();
    assert_eq!(logins.count, 2);
    assert!(logins.result[0].is_successful && !logins.result[1].is_successful);

    let refresh = Refresh::new(pair.refresh.clone());
    anybody.generated().refresh(&refresh).await.unwrap();
    let used = anybody.generated().refresh(&refresh).await.unwrap_err();
    assert_eq!(used.status().unwrap(), 401);
}
