//! Generated methods with a server: what they send, and what they return.

use serde_json::{Value, json};

use crate::server::{JSON, Request, wait, with};

#[test]
fn successes_of_several_shapes() {
    use golden_operation_responses::operations::MakeTaskResponse;
    use golden_operation_responses::{Client, types::Task};
    let responses = vec![
        (200, JSON, r#"{"name":"there"}"#),
        (202, JSON, r#"{"ticket":"t1"}"#),
        (204, "", ""),
        (206, "text/plain", "half"),
    ];
    let (values, requests) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let mut values = Vec::new();
        for _ in 0..4 {
            let request = client.make_task(&Task::new("n".to_owned()));
            let response = request.send().await.unwrap();
            values.push((response.status().as_u16(), response.into_inner()));
        }
        values
    });
    let [(200, ok), (202, accepted), (204, none), (206, unknown)] = &values[..] else {
        panic!("{values:?}");
    };
    assert!(matches!(ok, MakeTaskResponse::Ok(task) if task.name == "there"));
    assert!(matches!(accepted, MakeTaskResponse::Accepted(a) if a.ticket == "t1"));
    assert!(matches!(none, MakeTaskResponse::NoContent));
    assert!(matches!(unknown, MakeTaskResponse::Unknown(body) if body[..] == b"half"[..]));
    assert_eq!(requests[0].line(), "POST /tasks");
    assert_eq!(requests[0].header("content-type"), Some(JSON));
    assert_eq!(requests[0].header("accept"), Some(JSON));
    assert_eq!(requests[0].header("api-version"), None);
    assert_eq!(requests[0].body, r#"{"name":"n"}"#);
}

#[test]
fn errors_of_several_shapes() {
    use golden_operation_responses::operations::MakeTaskError;
    use golden_operation_responses::runtime::{Error, ErrorKind, Outcome};
    use golden_operation_responses::{Client, types::Problem, types::Task};
    let responses = vec![
        (404, "application/problem+json", r#"{"title":"gone"}"#),
        (409, "", ""),
        (500, JSON, r#"{"reason":"tired"}"#),
        (502, "text/html", "<p>bad gateway"),
        (401, JSON, r#"{"title":"who?"}"#),
    ];
    let (errors, _) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let mut errors: Vec<Error> = Vec::new();
        for _ in 0..4 {
            errors.push(client.make_task(&Task::new("n".to_owned())).await.unwrap_err());
        }
        // One type for all statuses has no enum.
        let error = client.list_tasks().await.unwrap_err();
        let problem: Problem = error.json().unwrap();
        assert_eq!(problem.title.as_deref(), Some("who?"));
        errors
    });
    let read: Vec<_> = errors.iter().map(MakeTaskError::read).collect();
    assert!(
        matches!(&read[0], Some(MakeTaskError::NotFound(p)) if p.title.as_deref() == Some("gone"))
    );
    assert!(matches!(&read[1], Some(MakeTaskError::Conflict)));
    assert!(
        matches!(&read[2], Some(MakeTaskError::Other(o)) if o.reason.as_deref() == Some("tired"))
    );
    // A body that is not as described is kept, with its status.
    assert!(read[3].is_none());
    assert_eq!(errors[3].status().unwrap().as_u16(), 502);
    assert_eq!(errors[3].body(), b"<p>bad gateway");
    assert_eq!(errors[0].kind(), ErrorKind::Api);
    assert_eq!(errors[0].outcome(), Outcome::Refused);
    assert_eq!(errors[3].outcome(), Outcome::Unknown);
    assert_eq!(errors[0].operation(), Some("make_task"));
}

#[test]
fn reads_are_retried_and_other_calls_are_not() {
    use golden_operation_responses::runtime::{CallOptions, RetryPolicy};
    use golden_operation_responses::{Client, types::Task};
    let responses = vec![
        (503, "", ""),
        (200, JSON, "[]"),
        (500, "", ""),
        (500, "", ""),
        (200, JSON, r#"[{"name":1}]"#),
    ];
    let ((), requests) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let retry = RetryPolicy::default().initial_backoff(std::time::Duration::from_millis(1));
        let runtime = client
            .runtime()
            .with_options(&CallOptions::new().retry(retry.clone()));
        let quick = Client::from_runtime(runtime);
        assert!(quick.list_tasks().await.unwrap().is_empty());
        let error = quick.make_task(&Task::new("n".to_owned())).await;
        assert_eq!(error.unwrap_err().attempts(), 1);
        let never = CallOptions::new().retry(RetryPolicy::never());
        let never = Client::from_runtime(client.runtime().with_options(&never));
        assert_eq!(never.list_tasks().await.unwrap_err().attempts(), 1);
        let error = quick.list_tasks().await.unwrap_err();
        assert_eq!(error.path(), Some("[0].name"));
    });
    assert_eq!(requests[0].line(), "GET /tasks");
    assert_eq!(requests[1].line(), "GET /tasks");
    assert_eq!(requests[2].line(), "POST /tasks");
}

#[test]
fn rejections_of_the_document_are_retried() {
    use golden_operation_rejections::Client;
    use golden_operation_rejections::runtime::{CallOptions, RetryPolicy};
    let responses = vec![
        (503, JSON, r#"{"code":"maintenance"}"#),
        (500, JSON, r#"{"code":17}"#),
        (204, "", ""),
        (500, JSON, r#"{"code":"maintenance"}"#),
    ];
    let ((), requests) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let retry = RetryPolicy::default().initial_backoff(std::time::Duration::from_millis(1));
        let options = CallOptions::new().retry(retry);
        let client = Client::from_runtime(client.runtime().with_options(&options));
        client.create_thing().await.unwrap();
        let error = client.create_thing().await.unwrap_err();
        assert_eq!(error.attempts(), 1);
    });
    assert_eq!(requests.len(), 4);
}

#[test]
fn secrets_are_redacted_in_errors() {
    use golden_operation_bodies::Client;
    use golden_operation_bodies::types::AboutPatch;
    let responses = vec![(400, JSON, r#"{"message":"bad key open-sesame"}"#)];
    let ((), requests) = with(responses, async |url| {
        use golden_operation_bodies::runtime::CallOptions;
        let options = CallOptions::new().header("authorization", "Bearer open-sesame").unwrap();
        let client = Client::new(url).unwrap();
        let client = Client::from_runtime(client.runtime().with_options(&options));
        let error = client.change_about(&AboutPatch::new()).await.unwrap_err();
        assert!(error.to_string().contains("bad key"), "{error}");
        assert!(!format!("{client:?}").contains("sesame"), "{client:?}");
    });
    assert_eq!(requests[0].header("authorization"), Some("Bearer open-sesame"));
    assert_eq!(requests[0].header("user-agent").unwrap().split('/').next(), Some("golden-operation-bodies"));
}

#[test]
fn deadlines_end_a_call() {
    use golden_operation_responses::Client;
    use golden_operation_responses::runtime::{CallOptions, ErrorKind};
    // It accepts connections and never responds.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    wait(async {
        let client = Client::new(&url).unwrap();
        let options = CallOptions::new().timeout(std::time::Duration::from_millis(50));
        let client = Client::from_runtime(client.runtime().with_options(&options));
        let error = client.read_log().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
    });
}

#[test]
fn texts_and_streams() {
    use futures_util::StreamExt as _;
    use golden_operation_responses::Client;
    let responses = vec![
        (200, "text/plain", "line\n"),
        (200, "text/event-stream", "data: {\"name\":\"one\"}\n\n"),
        (200, JSON, r#"{"name":"seven"}"#),
    ];
    let ((), requests) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        assert_eq!(client.read_log().await.unwrap(), "line\n");
        let mut events = client.list_tasks_stream().await.unwrap();
        let first = events.next().await;
        assert_eq!(first.unwrap().unwrap().data.name, "one");
        assert_eq!(client.get_task(7).await.unwrap().name, "seven");
    });
    assert_eq!(requests[1].header("accept"), Some("text/event-stream"));
    assert_eq!(requests[2].header("accept"), Some("application/vnd.task+json"));
}

#[test]
fn parameters_of_every_style() {
    use golden_operation_parameters::Client;
    use golden_operation_parameters::types::{Filter, Range, SearchEither, SearchTheme};
    let range: Range = serde_json::from_value(json!({"from": 1, "to": 2})).unwrap();
    let either: SearchEither = serde_json::from_value(json!(1)).unwrap();
    let filter = json!({"name": "a&b", "tags": ["x", "y"], "size": {"from": 3}});
    let filter: Filter = serde_json::from_value(filter).unwrap();
    let ((), requests) = with(vec![(204, "", ""), (204, "", "")], async |url| {
        let client = Client::new(url).unwrap();
        client
            .search(7, "s e;1")
            .either(&either)
            .ids([9])
            .clone()
            .filter(&filter)
            .ids([1, 2])
            .maybe(5)
            .next("/a?b=c&d")
            .pipes(["p", "q"])
            .range(&range)
            .spaces(["1", "2"].map(str::to_owned))
            .where_(&range)
            .x_tags(&["u".to_owned(), "v".to_owned()])
            .theme(SearchTheme::Dark)
            .await
            .unwrap();
        client.search(7, "s").ids([0_i64; 0]).await.unwrap();
    });
    assert_eq!(
        requests[0].line(),
        "GET /search?either=1&filter[name]=a%26b&filter[size][from]=3&filter[tags][]=x&filter[tags][]=y\
         &ids=1,2&maybe=5&next=/a?b%3Dc%26d&pipes=p%7Cq&from=1&to=2&spaces=1%202\
         &where=%7B%22from%22%3A1%2C%22to%22%3A2%7D"
    );
    assert_eq!(
        requests[0].header("cookie"),
        Some("session=s%20e%3B1; theme=dark")
    );
    assert_eq!(requests[0].header("x-tags"), Some("u,v"));
    assert_eq!(requests[0].header("x-count"), Some("7"));
    assert_eq!(requests[1].line(), "GET /search");
    assert_eq!(requests[1].header("cookie"), Some("session=s"));
}

#[test]
fn parameters_in_a_path() {
    use golden_operation_parameters::Client;
    use golden_operation_parameters::runtime::ErrorKind;
    use golden_operation_parameters::types::Range;
    let range: Range = serde_json::from_value(json!({"from": 1, "to": 2})).unwrap();
    let ((), requests) = with(vec![(204, "", ""), (204, "", "")], async |url| {
        let client = Client::new(url).unwrap();
        let colours = ["red", "a/b"];
        client.get_point(&range, colours, &[1, 2]).await.unwrap();
        client.fixed_query("k d").q("x").await.unwrap();
        let result = client.get_point(&range, colours, [0_i64; 0]).await;
        assert_eq!(result.unwrap_err().kind(), ErrorKind::InvalidRequest);
    });
    assert_eq!(requests[0].line(), "GET /points/;from=1;to=2/.red,a%2Fb/1,2");
    assert_eq!(requests[1].line(), "GET /fixed?beta=true&kind=k%20d&q=x");
}

#[test]
fn names_that_clash() {
    use golden_operation_parameters::Client;
    let ((), requests) = with(vec![(204, "", "")], async |url| {
        let client = Client::new(url).unwrap();
        client
            .get_thing("a", "b")
            .body_query("c")
            .id_query(1)
            .page_size(2)
            .page_size_header(3)
            .url("d")
            .await
            .unwrap();
    });
    assert_eq!(
        requests[0].line(),
        "GET /things/a/b?body=c&id=1&page-size=2&url=d"
    );
    assert_eq!(requests[0].header("page_size"), Some("3"));
}

#[test]
fn multipart_forms() {
    use golden_operation_bodies::runtime::multipart::File;
    use golden_operation_bodies::operations::UploadForm;
    use golden_operation_bodies::types::{About, UploadBodyKind};
    let ((), requests) = with(vec![(201, "", "")], async |url| {
        let client = golden_operation_bodies::Client::new(url).unwrap();
        let mut form = UploadForm::new(File::new("cat.png", "PNG"), UploadBodyKind::Photo);
        form.labels = vec!["a".to_owned(), "b".to_owned()];
        form.size = Some(3);
        form.about = Some(About::new("t".to_owned()));
        form.extra = vec![File::new("e.bin", "E").with_media_type("application/x-e")];
        client.upload(form).await.unwrap();
    });
    let kind = requests[0].header("content-type").unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let parts: Vec<&str> = requests[0]
        .body
        .split(&format!("--{boundary}"))
        .map(|part| part.trim_matches(['\r', '\n', '-']))
        .filter(|part| !part.is_empty())
        .collect();
    let part = |name: &str| -> Vec<(&str, &str)> {
        let name = format!("form-data; name=\"{name}\"");
        let own = parts.iter().filter(|part| part.contains(&name));
        own.map(|part| part.split_once("\r\n\r\n").unwrap())
            .collect()
    };
    let [(head, body)] = part("file")[..] else {
        panic!("{parts:?}");
    };
    assert!(
        head.contains("filename=\"cat.png\"") && head.contains("image/png"),
        "{head}"
    );
    assert_eq!(body, "PNG");
    assert_eq!(part("kind")[0].1, "photo");
    assert_eq!(part("size")[0].1, "3");
    let labels: Vec<&str> = part("labels").iter().map(|(_, body)| *body).collect();
    assert_eq!(labels, ["a", "b"]);
    let (head, body) = part("about")[0];
    assert!(
        head.to_lowercase()
            .contains("content-type: application/json"),
        "{head}"
    );
    assert_eq!(
        serde_json::from_str::<Value>(body).unwrap(),
        json!({"title": "t"})
    );
    assert!(part("extra")[0].0.contains("application/x-e"));
    assert!(part("note").is_empty());
}

#[test]
fn fields_of_three_states() {
    use golden_operation_bodies::runtime::Field;
    use golden_operation_bodies::types::AboutPatch;
    let responses = vec![(200, JSON, r#"{"title":"x"}"#); 3];
    let ((), requests) = with(responses, async |url| {
        let client = golden_operation_bodies::Client::new(url).unwrap();
        for change in [Field::Undefined, Field::Null, Field::Value("y".to_owned())] {
            let mut patch = AboutPatch::new();
            patch.title = change;
            assert_eq!(client.change_about(&patch).await.unwrap().title, "x");
        }
    });
    let bodies: Vec<&str> = requests.iter().map(|r| r.body.as_str()).collect();
    assert_eq!(bodies, ["{}", r#"{"title":null}"#, r#"{"title":"y"}"#]);
    assert_eq!(
        requests[0].header("content-type"),
        Some("application/merge-patch+json")
    );
}

#[test]
fn other_bodies() {
    use golden_operation_bodies::types::About;
    let about = json!({"title": "a b", "words": ["x", "y"], "deep": {"a": "1"}});
    let about: About = serde_json::from_value(about).unwrap();
    let ((), requests) = with(vec![(204, "", ""); 7], async |url| {
        let client = golden_operation_bodies::Client::new(url).unwrap();
        client.send_about(&about).await.unwrap();
        client.replace_about().await.unwrap();
        client.put_raw("ZIP".into()).await.unwrap();
        client.post_raw().body("raw".into()).await.unwrap();
        client.patch_text("text").await.unwrap();
        client.send_anything(&json!([1])).await.unwrap();
        let form = golden_operation_bodies::runtime::multipart::Form::new().value("a", None, "b");
        client.send_any_form().body(form).await.unwrap();
    });
    let sent: Vec<_> = requests
        .iter()
        .map(|r| (r.header("content-type"), r.body.as_str()))
        .collect();
    assert_eq!(
        sent[..6],
        [
            (
                Some("application/x-www-form-urlencoded"),
                "deep[a]=1&title=a%20b&words=x&words=y"
            ),
            (None, ""),
            (Some("application/zip"), "ZIP"),
            (Some("application/octet-stream"), "raw"),
            (Some("text/plain"), "text"),
            (Some(JSON), "[1]"),
        ]
    );
    assert!(sent[6].0.unwrap().starts_with("multipart/form-data"));
}

#[test]
fn unusual_methods() {
    let ((), requests) = with(vec![(204, "", ""); 4], async |url| {
        let client = golden_operation_names::Client::new(url).unwrap();
        client.ask_options().await.unwrap();
        client.trace_it().await.unwrap();
        client.get_odd_path().await.unwrap();
        client.shared_get().await.unwrap();
    });
    let lines: Vec<&str> = requests.iter().map(Request::line).collect();
    assert_eq!(
        lines,
        ["OPTIONS /a", "TRACE /a", "GET //odd%20path", "GET /b"]
    );
}

#[test]
fn tagged_unions() {
    use golden_operation_responses::types::{Shape, Square};
    let responses = vec![
        (200, JSON, r#"{"kind":"Circle","size":1}"#),
        (200, JSON, r#"{"kind":"Hexagon","size":2}"#),
    ];
    let ((), requests) = with(responses, async |url| {
        let client = golden_operation_responses::Client::new(url).unwrap();
        let square: Square = serde_json::from_value(json!({"kind": "Square", "size": 3})).unwrap();
        let turned = client.turn_shape(&Shape::Square(square)).await.unwrap();
        assert!(matches!(turned, Shape::Circle(circle) if circle.size == 1));
        // What this version does not know goes through it unchanged.
        let unknown = Shape::Unknown(json!({"kind": "Cube", "size": 4}));
        let turned = client.turn_shape(&unknown).await.unwrap();
        assert_eq!(turned, Shape::Unknown(json!({"kind": "Hexagon", "size": 2})));
    });
    let sent = |i: usize| serde_json::from_str::<Value>(&requests[i].body).unwrap();
    assert_eq!(sent(0), json!({"kind": "Square", "size": 3}));
    assert_eq!(sent(1), json!({"kind": "Cube", "size": 4}));
}

#[test]
fn pages() {
    use golden_operation_pages::Client;
    use golden_operation_pages::runtime::{ErrorKind, Position};
    let responses = vec![
        (200, JSON, r#"{"books":[{"title":"a"},{"title":"b"}],"total":3}"#),
        (200, JSON, r#"{"books":[{"title":"c"}],"total":3}"#),
        (200, JSON, r#"{"books":[{"title":"c"},{"title":7}],"total":4}"#),
        (200, JSON, r#"{"data":[1,2],"next-cursor":"x&y"}"#),
        (200, JSON, r#"{"data":[3],"next-cursor":null}"#),
        (200, JSON, r#"["w"]"#),
        (200, JSON, "[]"),
    ];
    let ((), requests) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let list = client.reading_lists().list(7).limit(2);
        let titles: Vec<String> = list.clone().all().await.unwrap().into_iter().map(|b| b.title).collect();
        assert_eq!(titles, ["a", "b", "c"]);
        // A position is stored as text, and read on from there.
        let position: Position = "offset:2".parse().unwrap();
        let page = list.clone().start(&position).lenient().page().await.unwrap();
        assert_eq!(page.items[0].as_ref().unwrap().title, "c");
        assert_eq!(page.items[1].as_ref().unwrap_err().path(), Some("books[1].title"));
        assert_eq!((page.count, page.next), (Some(4), None));
        let wrong = list.start(&Position::Cursor("c".to_owned())).page().await;
        assert_eq!(wrong.unwrap_err().kind(), ErrorKind::InvalidRequest);
        assert_eq!(client.marks().list().all().await.unwrap(), [1, 2, 3]);
        assert_eq!(client.marks().list_words().matching("w").all().await.unwrap(), ["w"]);
    });
    let lines: Vec<&str> = requests.iter().map(Request::line).collect();
    assert_eq!(
        lines,
        [
            "GET /lists/7/books?limit=2",
            "GET /lists/7/books?limit=2&offset=2",
            "GET /lists/7/books?limit=2&offset=2",
            "GET /marks?size=2",
            "GET /marks?after=x%26y&size=2",
            "GET /words?match=w",
            "GET /words?match=w&skip=1",
        ]
    );
}

#[test]
fn a_success_that_only_the_default_describes_is_no_silent_loss() {
    use default_errors::Client;
    use default_errors::runtime::ErrorKind;
    use default_errors::types::Problem;
    let body = r#"{"p":"1"}"#;
    let responses = vec![
        (200, JSON, body),
        (200, JSON, body),
        (200, "", ""),
        (202, JSON, body),
        (200, JSON, body),
        (404, JSON, body),
    ];
    let ((), _) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let created = client.create_thing().await.unwrap_err();
        assert!(created.to_string().contains("missing field"), "{created}");
        let deleted = client.delete_things().await.unwrap_err();
        assert!(deleted.to_string().contains("does not describe"), "{deleted}");
        for error in [created, deleted] {
            assert_eq!(error.kind(), ErrorKind::Decode);
            assert_eq!(error.body(), body.as_bytes());
        }
        client.delete_things().await.unwrap();
        client.delete_things().await.unwrap();
        client.put_things().await.unwrap();
        let error = client.delete_things().await.unwrap_err();
        assert_eq!(error.json::<Problem>().unwrap().p, "1");
    });
}
