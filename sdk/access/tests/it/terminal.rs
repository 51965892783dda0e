//! What the command writes to a terminal.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs::File;
use std::io::Read as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::fs::{Mode, OFlags};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

/// Runs the command with a terminal as its standard error, and returns what it writes there.
fn on_terminal(folder: &Path, args: &[&str], no_color: Option<&str>) -> String {
    let terminal = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&terminal).unwrap();
    unlockpt(&terminal).unwrap();
    let name = ptsname(&terminal, Vec::new()).unwrap();
    let flags = OFlags::RDWR | OFlags::NOCTTY;
    let end = rustix::fs::open(OsStr::from_bytes(name.to_bytes()), flags, Mode::empty()).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_rolekit"));
    command
        .args(args)
        .current_dir(folder)
        .env_clear()
        .env("TERM", "xterm")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(end);
    if let Some(value) = no_color {
        command.env("NO_COLOR", value);
    }
    let mut child = command.spawn().unwrap();
    // The command alone holds the other end now, so that reading ends with it.
    drop(command);
    let mut bytes = Vec::new();
    // Linux reports the end as an error.
    let _ = File::from(terminal).read_to_end(&mut bytes);
    child.wait().unwrap();
    String::from_utf8(bytes).unwrap()
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
