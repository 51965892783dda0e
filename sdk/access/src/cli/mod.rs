//! The command line.

mod apply;
mod check;
mod clock;
mod credential;
mod drift;
mod import;
mod interrupt;
mod least_privilege;
mod load;
mod offboard;
mod options;
mod output;
mod outputs;
mod plan;
mod record;
mod review;
mod session;
mod write;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use options::{Failure, Options};
use output::Output;

/// Manages access to Gcore and Trusted Twin from a file that lists who may do what.
///
/// Credentials are read from GCORE_API_KEY and TRUSTED_TWIN_SECRET, or from a profile. With --sandbox
/// each command runs on example data, so that it can be tried without an account.
#[derive(Debug, Parser)]
#[command(name = "rolekit", version, max_term_width = 100)]
pub(crate) struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Prints the JSON Schema of the file, for editors.
    Schema,
    /// Checks the file offline: its format, names, assertions and separation of duties.
    ///
    /// The exit status is 0 if the file has no problem, 1 otherwise. Notes name the assertions that hold because they
    /// check nobody.
    Check,
    /// Writes the current state as a file.
    ///
    /// An existing file keeps its comments, people, teams, assertions, guards and those entries that are in effect, with
    /// their reasons and ends. Notes name the entries and resources that are left out, and services that were not read.
    Import(import::ImportArgs),
    /// Shows the changes that would make the current state match the file. Changes nothing.
    ///
    /// The exit status is 0 if there are no changes, 2 if there are changes, 1 after an error.
    Plan(plan::PlanArgs),
    /// Applies a plan that was written before, or a new one.
    ///
    /// The exit status is 0 if all changes are in effect, 1 after an error or if a change is not in effect.
    Apply(apply::ApplyArgs),
    /// Shows differences from the file and, from the audit log of Gcore, who made them. Changes nothing.
    ///
    /// Differences that are in the audit log come first. The others may be entries of the file that were not applied yet.
    ///
    /// The exit status is 0 if there are no differences, 2 if there are some, 1 after an error.
    Drift(drift::DriftArgs),
    /// Removes all access of a person: tokens first, then secrets, roles, membership and users.
    ///
    /// Without --yes it only prints the removals.
    ///
    /// The exit status is 0 if the person has no access left, 2 if there are removals that were only printed, 1
    /// after an error, if a removal failed, if a service was not searched, or if Trusted Twin has no user that --user
    /// names.
    ///
    /// A service is not searched without credentials, and Trusted Twin, which has no e-mail addresses, not without a
    /// user that the file assigns to the person or --user names. See --without.
    Offboard(offboard::OffboardArgs),
    /// Proposes statements for roles of Trusted Twin from the actions that the log has of their users. Changes nothing.
    LeastPrivilege(least_privilege::LeastPrivilegeArgs),
    /// Prints the completion script of a shell.
    Completions {
        /// The shell to complete for.
        shell: clap_complete::Shell,
    },
    /// Shows who may do what, since when and granted by whom, and findings. Changes nothing.
    Review(review::ReviewArgs),
}

/// Runs a command, and returns its exit status.
pub(crate) fn run(cli: &Cli) -> ExitCode {
    let mut output = Output::new(cli.options.log);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let result = match runtime {
        Ok(runtime) => {
            let result = runtime.block_on(command(cli, &mut output));
            // A DNS lookup that nobody waits for may still run.
            runtime.shutdown_background();
            result
        }
        Err(error) => Err(error.into()),
    };
    match result {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            output.error(&*error);
            ExitCode::from(1)
        }
    }
}

async fn command(cli: &Cli, output: &mut Output) -> Result<u8, Failure> {
    let options = &cli.options;
    match &cli.command {
        Command::Schema => {
            let schema = serde_json::to_string_pretty(&rolekit_access::file::schema())?;
            output.print(&format!("{schema}\n"))?;
            Ok(0)
        }
        Command::Check => check::run(options, output),
        Command::Import(args) => args.run(options, output).await,
        Command::Plan(args) => args.run(options, output).await,
        Command::Apply(args) => args.run(options, output).await,
        Command::Review(args) => args.run(options, output).await,
        Command::Drift(args) => args.run(options, output).await,
        Command::Offboard(args) => args.run(options, output).await,
        Command::LeastPrivilege(args) => args.run(options, output).await,
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(*shell, &mut Cli::command(), "rolekit", &mut script);
            output.print(&String::from_utf8_lossy(&script))?;
            Ok(0)
        }
    }
}
