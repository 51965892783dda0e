//! Responses: paths of errors, empty bodies, times, redirects and media types.

use serde_json::json;

use crate::server::{JSON, Response, with};

#[test]
fn errors_have_the_path_of_the_value() {
    use tagged_errors::Client;
    use tagged_errors::types::Patch;
    for (body, path) in [
        (r#"[{"kind":"dog","barks":"loud"}]"#, "[0].barks"),
        (r#"[{"kind":"cat","meows":1},{"kind":"dog"}]"#, "[1]"),
        (
            r#"[{"kind":"dog","barks":1,"friends":[{"kind":"cat","meows":1},{"kind":"cat","meows":{}}]}]"#,
            "[0].friends[1].meows",
        ),
    ] {
        with(vec![(200, JSON, body)], async |url| {
            let error = Client::new(url).unwrap().list_pets().await.unwrap_err();
            assert_eq!(error.path(), Some(path), "{error}");
            assert!(!error.to_string().contains("loud"), "{error}");
        });
    }
    for (body, path) in [
        (r#"{"pet":{"kind":"dog","barks":[]}}"#, "pet.barks"),
        (r#"{"pets":{"a":{"kind":"dog","barks":[]}}}"#, "pets.a.barks"),
        (r#"{"count":"x"}"#, "count"),
        (r#"{"other":{"meows":"x"}}"#, "other.meows"),
        (r#"{"other":{}}"#, "other"),
    ] {
        with(vec![(200, JSON, body)], async |url| {
            let request = Client::new(url).unwrap().patch_pet(&Patch::new());
            let error = request.await.unwrap_err();
            assert_eq!(error.path(), Some(path), "{error}");
        });
    }
    // Without a client, the text has the path.
    let error = serde_json::from_value::<tagged_errors::types::Pet>(json!({"kind": "dog", "barks": {}}));
    let text = error.unwrap_err().to_string();
    assert_eq!(text, "unexpected object (at barks)");
}

#[test]
fn a_body_without_content_is_null() {
    use empty_responses::Client;
    let empty = || {
        vec![
            (200, JSON, ""),
            (200, JSON, " \n"),
            (200, JSON, "\u{FEFF}"),
            (200, "", ""),
            (204, "", ""),
            (200, JSON, "null"),
        ]
    };
    let count = empty().len();
    with(empty(), async |url| {
        let client = Client::new(url).unwrap();
        for _ in 0..count {
            assert_eq!(client.maybe().await.unwrap(), None);
        }
    });
    with(empty(), async |url| {
        let client = Client::new(url).unwrap();
        for _ in 0..count {
            assert_eq!(client.named().await.unwrap(), None);
        }
    });
    with(empty(), async |url| {
        let client = Client::new(url).unwrap();
        for _ in 0..count {
            assert!(client.list().await.unwrap().is_none_or(|list| list.is_empty()));
        }
    });
    with(empty(), async |url| {
        let client = Client::new(url).unwrap();
        for _ in 0..count {
            assert_eq!(client.any().await.unwrap(), json!(null));
        }
    });
    with(empty(), async |url| {
        let client = Client::new(url).unwrap();
        for _ in 0..count {
            assert_eq!(client.none().await.unwrap(), None);
        }
    });
    let responses = vec![(200, JSON, " "), (204, "", ""), (200, JSON, "null")];
    with(responses, async |url| {
        let client = Client::new(url).unwrap();
        for _ in 0..2 {
            let error = client.due().await.unwrap_err();
            assert_eq!(error.message(), Some("expected a response body, got none"));
        }
        client.due().await.unwrap_err();
    });
}

#[test]
fn a_byte_order_mark_is_ignored() {
    use empty_responses::Client;
    let responses = vec![
        (200, JSON, "\u{FEFF}{\"id\":1}"),
        (200, JSON, "\u{FEFF}{\"id\":1.0}"),
        (404, JSON, "\u{FEFF}{\"id\":2,\"message\":\"no\"}"),
    ];
    with(responses, async |url| {
        let client = Client::new(url).unwrap();
        assert_eq!(client.maybe().await.unwrap().unwrap().id, 1);
        assert_eq!(client.due().await.unwrap().id, 1);
        let error = client.due().await.unwrap_err();
        assert_eq!(error.message(), Some("no"));
        let body: empty_responses::types::Thing = error.json().unwrap();
        assert_eq!(body.id, 2);
    });
}

#[test]
fn times_are_kept_as_written() {
    use written_times::Client;
    let times = [
        "2024-05-01T10:30:00Z",
        "2024-05-01T10:30:00",
        "2024-05-01T10:30",
        "2024-05-01T10:30Z",
        "2024-05-01 10:30:00",
        "2024-05-01 12:30:00+0200",
        "2024-05-01t10:30:00.000z",
        "soon",
    ];
    let events: Vec<_> = times
        .iter()
        .map(|at| json!({"at": at, "until": at, "days": {"x": at}}))
        .collect();
    let body = serde_json::to_string(&events).unwrap();
    with(vec![(200, JSON, &*body)], async |url| {
        let read = Client::new(url).unwrap().list_events().await.unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), json!(events));
        let seconds = read.iter().map(|event| Some(event.at.to_utc()?.timestamp()));
        let seconds: Vec<_> = seconds.collect();
        let (last, others) = seconds.split_last().unwrap();
        assert_eq!(*last, None);
        assert!(others.iter().all(|at| *at == Some(1_714_559_400)), "{seconds:?}");
    });
}

#[test]
fn a_described_redirect_is_the_response() {
    use described_redirects::operations::{GetFileResponse, GetThingResponse};
    use described_redirects::Client;
    let responses = vec![
        Response::new(302).header("location", "/elsewhere"),
        Response::new(304).header("etag", "x"),
        Response::new(200).body("file"),
        Response::new(301).header("location", "/elsewhere"),
        Response::from((200, JSON, r#"{"id":1}"#)),
        Response::new(304),
        Response::new(404),
        // One that is not described is followed.
        Response::new(302).header("location", "/elsewhere"),
        Response::from((200, JSON, r#"{"id":2}"#)),
    ];
    let ((), requests) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let door = client.authorize().send().await.unwrap();
        assert_eq!(door.status(), 302);
        assert_eq!(door.headers()["location"], "/elsewhere");
        let file = client.get_file().send().await.unwrap();
        assert_eq!(file.headers()["etag"], "x");
        assert!(matches!(*file, GetFileResponse::NotModified));
        let GetFileResponse::Ok(mut file) = client.get_file().await.unwrap() else {
            panic!("another response");
        };
        assert_eq!(file.try_next().await.unwrap().unwrap(), "file");
        let thing = client.get_thing().send().await.unwrap();
        assert_eq!(thing.status(), 301);
        assert!(matches!(*thing, GetThingResponse::Redirection));
        let thing = client.get_thing().await.unwrap();
        assert!(matches!(thing, GetThingResponse::Ok(thing) if thing.id == 1));
        let thing = client.get_thing().await.unwrap();
        assert!(matches!(thing, GetThingResponse::Redirection));
        assert_eq!(client.get_thing().await.unwrap_err().status().unwrap(), 404);
        assert_eq!(client.get_other().await.unwrap().id, 2);
    });
    let lines: Vec<_> = requests.iter().map(|request| request.line()).collect();
    assert_eq!(lines[..2], ["GET /authorize", "GET /files"]);
    assert_eq!(lines[7..], ["GET /others", "GET /elsewhere"]);
}

#[test]
fn the_media_type_selects_the_type_of_an_error() {
    use error_media_types::Client;
    use error_media_types::operations::AddUserError;
    const PROBLEM: &str = "application/problem+json";
    let responses = vec![
        (409, PROBLEM, r#"{"title":"t"}"#),
        (409, "Application/Problem+JSON; charset=utf-8", r#"{"title":"t"}"#),
        (409, JSON, r#"{"id":1}"#),
        (409, "", r#"{"id":1}"#),
        (410, PROBLEM, r#"{"title":"t"}"#),
        (410, JSON, r#"{"title":"t"}"#),
        (500, JSON, r#"{"reason":"r"}"#),
        (500, "application/vnd.api+json", r#"{"errors":["e"]}"#),
        (409, "text/html", "<p>no"),
    ];
    let count = responses.len();
    let (errors, _) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let mut errors = Vec::new();
        for _ in 0..count {
            let error = client.add_user().await.unwrap_err();
            errors.push(AddUserError::read(&error));
        }
        errors
    });
    let problem = |error: &Option<AddUserError>| matches!(error, Some(AddUserError::ConflictProblemJson(p)) if p.title == "t");
    let conflict = |error: &Option<AddUserError>| matches!(error, Some(AddUserError::Conflict(c)) if c.id == 1);
    let other = |error: &Option<AddUserError>| matches!(error, Some(AddUserError::ClientError(p)) if p.title == "t");
    assert!(problem(&errors[0]) && problem(&errors[1]), "{errors:?}");
    assert!(conflict(&errors[2]) && conflict(&errors[3]), "{errors:?}");
    assert!(other(&errors[4]) && other(&errors[5]), "{errors:?}");
    assert!(matches!(&errors[6], Some(AddUserError::Other(e)) if e.reason == "r"), "{errors:?}");
    let last = matches!(&errors[7], Some(AddUserError::OtherVndApiJson(e)) if e.errors == ["e"]);
    assert!(last, "{errors:?}");
    assert!(errors[8].is_none());
}

#[test]
fn texts_are_read_in_the_charset_of_the_response() {
    use charsets::Client;
    use charsets::operations::PostTextResponse;
    use charsets::runtime::ErrorKind;
    use crate::server::{Response, with};
    let text = |media: &str, body: &[u8]| Response::new(200).header("content-type", media).body(body);
    let responses = vec![
        text("text/plain; charset=iso-8859-1", b"caf\xe9"),
        text("text/plain; charset=utf-8", "café".as_bytes()),
        text("text/plain", b"caf\xe9"),
        text("text/plain; charset=utf-16", b"\xff\xfec\0"),
        text("text/plain; charset=windows-1252", b"\x80"),
        text("application/json; charset=iso-8859-1", b"\"caf\xe9\""),
        Response::new(204),
    ];
    let ((), requests) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        for _ in 0..2 {
            assert_eq!(client.get_text().await.unwrap(), "café");
        }
        let errors = [client.get_text().await.unwrap_err(), client.put_text("café").await.unwrap_err()];
        for (error, message) in errors.iter().zip(["not valid UTF-8", "unsupported charset"]) {
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert!(error.to_string().contains(message), "{error}");
        }
        let text = client.post_text("cafe").await.unwrap();
        assert!(matches!(text, PostTextResponse::Ok(text) if text == "€"));
        assert_eq!(client.put_json(&"café".to_owned()).await.unwrap_err().kind(), ErrorKind::Decode);
        let form = serde_json::from_str(r#"{"a":"é"}"#).unwrap();
        client.put_form(&form).await.unwrap();
    });
    let sent = requests.iter().skip(3).map(|request| {
        (request.header("content-type").unwrap(), request.body.as_str())
    });
    assert_eq!(
        sent.collect::<Vec<_>>(),
        [
            ("text/plain; charset=utf-8; format=flowed", "café"),
            ("text/plain; charset=US-ASCII", "cafe"),
            ("application/json; charset=utf-8", "\"café\""),
            ("application/x-www-form-urlencoded", "a=%C3%A9"),
        ]
    );
}
