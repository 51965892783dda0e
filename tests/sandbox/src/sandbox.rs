//! Starting and stopping the sandbox.

use std::error::Error;
use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use crate::clock::{Clock, ClockError};
use crate::connection_counts::Connections;
use crate::connection_policy::ConnectionPolicy;
use crate::endpoint::Endpoint;
use crate::gcore::{self, GcoreServer};
use crate::listener::Listener;
use crate::listener_control::ListenerControl;
use crate::log::LogLimits;
use crate::seed::{InvalidSeed, Seed, Seeded};
use crate::seeder::Seeder;
use crate::server::{Api, ApiService};
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
    /// and Tokio's clock does not change. Over HTTP it is `POST /__sandbox/clock` with
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
    /// the sandbox stops the servers without waiting. Requests in process fail.
    pub async fn shutdown(mut self) {
        for server in std::mem::take(&mut self.servers) {
            server.abort();
            // Always the error of an aborted task.
            let _ = server.await;
        }
        for server in self.endpoints() {
            server.stop();
            server.wait_closed().await;
        }
    }

    fn endpoints(&self) -> [&Endpoint; 2] {
        [&self.gcore, &self.trusted_twin]
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        for server in &self.servers {
            server.abort();
        }
        for server in self.endpoints() {
            server.stop();
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
    has_ports: bool,
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
            has_ports: true,
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

    /// Opens no port: clients reach the servers by [`Endpoint::transport`]. Starting needs no runtime
    /// then, and addresses are ignored.
    #[cfg(feature = "transport")]
    #[must_use]
    pub fn in_process(mut self) -> Self {
        self.has_ports = false;
        self
    }

    /// Starts the servers.
    ///
    /// # Errors
    ///
    /// Fails if an address is not a loopback address or its port is not available, or if the seed is
    /// invalid.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        let gcore = gcore::GcoreApp::new().map_err(Reason::Document)?;
        let clock = gcore.clock();
        let trusted_twin = trusted_twin::TwinApp::new(clock.clone()).map_err(Reason::Document)?;
        let seeder = Seeder::new(gcore.clone(), trusted_twin.clone());
        if self.has_default_data {
            seeder.add(&Seed::default_data()).map_err(Reason::Seed)?;
        }
        seeder.add(&self.seed).map_err(Reason::Seed)?;
        let mut servers = Vec::new();
        let server = |name, address, api: Arc<dyn Api>| ServerSettings {
            network: if self.has_ports {
                Network::Port(address)
            } else {
                Network::InProcess(name)
            },
            api,
            log_limits: self.log_limits,
            seeder: seeder.clone(),
        };
        let settings = server("gcore", self.gcore, gcore.clone());
        let endpoint = open(settings, &mut servers).await?;
        let gcore = GcoreServer::new(endpoint, gcore);
        let settings = server("trusted-twin", self.trusted_twin, trusted_twin.clone());
        let trusted_twin = match open(settings, &mut servers).await {
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

/// Where clients reach a server.
#[derive(Debug, Clone, Copy)]
enum Network {
    Port(SocketAddr),
    /// Only in process, with this name in its URL.
    InProcess(&'static str),
}

/// What a server consists of.
struct ServerSettings {
    network: Network,
    api: Arc<dyn Api>,
    log_limits: LogLimits,
    seeder: Seeder,
}

/// Opens a server.
async fn open(
    ServerSettings {
        network,
        api,
        log_limits,
        seeder,
    }: ServerSettings,
    servers: &mut Vec<JoinHandle<()>>,
) -> Result<Endpoint, Reason> {
    let (counts, connections) = watch::channel(Connections::default());
    let counts = Arc::new(counts);
    let policy = ConnectionPolicy::default();
    let mut control = ListenerControl {
        port: None,
        policy: policy.clone(),
        connections: connections.clone(),
    };
    let (address, base_url, listener) = match network {
        // RFC 6761: names in `invalid` never resolve.
        Network::InProcess(name) => (None, format!("https://{name}.invalid"), None),
        Network::Port(address) => {
            let (listener, address) = bind(address).await?;
            let (commands, receiver) = mpsc::unbounded_channel();
            control.port = Some(commands);
            let listener = Listener::new(listener, policy.clone(), counts.clone(), receiver);
            (Some(address), format!("http://{address}"), Some(listener))
        }
    };
    let service = Arc::new(ApiService::new(api, log_limits, control, seeder));
    if let (Some(address), Some(listener)) = (address, listener) {
        servers.push(tokio::spawn(listener.serve(address, service.clone())));
    }
    Ok(Endpoint {
        address,
        base_url,
        #[cfg(feature = "transport")]
        transport: crate::in_process::SandboxTransport::new(service.clone(), counts, policy),
        service,
        connections,
    })
}

async fn bind(address: SocketAddr) -> Result<(TcpListener, SocketAddr), Reason> {
    if !address.ip().is_loopback() {
        return Err(Reason::NotLoopback(address));
    }
    let bound = async {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        Ok((listener, address))
    };
    bound.await.map_err(|error| Reason::Bind(address, error))
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
