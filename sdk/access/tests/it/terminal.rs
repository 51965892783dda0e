//! What the command writes to a terminal.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read as _;
use std::os::fd::OwnedFd;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{Winsize, tcsetwinsize};

/// Opens a terminal. Returns it, and the end for a command.
fn open() -> (OwnedFd, OwnedFd) {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let flags = OFlags::RDWR | OFlags::NOCTTY;
    let end = rustix::fs::open(OsStr::from_bytes(name.to_bytes()), flags, Mode::empty()).unwrap();
    (terminal, end)
}

fn command(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolekit"));
    command
        .args(args)
        .current_dir(folder)
        .env_clear()
        .env("TERM", "xterm")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
}

/// Runs a command, and returns what it writes to a terminal.
fn run(mut command: Command, terminal: OwnedFd) -> String {
    let mut child = command.spawn().unwrap();
    // The command alone holds the other end now, so that reading ends with it.
    drop(command);
    let mut bytes = Vec::new();
    // Linux reports the end as an error.
    let _ = File::from(terminal).read_to_end(&mut bytes);
    child.wait().unwrap();
    String::from_utf8(bytes).unwrap()
}

/// Runs the command with a terminal as its standard error, and returns what it writes there.
fn on_terminal(folder: &Path, args: &[&str], no_color: Option<&str>) -> String {
    let (terminal, end) = open();
    let mut command = command(folder, args);
    command.stderr(end);
    if let Some(value) = no_color {
        command.env("NO_COLOR", value);
    }
    run(command, terminal)
}

#[test]
fn events_are_json_on_a_terminal_too() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("access.yaml"), crate::cli::CHANGE).unwrap();
    let args = ["--sandbox", "--log", "json", "apply", "--yes"];
    let events = crate::cli::lines(&on_terminal(folder.path(), &args, None));
    let names: Vec<_> = events.iter().map(|event| &event["event"]).collect();
    assert_eq!(names, ["change", "applied"]);
    assert_eq!(events[0]["outcome"]["result"], "made");
}

#[test]
fn no_color_turns_colors_off() {
    let folder = tempfile::tempdir().unwrap();
    let wrong = "version: 1\ngcroe: {}\n";
    std::fs::write(folder.path().join("access.yaml"), wrong).unwrap();
    for args in [&["check"][..], &["chekc"]] {
        for (no_color, has_colors) in [(None, true), (Some(""), true), (Some("1"), false)] {
            let text = on_terminal(folder.path(), args, no_color);
            assert!(text.contains("error"), "{text}");
            let escapes = text.contains('\u{1b}');
            assert_eq!(
                escapes, has_colors,
                "{args:?}, NO_COLOR={no_color:?}: {text}"
            );
        }
        let json = on_terminal(folder.path(), &["--log", "json", "check"], None);
        assert!(!json.contains('\u{1b}'), "{json}");
    }
}

#[test]
fn a_dumb_terminal_gets_no_colors() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("access.yaml"), "version: 1\ngcroe: {}\n").unwrap();
    for args in [&["check"][..], &["chekc"]] {
        let (terminal, end) = open();
        let mut command = command(folder.path(), args);
        command.env("TERM", "dumb").stderr(end);
        let text = run(command, terminal);
        assert!(text.contains("error") && !text.contains('\u{1b}'), "{text}");
    }
}

#[test]
fn tables_fit_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("access.yaml");
    let long = crate::cli::CHANGE.replace(
        "stands in",
        "stands in for a very long time as they agreed last week",
    );
    std::fs::write(path, long).unwrap();
    for width in [80, 120] {
        let (terminal, end) = open();
        let size = Winsize {
            ws_row: 24,
            ws_col: width,
            ws_xpixel: 0,
            ws_ypixel: 0,
        };
        tcsetwinsize(&terminal, size).unwrap();
        let mut command = command(folder.path(), &["--sandbox", "plan"]);
        command.stdout(end);
        let text = run(command, terminal);
        let longest = text
            .lines()
            .map(|line| line.trim_end().chars().count())
            .max();
        assert!(longest.unwrap() <= usize::from(width), "{width}: {text}");
        assert!(text.contains("grace@example.com"), "{text}");
    }
}

#[test]
fn a_reader_may_end_before_the_command() {
    let folder = tempfile::tempdir().unwrap();
    for (args, status) in [(&["schema"][..], 0), (&["--sandbox", "review"], 0)] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let mut command = command(folder.path(), args);
        command.stdout(writer).stderr(Stdio::piped());
        let output = command.spawn().unwrap().wait_with_output().unwrap();
        let text = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            (output.status.code(), &*text),
            (Some(status), ""),
            "{args:?}"
        );
    }
}
