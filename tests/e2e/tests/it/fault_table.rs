//! Every fault on every kind of call, on each service: the number of requests, the result of the call,
//! and how long it waits, over sockets and in process. Time is paused.
//!
//! Checks the table in `sdk/rolekit/src/guide/faults.md`, which is part of the documentation. To update it:
//! `UPDATE_GOLDEN=1 cargo test -p rolekit-e2e --test it fault_table`.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use rolekit::{CallOptions, Outcome};
use rolekit_e2e::clock::Stopwatch;
use rolekit_e2e::fixture::{Call, Fixture, Network, System};
use rolekit_sandbox::faults::{CannedResponse, ConnectionFault, Framing, GzipForm, JsonEdit};
use rolekit_sandbox::{Fault, FaultPlan};
use serde_json::json;

/// A row of the table.
struct Row {
    name: &'static str,
    plan: Plan,
}

enum Plan {
    /// A fault of one request, or of every request.
    Request(Fault),
    /// The port is closed: for less than the first backoff, or for the whole call.
    Refuse,
    /// The next connection is reset, or every connection.
    ResetConnection,
}

impl Plan {
    fn once(&self) -> FaultPlan {
        match self {
            Self::Request(fault) => fault.clone().times(1).into(),
            Self::Refuse => ConnectionFault::Refuse { ms: Some(400) }.into(),
            Self::ResetConnection => ConnectionFault::Reset { count: 1 }.into(),
        }
    }

    fn always(&self) -> FaultPlan {
        match self {
            Self::Request(fault) => fault.clone().always().into(),
            Self::Refuse => ConnectionFault::Refuse { ms: None }.into(),
            Self::ResetConnection => ConnectionFault::Reset { count: 1_000 }.into(),
        }
    }
}

fn rows() -> Vec<Row> {
    let html = "<html><body>Bad gateway</body></html>";
    let status = |status: u16| Fault::respond(CannedResponse::new(status).json(json!({})));
    let lie = |response: CannedResponse| Fault::respond(response).after();
    let denied = |fault: Fault| fault.with_response(CannedResponse::new(403).vendor());
    let json_header =
        |response: CannedResponse| response.header("content-type", "application/json");
    let requests = [
        ("reset before it is applied", Fault::reset()),
        ("reset after it was applied", Fault::reset().after()),
        ("no response, not applied", Fault::hang()),
        ("no response, applied", Fault::hang().after()),
        ("response after 5 s", Fault::delay(Duration::from_secs(5))),
        (
            "400 with HTML",
            Fault::respond(CannedResponse::new(400).text(html)),
        ),
        ("401", status(401)),
        ("403", status(403)),
        ("404", status(404)),
        ("408, not applied", status(408)),
        ("408, applied", status(408).after()),
        ("409", status(409)),
        ("429", status(429)),
        (
            "429, `Retry-After: 2`",
            Fault::respond(CannedResponse::new(429).header("retry-after", "2")),
        ),
        (
            "429, `retry-after-ms: 1500`",
            Fault::respond(CannedResponse::new(429).header("retry-after-ms", "1500")),
        ),
        (
            "429, `Retry-After: 3600`",
            Fault::respond(CannedResponse::new(429).header("retry-after", "3600")),
        ),
        (
            "503, `Retry-After` in the past",
            Fault::respond(
                CannedResponse::new(503).header("retry-after", "Sun, 06 Nov 1994 08:49:37 GMT"),
            ),
        ),
        ("500, not applied", status(500)),
        ("500, applied", status(500).after()),
        ("421", status(421)),
        ("425", status(425)),
        ("501", status(501)),
        (
            "502 of a proxy with HTML, applied",
            Fault::respond(CannedResponse::new(502).nginx()).after(),
        ),
        (
            "504 of a proxy, applied",
            Fault::respond(CannedResponse::new(504).envoy()).after(),
        ),
        (
            "502 with HTML, not applied",
            Fault::respond(CannedResponse::new(502).text(html)),
        ),
        ("502, applied", status(502).after()),
        ("503, not applied", status(503)),
        ("503, applied", status(503).after()),
        (
            "503 of a proxy, `Retry-After: 1`, applied",
            Fault::respond(
                CannedResponse::new(503)
                    .header("retry-after", "1")
                    .text("upstream connect error or disconnect/reset before headers"),
            )
            .after(),
        ),
        ("504, not applied", status(504)),
        ("504, applied", status(504).after()),
        (
            "redirect 302 to itself, not applied",
            Fault::redirect(302, ""),
        ),
        (
            "redirect 302 to itself, applied",
            Fault::redirect(302, "").after(),
        ),
        ("redirect 307 to itself", Fault::redirect(307, "")),
        (
            "redirect 302 to another host",
            Fault::redirect(302, "https://elsewhere.example/"),
        ),
        (
            "200 with HTML",
            lie(CannedResponse::new(200)
                .header("content-type", "text/html")
                .text(html)),
        ),
        (
            "200 with `{}`",
            lie(CannedResponse::new(200).json(json!({}))),
        ),
        (
            "200 with `[]`",
            lie(CannedResponse::new(200).json(json!([]))),
        ),
        ("200 without a body", lie(CannedResponse::new(200))),
        ("204", lie(CannedResponse::new(204))),
        (
            "200 with invalid gzip",
            lie(json_header(CannedResponse::new(200))
                .header("content-encoding", "gzip")
                .text("{}")),
        ),
        (
            "body stops, connection closed",
            Fault::truncate(10, Framing::ContentLength),
        ),
        (
            "body stops in a chunk",
            Fault::truncate(10, Framing::Chunked),
        ),
        (
            "body cut, connection closed normally",
            Fault::truncate(10, Framing::Close),
        ),
        ("reset in the body", Fault::reset_body(10)),
        (
            "body pauses for 5 s",
            Fault::delay_body(10, Duration::from_secs(5)),
        ),
        (
            "body pauses for an hour",
            Fault::delay_body(10, Duration::from_secs(3600)),
        ),
        ("`Content-Length` too large", Fault::content_length(100_000)),
        ("`Content-Length` too small", Fault::content_length(10)),
        ("body larger than the limit", Fault::pad(2 << 20)),
        ("endless body", Fault::endless()),
        ("gzip of two members", Fault::gzip(GzipForm::TwoMembers)),
        ("gzip, header `GZIP`", Fault::gzip(GzipForm::UpperCase)),
        ("gzip cut", Fault::gzip(GzipForm::Truncated)),
        ("byte order mark", Fault::json(JsonEdit::ByteOrderMark)),
        (
            "403, body stops, connection closed",
            denied(Fault::truncate(10, Framing::ContentLength)),
        ),
        ("403, body never ends", denied(Fault::hang_body(10))),
        ("403, reset in the body", denied(Fault::reset_body(10))),
        (
            "403, invalid gzip",
            denied(Fault::gzip(GzipForm::NotCompressed)),
        ),
        ("403, gzip cut", denied(Fault::gzip(GzipForm::Truncated))),
        ("403, endless body", denied(Fault::endless())),
        (
            "403, lone surrogate",
            denied(Fault::json(JsonEdit::LoneSurrogate)),
        ),
        (
            "403, invalid number",
            denied(Fault::json(JsonEdit::NotANumber)),
        ),
        (
            "429, `Retry-After: 2`, body stops",
            Fault::truncate(10, Framing::ContentLength)
                .with_response(CannedResponse::new(429).header("retry-after", "2").vendor()),
        ),
        (
            "503, body stops, applied",
            Fault::truncate(10, Framing::ContentLength)
                .with_response(CannedResponse::new(503).vendor())
                .after(),
        ),
    ];
    let mut rows = vec![
        Row {
            name: "connection refused",
            plan: Plan::Refuse,
        },
        Row {
            name: "connection reset immediately",
            plan: Plan::ResetConnection,
        },
    ];
    rows.extend(requests.map(|(name, fault)| Row {
        name,
        plan: Plan::Request(fault),
    }));
    rows
}

/// The result of a call.
#[derive(Debug, PartialEq, Eq)]
struct Cell {
    end: String,
    requests: u64,
    waited: Duration,
}

impl Cell {
    fn text(&self) -> String {
        let seconds = self.waited.as_secs_f64();
        let requests = self.requests;
        let plural = if requests == 1 { "" } else { "s" };
        format!("{}; {requests} request{plural}, {seconds:.1} s", self.end)
    }
}

/// Makes a call under a fault, and checks what holds under every fault.
async fn run(network: &Network, plan: FaultPlan, name: &str, system: System, call: Call) -> Cell {
    let options = CallOptions::new().max_response_bytes(1024 * 1024);
    let fixture = Fixture::with_network(options, network.clone())
        .await
        .unwrap();
    let server = fixture.server(system).clone();
    server.inject(plan).await.unwrap();
    let started = Stopwatch::start();
    let end = fixture.call(system, call).await;
    let waited = started.elapsed();
    let at = format!("{name}, {system:?}, {call}: {end:?}");

    let applied = fixture.is_applied(system);
    let outcome = end
        .as_ref()
        .map_or_else(rolekit::Error::outcome, |()| Outcome::Applied);
    if call != Call::Get {
        match outcome {
            Outcome::NotSent | Outcome::Refused => assert!(!applied, "{at}"),
            Outcome::Applied => assert!(applied, "{at}"),
            _ => {}
        }
    }
    assert!(fixture.created(system) <= 1, "created twice: {at}");
    assert!(
        waited <= Duration::from_secs(90),
        "exceeded its deadline: {at}"
    );
    if let Err(error) = &end {
        assert!(
            u64::from(error.attempts()) >= 1 && error.attempts() <= 3,
            "{at}"
        );
        assert!(
            !error.is_retryable() || call != Call::Post || outcome <= Outcome::Refused,
            "{at}"
        );
    }
    let end = match end {
        Ok(()) => "ok".to_owned(),
        Err(error) => {
            let status = error.status().map(|status| match status.as_u16() {
                // The services return different success statuses.
                200..=299 => " 2xx".to_owned(),
                status => format!(" {status}"),
            });
            let attempts = error.attempts();
            let plural = if attempts == 1 { "" } else { "s" };
            format!(
                "**{}{}**, {}, {attempts} attempt{plural}",
                error.kind(),
                status.unwrap_or_default(),
                error.outcome(),
            )
        }
    };
    Cell {
        end,
        requests: server.request_count(),
        waited,
    }
}

#[tokio::test(start_paused = true)]
async fn every_fault_on_every_call() {
    let mut table = String::from(
        "| fault | call | once | always |\n\
         |---|---|---|---|\n",
    );
    let http = reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .no_gzip()
        .build()
        .unwrap();
    let http = Network::Http(http);
    for row in rows() {
        for call in Call::ALL {
            let mut cells = Vec::new();
            for plan in [row.plan.once(), row.plan.always()] {
                let mut texts = Vec::new();
                for system in System::ALL {
                    let cell = run(&http, plan.clone(), row.name, system, call).await;
                    let in_process =
                        run(&Network::InProcess, plan.clone(), row.name, system, call).await;
                    assert_eq!(
                        cell.text(),
                        in_process.text(),
                        "{}, {call}, {system:?}: the networks differ",
                        row.name
                    );
                    texts.push(cell.text());
                }
                let [gcore, twin, iam] = &texts[..] else {
                    panic!("{texts:?}");
                };
                assert_eq!(gcore, twin, "{}, {call}: the services differ", row.name);
                cells.push(match iam == gcore {
                    true => gcore.clone(),
                    false => format!("{gcore} (IAM: {iam})"),
                });
            }
            let name = if call == Call::Get { row.name } else { "" };
            writeln!(table, "| {name} | {call} | {} | {} |", cells[0], cells[1]).unwrap();
        }
    }
    compare(&table);
}

/// Compares with the table in the documentation, or updates it.
fn compare(table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../sdk/rolekit/src/guide/faults.md");
    let text = std::fs::read_to_string(&path).unwrap();
    let (head, old) = text.split_once("| fault |").unwrap();
    let old = format!("| fault |{old}");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, format!("{head}{table}")).unwrap();
        return;
    }
    for (number, (old, new)) in old.lines().zip(table.lines()).enumerate() {
        assert_eq!(new, old, "row {number} of the table");
    }
    assert_eq!(old, table);
}
