//! Credentials that change, with the clients of the services.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rolekit::gcore::{AssignRole, ClientId, ProjectId, Role, Scope, UserId};
use rolekit::{
    CredentialFuture, CredentialRequest, CredentialSource, CredentialValue, RateLimit,
    ReplaceableCredential, SharedCredential, gcore, gcore_iam,
};
use rolekit_sandbox::{CredentialStatus, GcoreServer, Sandbox};

const REVOKED: &str = "1$revoked-canary";

/// Returns the revoked key first, then the valid one.
#[derive(Debug)]
struct Rotated {
    key: String,
    fetches: Arc<AtomicUsize>,
}

impl CredentialSource for Rotated {
    fn describe(&self) -> String {
        "test".to_owned()
    }

    fn fetch<'a>(&'a self, request: &'a CredentialRequest) -> CredentialFuture<'a> {
        assert_eq!(request.scheme().variable, Some("GCORE_API_KEY"));
        let is_first = self.fetches.fetch_add(1, Ordering::SeqCst) == 0;
        assert_eq!(request.is_refresh(), !is_first);
        let key = if is_first { REVOKED } else { &self.key };
        Box::pin(std::future::ready(Ok(CredentialValue::new(key))))
    }
}

fn cloud(server: &GcoreServer, key: impl Into<SharedCredential>) -> gcore::Client {
    let builder = gcore::Client::builder().credential_source(key);
    builder.base_url(server.base_url()).build().unwrap()
}

#[tokio::test]
async fn cloud_and_iam_share_a_key_that_is_refreshed_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let fetches = Arc::new(AtomicUsize::new(0));
    let key = SharedCredential::new(Rotated {
        key: server.api_key().to_owned(),
        fetches: Arc::clone(&fetches),
    });
    let iam = gcore_iam::Client::builder()
        .credential_source(key.clone())
        .base_url(server.base_url())
        .build()
        .unwrap();
    let cloud = cloud(server, key);
    // A creation whose key is rejected is retried with the new key, and applied once.
    let scope = Scope::project(ClientId::new(8), ProjectId::new(100));
    let observer = AssignRole::new(UserId::new(777), Role::Observer).scope(scope);
    let create = cloud.role_assignments().create(&observer);
    let (created, me) = tokio::join!(create.into_future(), iam.account().get().into_future());
    created.unwrap();
    me.unwrap();
    assert_eq!(fetches.load(Ordering::SeqCst), 2);
    let posts: Vec<_> = server
        .requests()
        .into_iter()
        .filter(|request| request.method == "POST")
        .map(|request| request.credential)
        .collect();
    assert_eq!(posts, [CredentialStatus::Invalid, CredentialStatus::Valid]);
}

#[tokio::test]
async fn a_rotated_key_takes_effect_in_an_open_stream() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let key = ReplaceableCredential::new(server.api_key());
    let cloud = cloud(server, key.clone());
    let mut users = cloud.users().list().limit(1).stream();
    users.try_next().await.unwrap().unwrap();
    key.replace(REVOKED);
    let error = users.try_next().await.unwrap_err();
    assert!(error.is_unauthorized());
    assert!(!format!("{error} {error:?} {cloud:?}").contains("canary"));
    let mut users = cloud.users().list().limit(1).stream();
    key.replace(server.api_key());
    for _ in 0..3 {
        users.try_next().await.unwrap().unwrap();
    }
    assert!(users.try_next().await.unwrap().is_none());
}

#[tokio::test(start_paused = true)]
async fn pages_obey_the_rate_limit() {
    let sandbox = Sandbox::start().await.unwrap();
    let server = sandbox.gcore();
    let cloud = gcore::Client::builder()
        .credential(server.api_key())
        .base_url(server.base_url())
        .rate_limit(RateLimit::new().requests_per_second(0.5))
        .build()
        .unwrap();
    let started = rolekit_e2e::clock::Stopwatch::start();
    let users = cloud.users().list().limit(1).all().await.unwrap();
    // A page every two seconds.
    assert_eq!((users.len(), started.elapsed().as_secs()), (3, 4));
}
