//! Records the exchanges with a service in a file, a cassette, and replays them in tests.

mod file;
mod matching;
mod record;
mod redaction;
mod replay;
mod request;
mod search;
#[cfg(test)]
mod tests;

pub use self::file::CassetteError;
pub use self::record::RecordingTransport;
pub use self::replay::ReplayTransport;
