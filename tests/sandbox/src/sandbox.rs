//! Starting and stopping the sandbox.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::clock::{Clock, ClockError};
use crate::connection::Listener;
use crate::gcore::{self, GcoreServer};
use crate::log::LogLimits;
use crate::seed::{InvalidSeed, Seed, Seeded};
use crate::seeder::Seeder;
use crate::server::{Api, ApiService, Endpoint};
use crate::trusted_twin::{self, TrustedTwinServer};

/// Both servers, which run until this value is dropped.
#[derive(Debug)]
pub struct Sandbox {
    gcore: GcoreServer,
    trusted_twin: TrustedTwinServer,
    clock: Clock,
    seeder: Seeder,
    servers: Vec<JoinHandle<()>>,
}

impl Sandbox {
    /// Starts both servers on free ports of 127.0.0.1, with the default data of [`SandboxBuilder`].
    ///
    /// # Errors
    ///
    /// Fails if a port is not available.
    pub async fn start() -> Result<Self, StartError> {
        Self::builder().start().await
    }

    /// Returns a builder for other settings than those of [`Sandbox::start`].
    #[must_use]
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// Returns the Gcore server.
    #[must_use]
    pub fn gcore(&self) -> &GcoreServer {
        &self.gcore
    }

    /// Returns the Trusted Twin server.
    #[must_use]
    pub fn trusted_twin(&self) -> &TrustedTwinServer {
        &self.trusted_twin
    }

    /// Advances the clock of both servers, so that secrets, PINs and tokens expire. Nothing waits,
    /// and tokio's clock does not change. Over HTTP it is `POST /__sandbox/clock` with
    /// `{"advance_ms": 600000}`, on either port.
    ///
    /// # Errors
    ///
    /// Fails without an effect if the clock would pass 9999-12-31T00:00:00Z: the vendors' formats of
    /// time end with that year.
    pub fn advance_clock(&self, by: Duration) -> Result<(), ClockError> {
        self.clock.advance(by)
    }

    /// Adds data to both servers, all or nothing. Over HTTP it is `POST /__sandbox/seed`, on either
    /// port. See [`seed`](crate::seed).
    ///
    /// # Errors
    ///
    /// Fails if an id occurs twice, a reference leads nowhere, or a value is invalid.
    pub fn seed(&self, seed: &Seed) -> Result<Seeded, InvalidSeed> {
        self.seeder.add(seed)
    }

    /// Stops the servers, and waits until all tasks have ended and all sockets are closed. Dropping
    /// the sandbox stops the servers without waiting.
    pub async fn shutdown(mut self) {
        for server in std::mem::take(&mut self.servers) {
            server.abort();
            // Always the error of an aborted task.
            let _ = server.await;
        }
        self.gcore.wait_idle().await;
        self.trusted_twin.wait_idle().await;
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        for server in &self.servers {
            server.abort();
        }
    }
}

/// Settings of a [`Sandbox`].
///
/// Each sandbox has, on Gcore, the account 8 and the administrator 1, who owns the API key; on Trusted
/// Twin an administrator whose role permits everything. To these it adds [`Seed::default_data`].
#[derive(Debug, Clone)]
pub struct SandboxBuilder {
    gcore: SocketAddr,
    trusted_twin: SocketAddr,
    has_default_data: bool,
    seed: Seed,
    log_limits: LogLimits,
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        Self {
            gcore: any,
            trusted_twin: any,
            has_default_data: true,
            seed: Seed::default(),
            log_limits: LogLimits {
                requests: 10_000,
                bytes: 64 << 20,
            },
        }
    }
}

impl SandboxBuilder {
    /// Sets the address of the Gcore server. Port 0 selects a free port.
    #[must_use]
    pub fn gcore_address(mut self, address: SocketAddr) -> Self {
        self.gcore = address;
        self
    }

    /// Sets the address of the Trusted Twin server. Port 0 selects a free port.
    #[must_use]
    pub fn trusted_twin_address(mut self, address: SocketAddr) -> Self {
        self.trusted_twin = address;
        self
    }

    /// Starts without [`Seed::default_data`]: with only the two administrators, who own the
    /// credentials, and what [`SandboxBuilder::seed`] adds.
    #[must_use]
    pub fn unseeded(mut self) -> Self {
        self.has_default_data = false;
        self
    }

    /// Sets data to add at the start, after the default data. Replaces what an earlier call set.
    #[must_use]
    pub fn seed(mut self, seed: Seed) -> Self {
        self.seed = seed;
        self
    }

    /// Sets how many requests each server records; the oldest go first. Defaults to 10,000. A long
    /// load test needs few.
    #[must_use]
    pub fn request_log_capacity(mut self, requests: usize) -> Self {
        self.log_limits.requests = requests;
        self
    }

    /// Sets how many bytes of memory the recorded requests of each server take, roughly; the oldest go
    /// first. Defaults to 64 MiB. Of one body the log keeps 1 MiB;
    /// [`RecordedRequest::omitted_body_bytes`](crate::RecordedRequest::omitted_body_bytes) is the rest.
    #[must_use]
    pub fn request_log_bytes(mut self, bytes: usize) -> Self {
        self.log_limits.bytes = bytes;
        self
    }

    /// Starts the servers.
    ///
    /// # Errors
    ///
    /// Fails if an address is not a loopback address or its port is not available, or if the seed is
    /// invalid.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        let gcore = gcore::App::new().map_err(Reason::Document)?;
        let clock = gcore.clock();
        let trusted_twin = trusted_twin::App::new(clock.clone()).map_err(Reason::Document)?;
        let seeder = Seeder::new(gcore.clone(), trusted_twin.clone());
        if self.has_default_data {
            seeder.add(&Seed::default_data()).map_err(Reason::Seed)?;
        }
        seeder.add(&self.seed).map_err(Reason::Seed)?;
        let mut servers = Vec::new();
        let service = |api: Arc<dyn Api>| (api, self.log_limits, seeder.clone());
        let endpoint = open(self.gcore, service(gcore.clone()), &mut servers).await?;
        let gcore = GcoreServer::new(endpoint, gcore);
        let endpoint = open(
            self.trusted_twin,
            service(trusted_twin.clone()),
            &mut servers,
        )
        .await;
        let trusted_twin = match endpoint {
            Ok(endpoint) => TrustedTwinServer::new(endpoint, trusted_twin),
            Err(error) => {
                servers.iter().for_each(JoinHandle::abort);
                return Err(error.into());
            }
        };
        Ok(Sandbox {
            gcore,
            trusted_twin,
            clock,
            seeder,
            servers,
        })
    }
}

/// Opens the port of a server. The server consists of an API, the limits of its log, and the seeder.
async fn open(
    address: SocketAddr,
    (api, log_limits, seeder): (Arc<dyn Api>, LogLimits, Seeder),
    servers: &mut Vec<JoinHandle<()>>,
) -> Result<Endpoint, Reason> {
    if !address.ip().is_loopback() {
        return Err(Reason::NotLoopback(address));
    }
    let bound = async {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    let (listener, address) = bound.await.map_err(|error| Reason::Bind(address, error))?;
    let (port, control, connections) = Listener::new(listener);
    let service = Arc::new(ApiService::new(api, log_limits, control, seeder));
    servers.push(tokio::spawn(port.serve(address, service.clone())));
    Ok(Endpoint {
        address,
        base_url: format!("http://{address}"),
        service,
        connections,
    })
}

/// The sandbox could not start.
#[derive(Debug)]
pub struct StartError(Reason);

#[derive(Debug)]
enum Reason {
    NotLoopback(SocketAddr),
    Bind(SocketAddr, io::Error),
    Document(String),
    Seed(InvalidSeed),
}

impl From<Reason> for StartError {
    fn from(reason: Reason) -> Self {
        Self(reason)
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Reason::NotLoopback(address) => write!(
                f,
                "{address} is not a loopback address: the sandbox publishes its credentials, so \
                 only this machine may reach it"
            ),
            Reason::Bind(address, _) => write!(f, "cannot listen on {address}"),
            Reason::Seed(_) => f.write_str("invalid seed"),
            Reason::Document(problem) => write!(f, "invalid vendored document: {problem}"),
        }
    }
}

impl Error for StartError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            Reason::Bind(_, error) => Some(error),
            Reason::Seed(error) => Some(error),
            Reason::NotLoopback(_) | Reason::Document(_) => None,
        }
    }
}
