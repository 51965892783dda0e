//! The command line.

mod apply;
mod check;
mod clock;
mod drift;
mod import;
mod least_privilege;
mod load;
mod offboard;
mod options;
mod output;
mod plan;
mod record;
mod review;
mod session;
mod write;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

use options::{Failure, Options};
use output::Output;

/// Access to Gcore and Trusted Twin as code: a file says who may do what.
///
/// Credentials are read from GCORE_API_KEY and TRUSTED_TWIN_SECRET, or from a profile. With --sandbox
/// every command runs on example data instead, so that it can be tried without an account.
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
    /// Checks the file offline: its form, its names, its assertions and the separation of duties.
    ///
    /// The exit status is 1 if something is wrong.
    Check,
    /// Writes the file of what is there.
    ///
    /// An existing file keeps its comments, people, teams, reasons, ends, assertions and limits.
    Import(import::Import),
    /// Shows what would change. It only reads.
    ///
    /// The exit status is 0 if there is nothing to do, 2 if there are changes, 1 after an error.
    Plan(plan::PlanArgs),
    /// Applies a plan that was written, or makes one and applies it.
    ///
    /// The exit status is 0 if all is as the file says, 1 after an error or if something is left.
    Apply(apply::Apply),
    /// Shows what differs from the file and, from the audit log of Gcore, who changed it. It only reads.
    ///
    /// The exit status is 0 if nothing differs, 2 if something does, 1 after an error.
    Drift(drift::DriftArgs),
    /// Removes all access of a person: tokens first, then secrets, roles, membership and users.
    ///
    /// Without --yes it shows what would be removed, with exit status 2. A second run removes nothing. The
    /// exit status is 1 if something is left, if a service was not read for lack of credentials, or if
    /// Trusted Twin has no user of a name given by --user.
    Offboard(offboard::Offboard),
    /// Proposes statements for roles of Trusted Twin, from what the log says their users used.
    LeastPrivilege(least_privilege::LeastPrivilege),
    /// Prints completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Shows who may do what, since when and by whom, and what is worth a look. It only reads.
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
            // What still runs is the lookup of a host whose response nobody waits for.
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
