//! The sandbox as a program, for clients in any language.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser};
use rolekit_sandbox::seed::{Seed, Seeded};
use rolekit_sandbox::{ControlRequest, Sandbox};
use serde_json::json;

/// Serves the administration APIs of Gcore (Cloud, IAM) and Trusted Twin on loopback, in memory.
///
/// Prints one line of JSON when ready: base URLs, credentials, and the ids and secrets of seeded data.
/// Stops on SIGINT or SIGTERM.
#[derive(Debug, Parser)]
#[command(name = "rolekit-sandbox", version)]
struct Arguments {
    /// Loopback address of the Gcore server; port 0 selects a free port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = loopback)]
    gcore: SocketAddr,
    /// Loopback address of the Trusted Twin server; port 0 selects a free port.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0", value_parser = loopback)]
    trusted_twin: SocketAddr,
    /// Seed document in JSON or YAML; its data are added to the default data.
    #[arg(long, value_name = "FILE")]
    seed: Option<PathBuf>,
    /// Start without the default data: with only the two administrators and the data of --seed.
    #[arg(long)]
    empty: bool,
}

fn loopback(text: &str) -> Result<SocketAddr, String> {
    let address: SocketAddr = text
        .parse()
        .map_err(|_| "expected an address such as 127.0.0.1:8080".to_owned())?;
    if address.ip().is_loopback() {
        Ok(address)
    } else {
        Err("must be a loopback address, such as 127.0.0.1:8080".to_owned())
    }
}

/// Returns the control requests for the help, one a line.
fn list_control_requests() -> String {
    let mut list = "Control requests, on the port of either server:\n".to_owned();
    for request in ControlRequest::ALL {
        let (method, path, text) = request.describe();
        // Writing to memory cannot fail.
        let _ = writeln!(list, "  {method:6} {path:22} {text}");
    }
    list
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let command = Arguments::command().after_help(list_control_requests());
    let arguments = match Arguments::from_arg_matches(&command.get_matches()) {
        Ok(arguments) => arguments,
        Err(error) => error.exit(),
    };
    match serve(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let reason = error.source().map(|reason| format!(": {reason}"));
            let reason = reason.unwrap_or_default();
            // If stderr is closed too, there is nowhere to report the error.
            let _ = writeln!(io::stderr(), "rolekit-sandbox: {error}{reason}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    // Installed before the line is printed, because its reader may stop the program at once.
    let stop = signals()?;
    let mut builder = Sandbox::builder()
        .gcore_address(arguments.gcore)
        .trusted_twin_address(arguments.trusted_twin);
    if arguments.empty {
        builder = builder.unseeded();
    }
    let sandbox = builder.start().await?;
    let seeded = match &arguments.seed {
        Some(path) => add_seed(&sandbox, path)?,
        None => Seeded::default(),
    };
    let (gcore, trusted_twin) = (sandbox.gcore(), sandbox.trusted_twin());
    let administrator = gcore.iam().user(gcore.api_key_owner());
    let ready = json!({
        "gcore": {
            "base_url": gcore.base_url(),
            "api_key": gcore.api_key(),
            "username": administrator.map(|user| user["email"].clone()),
            "password": gcore.iam().password(gcore.api_key_owner()),
        },
        "trusted_twin": {
            "base_url": trusted_twin.base_url(),
            "secret": trusted_twin.secret(),
            "account": trusted_twin.account(),
        },
        "seeded": seeded,
    });
    let mut stdout = io::stdout();
    writeln!(stdout, "{ready}")?;
    stdout.flush()?;
    stop.await;
    sandbox.shutdown().await;
    Ok(())
}

/// Adds a seed document.
fn add_seed(sandbox: &Sandbox, path: &Path) -> Result<Seeded, String> {
    let name = path.display();
    let text = fs::read_to_string(path).map_err(|error| format!("cannot read {name}: {error}"))?;
    Seed::parse(&text)
        .and_then(|seed| sandbox.seed(&seed))
        .map_err(|error| format!("invalid seed {name}: {}", error.in_document(&text)))
}

#[cfg(unix)]
fn signals() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "as on Unix")]
fn signals() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        // If signals are unavailable, the program stops.
        let _ = tokio::signal::ctrl_c().await;
    })
}
