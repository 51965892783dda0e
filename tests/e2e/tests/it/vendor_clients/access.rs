//! Access as code: what a plan made is what the vendors' own clients read.

use std::collections::BTreeMap;
use std::path::Path;

use rolekit_access::apply::{ApplyObserver, ApplyOptions, apply};
use rolekit_access::desired;
use rolekit_access::file;
use rolekit_access::guards::Overrides;
use rolekit_access::plan::{Input, ProtectionOverrides, plan};
use rolekit_access::record::Record;
use rolekit_access::services::{GcoreClients, Sections, Services};
use rolekit_e2e::vendors;
use rolekit_e2e::vendors::python::{CallResult, Names, Python, Session, VendorCall, call};
use rolekit_sandbox::Sandbox;
use rolekit_sandbox::seed::Seed;
use serde_json::{Value, json};

use super::{Clients, api};

const SEED: &str = r#"{
  "gcore": {
    "users": [
      {"id": 900, "name": "Ada", "email": "ada@example.com", "group": "Engineers"},
      {"id": 901, "name": "Grace", "email": "grace@example.com", "group": "Users"}
    ],
    "projects": [{"id": 300, "name": "Warehouse"}, {"id": 301, "name": "Shop"}],
    "assignments": [
      {"id": 50, "user_id": 1, "role": "ClientAdministrator"},
      {"id": 51, "user_id": 900, "role": "ProjectAdministrator", "project_id": 300},
      {"id": 52, "user_id": 901, "role": "Observer", "project_id": 300}
    ]
  },
  "trusted_twin": {
    "roles": [
      {"uuid": "0b9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f", "name": "Reader",
       "statement": {"effect": "allow", "actions": ["get_twin", "scan_twins"]}}
    ],
    "users": [
      {"uuid": "5b9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f", "name": "Ada",
       "role": "0b9f4c52-52a4-4d7c-8f1f-1a2b3c4d5e6f"}
    ]
  }
}"#;

const FILE: &str = "\
version: 1
teams:
  deputies: [grace@example.com, linus@example.com]
gcore:
  grants:
    unlisted: revoke
    adopt: true
    list:
      - {to: user1@example.com, role: ClientAdministrator}
      - {to: ada@example.com, role: ProjectAdministrator, project: Warehouse}
      - {to: grace@example.com, role: User, project: Shop}
iam:
  members:
    list:
      - {who: ada@example.com, group: Administrators}
      - {who: 'team:deputies', group: Engineers}
trusted_twin:
  roles:
    list:
      - {name: Reader, allow: [get_twin]}
      - {name: Operator, allow: [get_twin, update_twin], rules: {twin: 'TWIN.site == USER.site'}}
  users:
    list:
      - {name: Ada, role: Operator}
      - {name: Grace, role: Reader}
";

/// Keeps no record: nothing else is applied.
struct NoRecord;

impl ApplyObserver for NoRecord {
    fn save(&mut self, _: &Record) -> std::io::Result<()> {
        Ok(())
    }
}

/// Makes the state of a sandbox that of the file.
async fn administer(sandbox: &Sandbox) {
    let clients = Clients::on(sandbox);
    let services = Services {
        gcore: Some(GcoreClients {
            cloud: clients.gcore,
            iam: clients.iam,
        }),
        trusted_twin: Some(clients.twin),
    };
    let loaded = file::parse(Path::new("access.yaml"), FILE).unwrap();
    let now = std::time::SystemTime::UNIX_EPOCH.into();
    let desired = desired::resolve(&loaded.file, now).unwrap();
    let state = services.read(Sections::of(&desired)).await.unwrap();
    let mut record = Record::default();
    let plan = plan(Input {
        desired: &desired,
        state: &state,
        record: &record,
        sources: &loaded.sources,
        protection: ProtectionOverrides::default(),
        now,
    });
    let plan = plan.unwrap();
    // An account has one administrator in the sandbox.
    let overrides = Overrides {
        few_administrators: true,
        ..Overrides::default()
    };
    let options = ApplyOptions {
        desired: &desired,
        overrides,
    };
    let report = apply(&services, &plan, options, &mut record, &mut NoRecord).await;
    let report = report.unwrap();
    assert!(report.is_complete() && !plan.is_empty(), "{report:#?}");
}

/// Returns what a vendor's client reads.
async fn read(
    python: &Python,
    sandbox: &Sandbox,
    service: &'static str,
    calls: Vec<VendorCall>,
) -> Vec<Value> {
    let (endpoint, credential) = api(sandbox, service);
    let session = Session {
        base_url: endpoint.base_url().to_owned(),
        credential: credential.to_owned(),
        names: Names::new(),
        calls,
    };
    let python = python.clone();
    let results = tokio::task::spawn_blocking(move || python.run(service, &[session])).await;
    let [session] = results.unwrap().unwrap().try_into().unwrap();
    let values = session.results.into_iter().map(|it| match it.result {
        CallResult::Ok(value) => value,
        CallResult::Error { status, message } => panic!("{status}: {message}"),
    });
    values.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_vendors_clients_read_what_a_plan_made() {
    let python = tokio::task::spawn_blocking(|| vendors::installed("access as code")).await;
    let Some(python) = python.unwrap() else {
        return;
    };
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.seed(&Seed::parse(SEED).unwrap()).unwrap();
    administer(&sandbox).await;

    let calls = vec![
        call("cloud.users.role_assignments.list").pages(),
        call("iam.users.list").pages(),
    ];
    let [grants, members] = read(&python, &sandbox, "gcore", calls)
        .await
        .try_into()
        .unwrap();
    let grants: Vec<Value> = array(&grants)
        .iter()
        .map(|it| json!([it["user_id"], it["role"], it["project_id"]]))
        .collect();
    assert_eq!(
        json!(grants),
        json!([
            [1, "ClientAdministrator", null],
            [900, "ProjectAdministrator", 300],
            [901, "User", 301],
        ])
    );
    let members: BTreeMap<&str, Vec<&Value>> = array(&members)
        .iter()
        .map(|it| {
            let groups = array(&it["groups"]).iter().map(|group| &group["name"]);
            (it["email"].as_str().unwrap(), groups.collect())
        })
        .collect();
    assert_eq!(members["ada@example.com"], ["Administrators"]);
    assert_eq!(members["grace@example.com"], ["Engineers"]);
    assert_eq!(members["linus@example.com"], ["Engineers"]);

    let calls = vec![call("get_user_roles"), call("get_users")];
    let [roles, users] = read(&python, &sandbox, "trusted_twin", calls)
        .await
        .try_into()
        .unwrap();
    let ids: Vec<&String> = roles["roles"].as_object().unwrap().keys().collect();
    let calls = ids.iter().map(|id| call("get_user_role").arg(id.as_str()));
    let roles = read(&python, &sandbox, "trusted_twin", calls.collect()).await;
    let role = |name: &str| roles.iter().find(|role| role["name"] == name).unwrap();
    assert_eq!(
        role("Reader")["statement"],
        json!({"effect": "allow", "actions": ["get_twin"]})
    );
    let operator = role("Operator");
    assert_eq!(
        operator["statement"],
        json!({"effect": "allow", "actions": ["get_twin", "update_twin"]})
    );
    assert_eq!(operator["rules"]["twin"], "TWIN.site == USER.site");
    let users = users["users"].as_object().unwrap();
    for (user, role_name) in [("Ada", "Operator"), ("Grace", "Reader")] {
        let user = users.values().find(|it| it["name"] == user).unwrap();
        assert_eq!(user["role"], role(role_name)["uuid"]);
    }
}

fn array(value: &Value) -> &Vec<Value> {
    value.as_array().unwrap()
}
