//! Recorded calls of both services: no secret is in the file, and a replay gives the same results.

use std::path::{Path, PathBuf};

use rolekit::gcore::{self, AssignRole, ClientId, ProjectId, Role, Scope, UserId};
use rolekit::gcore_iam::Login;
use rolekit::trusted_twin::{self, AccountId, Expiry, NewUser, NewUserSecretPin, RoleId};
use rolekit::{RecordingTransport, ReplayTransport, Transport, gcore_iam};
use rolekit_sandbox::{Fault, Sandbox};

/// A folder that is removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("rolekit-{name}-{}", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    fn file(&self) -> PathBuf {
        self.0.join("cassette.json")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn check(file: &Path, secrets: &[&str]) {
    let text = std::fs::read_to_string(file).unwrap();
    for secret in secrets {
        assert!(
            secret.len() >= 4 && !text.contains(secret),
            "{secret}: {text}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_pin_and_a_secret_are_not_recorded() {
    /// Makes a secret of a user, and returns the PIN and the secret.
    async fn run(
        transport: impl Transport,
        key: &str,
        account: &str,
        role: &str,
    ) -> (String, String) {
        let builder = trusted_twin::Client::builder().credential(key);
        let client = builder.transport(transport).build().unwrap();
        let (role, account) = (RoleId::new(role), AccountId::new(account));
        let user = client.users().create(&NewUser::new(role)).await.unwrap();
        let new = NewUserSecretPin::new(Expiry::Never);
        let secrets = client.secrets();
        let pin = secrets.create_pin(&user.uuid, &new).await.unwrap().pin;
        let made = secrets.redeem(&account, &pin).await.unwrap();
        let again = secrets.redeem(&account, &pin).await.unwrap_err();
        assert!(again.status().is_some());
        (pin.expose().to_owned(), made.secret.expose().to_owned())
    }

    let sandbox = Sandbox::builder().in_process().start().await.unwrap();
    let server = sandbox.trusted_twin();
    let (account, role) = (server.account(), server.administrator().role.as_str());
    let folder = Folder::new("pin");
    let recording = RecordingTransport::new(server.transport(), folder.file());
    let (pin, secret) = run(recording.clone(), server.secret(), &account, role).await;
    recording.finish().unwrap();
    check(&folder.file(), &[&pin, &secret, server.secret()]);

    let replay = ReplayTransport::open(folder.file()).unwrap();
    let (pin, secret) = run(replay.clone(), "another-key", &account, role).await;
    assert_eq!((pin.as_str(), secret.as_str()), ("REDACTED", "REDACTED"));
    replay.finish().unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_login_and_lost_responses_are_replayed() {
    async fn run(
        transport: impl Transport + Clone,
        key: &str,
        password: &str,
    ) -> (Vec<String>, String, u32) {
        let iam = gcore_iam::Client::builder().credential(key);
        let iam = iam.transport(transport.clone()).build().unwrap();
        let login = Login::new(password.into(), "user1@example.com".to_owned());
        let pair = iam.auth().login(&login).await.unwrap();
        let tokens = [pair.access.expose(), pair.refresh.expose()].map(str::to_owned);
        let gcore = gcore::Client::builder().credential(key);
        let gcore = gcore.transport(transport).build().unwrap();
        let users = gcore.users().list().all().await.unwrap();
        let scope = Scope::project(ClientId::new(8), ProjectId::new(100));
        let user = AssignRole::new(UserId::new(777), Role::User).scope(scope);
        let call = gcore.role_assignments().create(&user).await;
        let error = call.unwrap_err();
        (tokens.to_vec(), format!("{users:?}"), error.attempts())
    }

    let sandbox = Sandbox::builder().in_process().start().await.unwrap();
    let server = sandbox.gcore();
    let password = "open sesame, please";
    server.iam().set_password(1, password);
    let folder = Folder::new("login");
    let recording = RecordingTransport::new(server.transport(), folder.file());
    server
        .inject(Fault::status(503).method("GET"))
        .await
        .unwrap();
    server
        .inject(Fault::reset().after().path("/cloud/v1/users/assignments"))
        .await
        .unwrap();
    let recorded = run(recording.clone(), server.api_key(), password).await;
    recording.finish().unwrap();
    let (tokens, users, attempts) = &recorded;
    check(
        &folder.file(),
        &[&tokens[0], &tokens[1], server.api_key(), password, "sesame"],
    );

    let replay = ReplayTransport::open(folder.file()).unwrap();
    let replayed = run(replay.clone(), "1$another", "another password").await;
    assert_eq!((&replayed.1, replayed.2), (users, *attempts));
    assert_eq!(replayed.0, ["REDACTED", "REDACTED"]);
    replay.finish().unwrap();
}
