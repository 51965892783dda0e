//! Compares what a caller sees of the same faults with the vendors' Python clients and with this SDK,
//! and checks the table in the README against it. `UPDATE_GOLDEN=1` writes the table instead:
//!
//! ```sh
//! UPDATE_GOLDEN=1 cargo run -p rolekit-e2e --features ci --example compared
//! ```
//!
//! Without Python or its package index, checks the column of this SDK only and says so on stderr.
//! `ROLEKIT_VENDOR_CLIENTS=required` turns that into a failure.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a failing check panics"
)]

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use rolekit::gcore::{
    AssignRole, AssignmentId, Client, ClientId, ProjectId, Role, Scope, TaskId, UserId, WaitError,
};
use rolekit::gcore_iam::{CreateApiToken, GroupName, TokenGroup};
use rolekit::trusted_twin::{NewRole, Statement};
use rolekit::{CallOptions, Error};
use rolekit_e2e::capture::Capture;
use rolekit_e2e::vendors::{self, python::Python};
use rolekit_sandbox::faults::CannedResponse;
use rolekit_sandbox::{Endpoint, Fault, Sandbox};
use serde_json::{Value, json};

/// The account of the sandbox.
const ACCOUNT: ClientId = ClientId::new(8);

/// Describes an assignment in a project of the account.
fn assign(user: i64, role: Role, project: i64) -> AssignRole {
    let scope = Scope::project(ACCOUNT, ProjectId::new(project));
    AssignRole::new(UserId::new(user), role).scope(scope)
}

/// Describes an API token without expiry.
fn deploy() -> CreateApiToken {
    let group = TokenGroup::new(GroupName::Engineers.into());
    CreateApiToken::new("deploy".to_owned(), None, group)
}

/// What the table shows in addition to the result.
#[derive(Clone, Copy, PartialEq)]
enum Count {
    Nothing,
    Requests,
    /// Requests and created objects.
    Created,
}

struct Case {
    name: &'static str,
    title: &'static str,
    count: Count,
    faults: Vec<Fault>,
}

fn cases() -> Vec<Case> {
    let response = |response: CannedResponse| vec![Fault::respond(response).always()];
    let case = |name, title, count, faults| Case {
        name,
        title,
        count,
        faults,
    };
    let html = CannedResponse::new(200).header("content-type", "text/html");
    let hour = CannedResponse::new(429).header("retry-after", "3600");
    let error_body = json!({
        "exception_class": "QuotaLimitExceed", "message": "Enough.", "request_id": "r-1",
    });
    let redirect = Fault::redirect(302, "/cloud/v1/users")
        .method("PATCH")
        .always();
    use Count::{Created, Nothing, Requests};
    vec![
        case(
            "lost_creation",
            "A role assignment is created, and the response never arrives",
            Created,
            vec![Fault::hang().after()],
        ),
        case(
            "proxy_503",
            "An API token is created (`create_checked`), and a proxy returns a 503 for every request",
            Created,
            vec![
                Fault::respond(CannedResponse::new(503).envoy())
                    .after()
                    .method("POST")
                    .always(),
            ],
        ),
        case(
            "conflict",
            "Every attempt of a creation gets a 409",
            Requests,
            response(CannedResponse::new(409)),
        ),
        case(
            "hour",
            "A list gets a 429 with `Retry-After: 3600`",
            Requests,
            response(hour),
        ),
        case(
            "redirect",
            "An update gets a redirect",
            Requests,
            vec![redirect],
        ),
        case(
            "no_content",
            "An update gets a 204 instead of a body",
            Nothing,
            vec![Fault::respond(CannedResponse::new(204)).after()],
        ),
        case(
            "html",
            "An update gets a 200 with an HTML page",
            Nothing,
            response(html.text("<html>")),
        ),
        case(
            "missing_field",
            "A response lacks a required field",
            Nothing,
            response(CannedResponse::new(200).json(json!({}))),
        ),
        case(
            "unknown_role",
            "A list contains an unknown role",
            Nothing,
            vec![],
        ),
        case(
            "error_response",
            "An error response has an error class and a request id",
            Nothing,
            response(CannedResponse::new(403).json(error_body)),
        ),
        case(
            "task_failed",
            "A task fails while the client waits for it",
            Nothing,
            vec![],
        ),
        case("empty_key", "The key is empty", Requests, vec![]),
        case(
            "printed_token",
            "A new API token is printed with `repr` or `Debug`",
            Nothing,
            vec![],
        ),
        case(
            "logged",
            "The debug log of a call with a custom header and a body",
            Nothing,
            vec![],
        ),
        case(
            "twin_error_response",
            "Trusted Twin: a creation gets a 403",
            Nothing,
            response(CannedResponse::new(403).json(json!({"subcode": 403_535}))),
        ),
        case(
            "twin_lost",
            "Trusted Twin: a role is created, and the response never arrives",
            Created,
            vec![Fault::hang().after()],
        ),
    ]
}

/// A sandbox with the faults of a case, for one client.
struct Setup {
    sandbox: Sandbox,
    task: String,
    before: usize,
}

impl Setup {
    async fn new(case: &Case) -> Self {
        let sandbox = Sandbox::start().await.unwrap();
        let server = sandbox.gcore();
        for assignment in server.assignments() {
            server.remove_assignment(assignment["id"].as_i64().unwrap());
        }
        let role = if case.name == "unknown_role" {
            "Archivist"
        } else {
            "Observer"
        };
        server
            .add_assignment_json(json!({"id": 1, "user_id": 777, "role": role, "project_id": 100}));
        let failed = json!({"state": "ERROR", "error": "boom"});
        let task = server.add_task_json(failed);
        let mut setup = Self {
            sandbox,
            task,
            before: 0,
        };
        setup.before = setup.objects(case);
        setup
            .server(case)
            .inject(case.faults.clone())
            .await
            .unwrap();
        setup
    }

    fn server(&self, case: &Case) -> &Endpoint {
        match case.name.starts_with("twin") {
            true => self.sandbox.trusted_twin(),
            false => self.sandbox.gcore(),
        }
    }

    fn credential(&self, case: &Case) -> &str {
        match case.name.starts_with("twin") {
            true => self.sandbox.trusted_twin().secret(),
            false => self.sandbox.gcore().api_key(),
        }
    }

    fn objects(&self, case: &Case) -> usize {
        match case.name.starts_with("twin") {
            true => self.sandbox.trusted_twin().roles().len(),
            false if case.name == "proxy_503" => self.sandbox.gcore().iam().tokens().len(),
            false => self.sandbox.gcore().assignments().len(),
        }
    }

    /// Appends the requests and created objects to a result.
    fn with_counts(&self, case: &Case, seen: &str) -> String {
        let mut text = seen.to_owned();
        if case.count != Count::Nothing {
            let requests = self.server(case).requests();
            let mut methods: Vec<&str> = requests.iter().map(|r| r.method.as_str()).collect();
            let count = methods.len();
            methods.dedup();
            let sent = match (count, methods.as_slice()) {
                (0, _) => "no request".to_owned(),
                (1, [method]) => format!("1 {method}"),
                (_, [method]) => format!("{count} {method}s"),
                _ => methods.join(", then "),
            };
            write!(text, "; {sent}").unwrap();
        }
        if case.count == Count::Created {
            write!(text, ", {} created", self.objects(case) - self.before).unwrap();
        }
        text
    }

    async fn ours(&self, case: &Case) -> String {
        let short = CallOptions::new().timeout(Duration::from_millis(300));
        let gcore = rolekit_e2e::gcore(&self.sandbox);
        let gcore = match case.name {
            "lost_creation" => gcore.with_options(&short),
            _ => gcore,
        };
        let twin = rolekit_e2e::trusted_twin(&self.sandbox);
        let twin = match case.name {
            "twin_lost" => twin.with_options(&short),
            _ => twin,
        };
        match case.name {
            "lost_creation" | "conflict" | "error_response" => {
                let assign = assign(778, Role::User, 200);
                let made = gcore.role_assignments().create(&assign).await;
                let error = made.unwrap_err();
                match case.name {
                    "error_response" => {
                        let (class, id) = (error.code(), error.request_id());
                        assert_eq!((class, id), (Some("QuotaLimitExceed"), Some("r-1")));
                        describe(&error) + "; class and id are `code()`, `request_id()`"
                    }
                    _ => describe(&error),
                }
            }
            "proxy_503" => {
                let iam = rolekit_e2e::gcore_iam(&self.sandbox);
                let made = iam.tokens().create_checked(ACCOUNT, &deploy()).await;
                let error = made.unwrap_err();
                let tokens = self.sandbox.gcore().iam().tokens();
                let id = tokens.last().unwrap()["id"].to_string();
                assert!(error.to_string().contains(&id), "{error}");
                describe(&error) + ", the token's id is in the message"
            }
            "hour" => {
                let error = gcore.role_assignments().list().page().await.unwrap_err();
                assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
                describe(&error) + ", `retry_after()` is an hour"
            }
            "redirect" | "no_content" | "html" | "missing_field" => {
                let assignments = gcore.role_assignments();
                let assign = assign(777, Role::User, 100);
                let update = assignments.update(AssignmentId::new(1), &assign).await;
                describe(&update.unwrap_err())
            }
            "unknown_role" => {
                let page = gcore.role_assignments().list().page().await.unwrap();
                let Role::Unknown(role) = &page.items[0].role else {
                    panic!("{:?}", page.items[0]);
                };
                format!("returns it as `Role::Unknown({role:?})`")
            }
            "task_failed" => {
                let error = gcore
                    .tasks()
                    .wait(&TaskId::new(&*self.task))
                    .await
                    .unwrap_err();
                let WaitError::Failed {
                    job: task, reason, ..
                } = error
                else {
                    panic!("{error:?}");
                };
                assert_eq!(
                    (task.id.as_str(), reason.as_deref()),
                    (&*self.task, Some("boom"))
                );
                "`WaitError::Failed`, with the task and the reason".to_owned()
            }
            "empty_key" => describe(&Client::new("").unwrap_err()),
            "printed_token" => {
                let iam = rolekit_e2e::gcore_iam(&self.sandbox);
                let made = iam.tokens().create(ACCOUNT, &deploy()).await.unwrap();
                let text = made.token.expose();
                let is_printed = format!("{made:?}").contains(text);
                if is_printed {
                    "shown in clear text"
                } else {
                    "redacted"
                }
                .to_owned()
            }
            "logged" => {
                let capture = Capture::default();
                let options = CallOptions::new()
                    .header("x-team", "header-canary")
                    .unwrap();
                let client = gcore.with_options(&options);
                let guard = capture.start();
                let assign = assign(778, Role::from("body-canary"), 200);
                client.role_assignments().create(&assign).await.unwrap();
                drop(guard);
                let text = capture.captured().text;
                assert!(text.contains("create_role_assignment"), "{text}");
                let has = |what: &str| text.contains(&format!("{what}-canary"));
                match (has("header"), has("body")) {
                    (false, false) => "contains neither".to_owned(),
                    both => format!("{both:?}"),
                }
            }
            "twin_error_response" | "twin_lost" => {
                let role = NewRole::new("Reader".parse().unwrap(), Statement::allow([]));
                describe(&twin.roles().create(&role).await.unwrap_err())
            }
            other => panic!("{other}"),
        }
    }
}

/// Describes an error as the table shows it.
fn describe(error: &Error) -> String {
    let status = error.status().map(|status| format!(" {}", status.as_u16()));
    let status = status.filter(|_| error.kind() == rolekit::ErrorKind::Api);
    format!(
        "`{:?}`{}, outcome: {}",
        error.kind(),
        status.unwrap_or_default(),
        error.outcome()
    )
}

fn theirs(python: &Python, cases: &[Case], setups: &[Setup]) -> Vec<String> {
    let input: Vec<Value> = (cases.iter().zip(setups))
        .map(|(case, setup)| {
            json!({
                "case": case.name,
                "base_url": setup.server(case).base_url(),
                "credential": setup.credential(case),
                "task": setup.task,
            })
        })
        .collect();
    let script = include_str!("../python/compared.py");
    let seen = python.run_script(script, &input.into()).unwrap();
    let seen: Vec<String> = serde_json::from_value(seen).unwrap();
    (cases.iter().zip(setups).zip(seen))
        .map(|((case, setup), seen)| setup.with_counts(case, &seen))
        .collect()
}

const HEAD: &str = "| situation | vendor's client | rolekit |\n|---|---|---|\n";

#[tokio::main]
async fn main() {
    let cases = cases();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let readme = std::fs::read_to_string(&path)
        .unwrap()
        .replace("\r\n", "\n");
    let (head, rest) = readme.split_once("<!-- compared -->\n\n").unwrap();
    let (page, tail) = rest.split_once("\n<!-- /compared -->").unwrap();
    let cell = |title: &str, column: usize| {
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| {title} |")));
        let cell = row.and_then(|row| row.split(" | ").nth(column));
        let cell = cell.unwrap_or_else(|| {
            panic!("the README has no row \"{title}\"; add it with the vendors' clients installed")
        });
        cell.trim_end_matches(" |").to_owned()
    };

    let python =
        tokio::task::block_in_place(|| vendors::installed("the column of the vendors' clients"));
    let their_rows = match python {
        Some(python) => {
            let mut setups = Vec::new();
            for case in &cases {
                setups.push(Setup::new(case).await);
            }
            tokio::task::block_in_place(|| theirs(&python, &cases, &setups))
        }
        None => cases.iter().map(|case| cell(case.title, 1)).collect(),
    };
    let mut expected = HEAD.to_owned();
    for (case, theirs) in cases.iter().zip(their_rows) {
        let setup = Setup::new(case).await;
        let seen = setup.ours(case).await;
        let ours = setup.with_counts(case, &seen);
        writeln!(expected, "| {} | {theirs} | {ours} |", case.title).unwrap();
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let marked = format!("<!-- compared -->\n\n{expected}\n<!-- /compared -->");
        std::fs::write(&path, format!("{head}{marked}{tail}")).unwrap();
        return;
    }
    for (actual, expected) in page.lines().zip(expected.lines()) {
        assert_eq!(
            actual, expected,
            "the README differs from the measured table"
        );
    }
    assert_eq!(page, expected);
}
