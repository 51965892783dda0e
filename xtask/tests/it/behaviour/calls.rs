//! Generated methods against a server: what goes over the wire, and what comes back.

use std::future::Future;

use serde_json::{Value, json};

use crate::server::{Request, serve};

fn wait<T>(call: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
        .block_on(call)
}

/// Does `call` with a server that gives these answers, and gives back what it was asked.
fn with<T>(
    answers: Vec<(u16, &'static str, &'static str)>,
    call: impl AsyncFnOnce(&str, reqwest::Client) -> T,
) -> (T, Vec<Request>) {
    let (url, server) = serve(answers);
    let out = wait(call(&url, reqwest::Client::new()));
    (out, server.join().unwrap())
}

pub fn all() {
    successes_of_several_shapes();
    refusals_of_several_shapes();
    texts_and_streams();
    parameters_of_every_style();
    parameters_in_a_path();
    names_that_clash();
    a_form_of_parts();
    changes_of_three_states();
    other_bodies();
    unusual_methods();
    tagged_alternatives();
}

const JSON: &str = "application/json";

fn successes_of_several_shapes() {
    use golden_operation_answers::operations::MakeTaskAnswer;
    use golden_operation_answers::{Client, types::Task};
    let answers = vec![
        (200, JSON, r#"{"name":"there"}"#),
        (202, JSON, r#"{"ticket":"t1"}"#),
        (204, "", ""),
        (206, "text/plain", "half"),
    ];
    let (given, asked) = with(answers, async |url, http| {
        let client = Client::new_with_client(url, http);
        let mut given = Vec::new();
        for _ in 0..4 {
            let answer = client.make_task(&Task::new("n".to_owned())).await.unwrap();
            given.push((answer.status().as_u16(), answer.into_inner()));
        }
        given
    });
    let [(200, ok), (202, accepted), (204, none), (206, unknown)] = &given[..] else {
        panic!("{given:?}");
    };
    assert!(matches!(ok, MakeTaskAnswer::Ok(task) if task.name == "there"));
    assert!(matches!(accepted, MakeTaskAnswer::Accepted(a) if a.ticket == "t1"));
    assert!(matches!(none, MakeTaskAnswer::NoContent));
    assert!(matches!(unknown, MakeTaskAnswer::Unknown(body) if body == b"half"));
    assert_eq!(asked[0].line(), "POST /tasks");
    assert_eq!(asked[0].header("content-type"), Some(JSON));
    assert_eq!(asked[0].header("accept"), Some(JSON));
    assert_eq!(asked[0].header("api-version"), None);
    assert_eq!(asked[0].body, r#"{"name":"n"}"#);
}

fn refusals_of_several_shapes() {
    use golden_operation_answers::operations::MakeTaskError;
    use golden_operation_answers::support::{Error, Refusal};
    use golden_operation_answers::{Client, types::Task};
    let answers = vec![
        (404, "application/problem+json", r#"{"title":"gone"}"#),
        (409, "", ""),
        (500, JSON, r#"{"reason":"tired"}"#),
        (502, "text/html", "<p>bad gateway"),
        (401, JSON, r#"{"title":"who?"}"#),
    ];
    let (given, _) = with(answers, async |url, http| {
        let client = Client::new_with_client(url, http);
        let mut given: Vec<Refusal<MakeTaskError>> = Vec::new();
        for _ in 0..4 {
            match client.make_task(&Task::new("n".to_owned())).await {
                Err(Error::Api(refusal)) => given.push(*refusal),
                other => panic!("{other:?}"),
            }
        }
        // One shape for all is that shape itself.
        match client.list_tasks().await {
            Err(Error::Api(refusal)) => {
                assert_eq!(refusal.error.unwrap().title.as_deref(), Some("who?"));
            }
            other => panic!("{other:?}"),
        }
        given
    });
    assert!(
        matches!(&given[0].error, Some(MakeTaskError::NotFound(p)) if p.title.as_deref() == Some("gone"))
    );
    assert!(matches!(&given[1].error, Some(MakeTaskError::Conflict)));
    assert!(
        matches!(&given[2].error, Some(MakeTaskError::Other(o)) if o.reason.as_deref() == Some("tired"))
    );
    // What is not as described keeps its status, its headers and its body.
    assert!(given[3].error.is_none());
    assert_eq!(given[3].status.as_u16(), 502);
    assert_eq!(given[3].body, b"<p>bad gateway");
}

fn texts_and_streams() {
    use golden_operation_answers::Client;
    let answers = vec![
        (200, "text/plain", "line\n"),
        (200, "text/event-stream", "data: 1\n\n"),
        (200, JSON, r#"{"name":"seven"}"#),
    ];
    let ((), asked) = with(answers, async |url, http| {
        let client = Client::new_with_client(url, http);
        assert_eq!(client.read_log().await.unwrap().into_inner(), "line\n");
        let mut events = client
            .list_tasks_stream()
            .await
            .unwrap()
            .into_inner_stream();
        let first = std::future::poll_fn(|cx| events.as_mut().poll_next(cx)).await;
        assert_eq!(&first.unwrap().unwrap()[..], b"data: 1\n\n");
        assert_eq!(client.get_task(7).await.unwrap().name, "seven");
    });
    assert_eq!(asked[1].header("accept"), Some("text/event-stream"));
    assert_eq!(asked[2].header("accept"), Some("application/vnd.task+json"));
}

fn parameters_of_every_style() {
    use golden_operation_parameters::Client;
    use golden_operation_parameters::types::{Filter, Range, SearchTheme};
    let range: Range = serde_json::from_value(json!({"from": 1, "to": 2})).unwrap();
    let filter = json!({"name": "a&b", "tags": ["x", "y"], "size": {"from": 3}});
    let filter: Filter = serde_json::from_value(filter).unwrap();
    let list = |words: &[&str]| -> Vec<String> { words.iter().map(|&w| w.to_owned()).collect() };
    let ((), asked) = with(vec![(204, "", ""), (204, "", "")], async |url, http| {
        let client = Client::new_with_client(url, http);
        client
            .search(
                7,
                Some(&list(&["u", "v"])),
                None,
                Some(&filter),
                Some(&vec![1, 2]),
                Some(5),
                Some("/a?b=c&d"),
                Some(&list(&["p", "q"])),
                Some(&range),
                "s e;1",
                Some(&list(&["1", "2"])),
                Some(SearchTheme::Dark),
                Some(&range),
            )
            .await
            .unwrap();
        client
            .search(
                7, None, None, None, None, None, None, None, None, "s", None, None, None,
            )
            .await
            .unwrap();
    });
    assert_eq!(
        asked[0].line(),
        "GET /search?filter[name]=a%26b&filter[size][from]=3&filter[tags][]=x&filter[tags][]=y\
         &ids=1,2&maybe=5&next=/a?b%3Dc%26d&pipes=p%7Cq&from=1&to=2&spaces=1%202\
         &where=%7B%22from%22%3A1%2C%22to%22%3A2%7D"
    );
    assert_eq!(
        asked[0].header("cookie"),
        Some("session=s%20e%3B1; theme=dark")
    );
    assert_eq!(asked[0].header("x-tags"), Some("u,v"));
    assert_eq!(asked[0].header("x-count"), Some("7"));
    assert_eq!(asked[1].line(), "GET /search");
    assert_eq!(asked[1].header("cookie"), Some("session=s"));
}

fn parameters_in_a_path() {
    use golden_operation_parameters::Client;
    use golden_operation_parameters::support::Error;
    use golden_operation_parameters::types::Range;
    let range: Range = serde_json::from_value(json!({"from": 1, "to": 2})).unwrap();
    let ((), asked) = with(vec![(204, "", ""), (204, "", "")], async |url, http| {
        let client = Client::new_with_client(url, http);
        let colours = vec!["red".to_owned(), "a/b".to_owned()];
        client
            .get_point(&range, &colours, &vec![1, 2])
            .await
            .unwrap();
        client.fixed_query("k d", Some("x")).await.unwrap();
        let refused = client.get_point(&range, &colours, &Vec::new()).await;
        assert!(matches!(refused, Err(Error::Request(_))), "{refused:?}");
    });
    assert_eq!(asked[0].line(), "GET /points/;from=1;to=2/.red,a%2Fb/1,2");
    assert_eq!(asked[1].line(), "GET /fixed?beta=true&kind=k%20d&q=x");
}

fn names_that_clash() {
    use golden_operation_parameters::Client;
    let ((), asked) = with(vec![(204, "", "")], async |url, http| {
        let client = Client::new_with_client(url, http);
        client
            .get_thing("a", "b", Some("c"), Some(1), Some(2), Some(3), Some("d"))
            .await
            .unwrap();
    });
    assert_eq!(
        asked[0].line(),
        "GET /things/a/b?body=c&id=1&page-size=2&url=d"
    );
    assert_eq!(asked[0].header("page_size"), Some("3"));
}

fn a_form_of_parts() {
    use golden_operation_bodies::multipart::File;
    use golden_operation_bodies::operations::UploadForm;
    use golden_operation_bodies::types::{About, UploadBodyKind};
    let ((), asked) = with(vec![(201, "", "")], async |url, http| {
        let client = golden_operation_bodies::Client::new_with_client(url, http);
        let mut form = UploadForm::new(File::new("cat.png", "PNG"), UploadBodyKind::Photo);
        form.labels = vec!["a".to_owned(), "b".to_owned()];
        form.size = Some(3);
        form.about = Some(About::new("t".to_owned()));
        form.extra = vec![File::new("e.bin", "E").with_media_type("application/x-e")];
        client.upload(form).await.unwrap();
    });
    let kind = asked[0].header("content-type").unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let parts: Vec<&str> = asked[0]
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

fn changes_of_three_states() {
    use golden_operation_bodies::support::Field;
    use golden_operation_bodies::types::AboutPatch;
    let answers = vec![(200, JSON, r#"{"title":"x"}"#); 3];
    let ((), asked) = with(answers, async |url, http| {
        let client = golden_operation_bodies::Client::new_with_client(url, http);
        for change in [Field::Undefined, Field::Null, Field::Value("y".to_owned())] {
            let mut patch = AboutPatch::new();
            patch.title = change;
            assert_eq!(client.change_about(&patch).await.unwrap().title, "x");
        }
    });
    let bodies: Vec<&str> = asked.iter().map(|r| r.body.as_str()).collect();
    assert_eq!(bodies, ["{}", r#"{"title":null}"#, r#"{"title":"y"}"#]);
    assert_eq!(
        asked[0].header("content-type"),
        Some("application/merge-patch+json")
    );
}

fn other_bodies() {
    use golden_operation_bodies::types::About;
    let about = json!({"title": "a b", "words": ["x", "y"], "deep": {"a": "1"}});
    let about: About = serde_json::from_value(about).unwrap();
    let ((), asked) = with(vec![(204, "", ""); 7], async |url, http| {
        let client = golden_operation_bodies::Client::new_with_client(url, http);
        client.send_about(&about).await.unwrap();
        client.replace_about(None).await.unwrap();
        client.put_raw("ZIP").await.unwrap();
        client.post_raw(Some("raw".into())).await.unwrap();
        client.patch_text("text").await.unwrap();
        client.send_anything(&json!([1])).await.unwrap();
        let form = reqwest::multipart::Form::new().text("a", "b");
        client.send_any_form(Some(form)).await.unwrap();
    });
    let sent: Vec<_> = asked
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

fn unusual_methods() {
    let ((), asked) = with(vec![(204, "", ""); 4], async |url, http| {
        let client = golden_operation_names::Client::new_with_client(url, http);
        client.ask_options().await.unwrap();
        client.trace_it().await.unwrap();
        client.get_odd_path().await.unwrap();
        client.shared_get().await.unwrap();
    });
    let lines: Vec<&str> = asked.iter().map(Request::line).collect();
    assert_eq!(
        lines,
        ["OPTIONS /a", "TRACE /a", "GET //odd%20path", "GET /b"]
    );
}

fn tagged_alternatives() {
    use golden_operation_answers::types::{Shape, Square};
    let answers = vec![
        (200, JSON, r#"{"kind":"Circle","size":1}"#),
        (200, JSON, r#"{"kind":"Hexagon","size":2}"#),
    ];
    let ((), asked) = with(answers, async |url, http| {
        let client = golden_operation_answers::Client::new_with_client(url, http);
        let square: Square = serde_json::from_value(json!({"kind": "Square", "size": 3})).unwrap();
        let turned = client.turn_shape(&Shape::Square(square)).await.unwrap();
        assert!(matches!(turned.into_inner(), Shape::Circle(circle) if circle.size == 1));
        // What this version does not know goes through it unchanged.
        let unknown = Shape::Unknown(json!({"kind": "Cube", "size": 4}));
        let turned = client.turn_shape(&unknown).await.unwrap().into_inner();
        assert_eq!(turned, Shape::Unknown(json!({"kind": "Hexagon", "size": 2})));
    });
    let sent = |i: usize| serde_json::from_str::<Value>(&asked[i].body).unwrap();
    assert_eq!(sent(0), json!({"kind": "Square", "size": 3}));
    assert_eq!(sent(1), json!({"kind": "Cube", "size": 4}));
}
