//! Updates a role on both services and prints it before and after.
//!
//! Without arguments it starts the sandbox in its own process and needs no account:
//!
//! ```text
//! cargo run -p rolekit --example update_role
//! ```
//!
//! With `--live` and keys in the environment it updates real resources:
//!
//! ```text
//! GCORE_API_KEY=… cargo run -p rolekit --example update_role -- \
//!     --live gcore ASSIGNMENT USER ROLE [CLIENT [PROJECT]]
//! TRUSTED_TWIN_SECRET=… cargo run -p rolekit --example update_role -- \
//!     --live trusted-twin ROLE_UUID NEW_NAME
//! ```

use std::error::Error;
use std::process::ExitCode;

use rolekit::gcore::{self, AssignRole, AssignmentId, ClientId, ProjectId, Scope, UserId};
use rolekit::trusted_twin::{self, Action, NewRole, RoleId, RoleUpdate, Statement};
use rolekit_sandbox::Sandbox;

type Outcome = Result<(), Box<dyn Error>>;

const USAGE: &str = "usage: update_role
       update_role --live gcore ASSIGNMENT USER ROLE [CLIENT [PROJECT]]
       update_role --live trusted-twin ROLE_UUID NEW_NAME";

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments.as_slice() {
        [] => on_the_sandbox().await,
        ["--live", "gcore", assignment, user, role, scope @ ..] if scope.len() <= 2 => {
            live_gcore(assignment, user, role, scope).await
        }
        ["--live", "trusted-twin", role, name] => live_trusted_twin(role, name).await,
        _ => Err(USAGE.into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let mut message = error.to_string();
            let mut source = error.source();
            while let Some(cause) = source {
                message += &format!("\n  caused by: {cause}");
                source = cause.source();
            }
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Creates an assignment and a role on the sandbox, updates both, and shows a rejected update.
async fn on_the_sandbox() -> Outcome {
    let sandbox = Sandbox::start().await?;

    let server = sandbox.gcore();
    let gcore = gcore::Client::builder()
        .credential(server.api_key())
        .base_url(server.base_url())
        .build()?;
    let client = ClientId::new(server.client_id());
    let project = Scope::project(client, ProjectId::new(server.add_project()));
    let user = UserId::new(server.add_user("Ada"));
    let assignments = gcore.role_assignments();
    let observer = AssignRole::new(user, gcore::Role::Observer).scope(project);
    let before = assignments.create(&observer).await?;
    let administrator = AssignRole::new(user, gcore::Role::ProjectAdministrator).scope(project);
    assignments.update(before.id, &administrator).await?;
    let after = assignment(&gcore, before.id, user).await?;
    show_assignment(&before, &after);

    let server = sandbox.trusted_twin();
    let twin = trusted_twin_on(server.base_url(), server.secret())?;
    let reading = Statement::allow([Action::GetTwin, Action::ScanTwins]);
    let reader = NewRole::new("Reader".parse()?, reading);
    let before = twin.roles().create(&reader).await?;
    let writing = [Action::GetTwin, Action::ScanTwins, Action::UpdateTwin];
    let change = RoleUpdate::new()
        .name("Reader and writer".parse()?)
        .statement(Statement::allow(writing));
    let after = twin.roles().update(&before.uuid, &change).await?;
    show_role(&before, &after);

    // A caller cannot grant permissions that they lack.
    let caller = server.add_caller(rolekit_sandbox::Statement::allow(["update_user_role"]));
    let restricted = trusted_twin_on(server.base_url(), &caller.secret)?;
    let everything = RoleUpdate::new().statement(Statement::permit_everything());
    println!("An update that the service rejects:");
    match restricted.roles().update(&before.uuid, &everything).await {
        Ok(_) => return Err("the sandbox granted permissions the caller lacks".into()),
        Err(error) => println!("  {error}"),
    }
    Ok(())
}

/// Updates an assignment of the account that GCORE_API_KEY belongs to.
async fn live_gcore(assignment_id: &str, user: &str, role: &str, scope: &[&str]) -> Outcome {
    let assignment_id = AssignmentId::new(number("ASSIGNMENT", assignment_id)?);
    let user = UserId::new(number("USER", user)?);
    let client = |text| number("CLIENT", text).map(ClientId::new);
    let scope = match scope {
        [] => Scope::Unspecified,
        [id] => Scope::account(client(id)?),
        [id, project, ..] => {
            Scope::project(client(id)?, ProjectId::new(number("PROJECT", project)?))
        }
    };
    let assign = AssignRole::new(user, gcore::Role::parse_known(role)?).scope(scope);
    let gcore = gcore::Client::from_env()?;
    let before = assignment(&gcore, assignment_id, user).await?;
    gcore
        .role_assignments()
        .update(assignment_id, &assign)
        .await?;
    let after = assignment(&gcore, assignment_id, user).await?;
    show_assignment(&before, &after);
    Ok(())
}

/// Renames a role of the account that TRUSTED_TWIN_SECRET belongs to.
async fn live_trusted_twin(role: &str, name: &str) -> Outcome {
    let twin = trusted_twin::Client::from_env()?;
    let role = RoleId::new(role);
    let before = twin.roles().get(&role).await?;
    let change = RoleUpdate::new().name(name.parse()?);
    let after = twin.roles().update(&role, &change).await?;
    show_role(&before, &after);
    Ok(())
}

fn trusted_twin_on(base_url: &str, secret: &str) -> rolekit::Result<trusted_twin::Client> {
    trusted_twin::Client::builder()
        .credential(secret)
        .base_url(base_url)
        .build()
}

fn number(name: &str, text: &str) -> Result<i64, String> {
    text.parse()
        .map_err(|_| format!("{name} must be a number, not `{text}`\n{USAGE}"))
}

/// Finds an assignment in the list of its user, because the API has no operation to get one by id.
async fn assignment(
    gcore: &gcore::Client,
    id: AssignmentId,
    user: UserId,
) -> Result<gcore::RoleAssignment, Box<dyn Error>> {
    let mut of_user = gcore.role_assignments().list().user_id(user).stream();
    while let Some(assignment) = of_user.try_next().await? {
        if assignment.id == id {
            return Ok(assignment);
        }
    }
    Err(format!("user {user} has no assignment {id}").into())
}

fn show_assignment(before: &gcore::RoleAssignment, after: &gcore::RoleAssignment) {
    let row = |assignment: &gcore::RoleAssignment| {
        let scope = match assignment.project_id {
            Some(project) => format!("project {project}"),
            None => format!("account {}", assignment.client_id),
        };
        vec![
            format!("user {}", assignment.user_id),
            assignment.role.to_string(),
            scope,
        ]
    };
    show(
        &format!("Gcore, role assignment {}", after.id),
        &["user", "role", "where"],
        &row(before),
        &row(after),
    );
}

fn show_role(before: &trusted_twin::Role, after: &trusted_twin::Role) {
    let row = |role: &trusted_twin::Role| {
        let statement = role.statement.as_ref().map(|statement| {
            let Some(actions) = &statement.actions else {
                return format!("{} nothing", statement.effect);
            };
            let actions: Vec<_> = actions.iter().map(Action::as_str).collect();
            format!("{} {}", statement.effect, actions.join(", "))
        });
        vec![
            role.name.clone(),
            statement.unwrap_or_else(|| "none".to_owned()),
        ]
    };
    show(
        &format!("Trusted Twin, role {}", after.uuid),
        &["name", "statement"],
        &row(before),
        &row(after),
    );
}

/// Prints the fields before and after, one on each line.
fn show(title: &str, fields: &[&str], before: &[String], after: &[String]) {
    println!("{title}");
    let width = before
        .iter()
        .map(|text| text.chars().count())
        .fold(6, usize::max);
    println!("  {:<10} {:<width$}  after", "", "before");
    for ((field, before), after) in fields.iter().zip(before).zip(after) {
        println!("  {field:<10} {before:<width$}  {after}");
    }
    println!();
}
