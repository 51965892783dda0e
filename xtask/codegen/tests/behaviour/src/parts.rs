//! Multipart bodies.

use serde_json::json;

use crate::server::{Request, with};

/// Returns the media type of a multipart body, without the boundary, and the head and the body of each part.
fn parts(request: &Request) -> (String, Vec<(String, String)>) {
    let media = request.header("content-type").unwrap();
    let (before, rest) = media.split_once("; boundary=").unwrap();
    let (boundary, parameters) = rest.split_once(';').unwrap_or((rest, ""));
    let body = request.body.strip_suffix(&format!("--{boundary}--\r\n")).unwrap();
    let separator = format!("--{boundary}\r\n");
    let parts = body.split(&separator).skip(1).map(|part| {
        let (head, body) = part.split_once("\r\n\r\n").unwrap();
        (head.to_owned(), body.strip_suffix("\r\n").unwrap().to_owned())
    });
    (format!("{before};{parameters}"), parts.collect())
}

/// Returns a part of a form with these lines in its head.
fn part(head: &[&str], body: &str) -> (String, String) {
    (head.join("\r\n"), body.to_owned())
}

fn form_data(name: &str) -> String {
    format!("Content-Disposition: form-data; name=\"{name}\"")
}

const JSON: &str = "Content-Type: application/json";

#[test]
fn parts_are_sent_in_the_order_of_the_document() {
    use part_order::Client;
    use part_order::operations::{SendAllOfForm, SendForm};
    use part_order::runtime::multipart::File;
    let ((), requests) = with(vec![(204, "", ""); 2], async |url| {
        let client = Client::new(url).unwrap();
        let form = SendForm::new("z".to_owned(), "m".to_owned(), File::new("a.txt", "f"));
        client.send(form).await.unwrap();
        let mut form = SendAllOfForm::new("z".to_owned(), "k".to_owned());
        form.about = Some("a".to_owned());
        form.attachment = Some(File::new("b.csv", "1").with_media_type("text/csv"));
        client.send_all_of(form).await.unwrap();
    });
    let file = |name: &str| format!("{}; filename=\"{name}\"", form_data("file"));
    let (media, sent) = parts(&requests[0]);
    assert_eq!(media, "multipart/form-data;");
    assert_eq!(
        sent,
        [
            part(&[&form_data("zone")], "z"),
            part(&[&form_data("meta")], "m"),
            part(&[&file("a.txt"), "Content-Type: application/octet-stream"], "f"),
        ]
    );
    let (_, sent) = parts(&requests[1]);
    let bodies: Vec<&str> = sent.iter().map(|(_, body)| body.as_str()).collect();
    assert_eq!(bodies, ["z", "a", "k", "1"]);
}

#[test]
fn a_related_body_begins_with_its_root() {
    use related_parts::Client;
    use related_parts::operations::SendForm;
    use related_parts::runtime::multipart::{File, Form};
    use related_parts::types::SendBodyMetadata;
    let ((), requests) = with(vec![(204, "", ""); 2], async |url| {
        let client = Client::new(url).unwrap();
        let mut metadata = SendBodyMetadata::new();
        metadata.name = Some("cat".to_owned());
        let file = File::new("cat.png", "PNG").with_media_type("image/png");
        client.send(SendForm::new(metadata, file)).await.unwrap();
        let form = Form::new().value("root", Some("text/xml"), "<a/>");
        client.send_any(form).await.unwrap();
    });
    let (media, sent) = parts(&requests[0]);
    assert_eq!(media, "multipart/related; type=\"application/json\"; start=\"<metadata>\"");
    assert_eq!(
        sent,
        [
            part(&["Content-ID: <metadata>", JSON], r#"{"name":"cat"}"#),
            part(
                &[
                    "Content-ID: <media>",
                    "Content-Disposition: attachment; filename=\"cat.png\"",
                    "Content-Type: image/png"
                ],
                "PNG"
            ),
        ]
    );
    let (media, sent) = parts(&requests[1]);
    assert_eq!(media, "multipart/related; type=text/xml; start=\"<root>\"");
    assert_eq!(sent, [part(&["Content-ID: <root>", "Content-Type: text/xml"], "<a/>")]);
}

#[test]
fn other_types_are_sent_as_themselves() {
    use related_parts::Client;
    use related_parts::operations::{SendMixedForm, SendReportForm};
    use related_parts::runtime::multipart::File;
    let ((), requests) = with(vec![(204, "", ""); 2], async |url| {
        let client = Client::new(url).unwrap();
        let items = serde_json::from_value(json!([{"id": 1}, {"id": 2}])).unwrap();
        let mut form = SendMixedForm::new("n".to_owned(), items);
        form.picture = Some(File::new("p", "PNG"));
        client.send_mixed(form).await.unwrap();
        client.send_report(SendReportForm::new("a".to_owned())).await.unwrap();
    });
    let (media, sent) = parts(&requests[0]);
    assert_eq!(media, "multipart/mixed;");
    assert_eq!(
        sent,
        [
            part(&["Content-ID: <note>"], "n"),
            part(&["Content-ID: <items>", JSON], r#"{"id":1}"#),
            part(&["Content-ID: <items-2>", JSON], r#"{"id":2}"#),
            part(
                &[
                    "Content-ID: <picture>",
                    "Content-Disposition: attachment; filename=\"p\"",
                    "Content-Type: image/png"
                ],
                "PNG"
            ),
        ]
    );
    let (media, sent) = parts(&requests[1]);
    assert_eq!((media.as_str(), sent.len()), ("multipart/x-report;", 1));
}

#[test]
fn a_text_that_is_declared_as_json_has_quotes() {
    use json_parts::Client;
    use json_parts::operations::SendForm;
    let ((), requests) = with(vec![(204, "", "")], async |url| {
        let codes = vec!["a".to_owned(), "b\"".to_owned()];
        let form = SendForm::new("Ada".to_owned(), codes, "s".to_owned(), "12".to_owned());
        Client::new(url).unwrap().send(form).await.unwrap();
    });
    let (_, sent) = parts(&requests[0]);
    assert_eq!(
        sent,
        [
            part(&[&form_data("name"), JSON], "\"Ada\""),
            part(&[&form_data("codes"), JSON], "\"a\""),
            part(&[&form_data("codes"), JSON], "\"b\\\"\""),
            part(&[&form_data("sum"), "x-sum: 12"], "s"),
        ]
    );
}

#[test]
fn the_headers_of_a_part_have_their_types() {
    use json_parts::Client;
    use json_parts::operations::SendHeadersForm;
    use json_parts::runtime::multipart::File;
    let ((), requests) = with(vec![(204, "", ""); 2], async |url| {
        let client = Client::new(url).unwrap();
        let mut form = SendHeadersForm::new();
        form.file = Some(File::new("f", "F"));
        form.file_x_taken = Some("2024-05-01T10:30:00Z".into());
        form.notes = vec!["n".to_owned(), "o".to_owned()];
        form.notes_x_sizes = vec![1, 2];
        client.send_headers().body(form).await.unwrap();
        let mut form = SendHeadersForm::new();
        form.file = Some(File::new("f", "F"));
        client.send_headers().body(form).await.unwrap();
    });
    let file = format!("{}; filename=\"f\"", form_data("file"));
    let (_, sent) = parts(&requests[0]);
    assert_eq!(
        sent,
        [
            part(&[&file, "Content-Type: image/png", "x-taken: 2024-05-01T10:30:00Z"], "F"),
            part(&[&form_data("notes"), "x-sizes: 1,2"], "n"),
            part(&[&form_data("notes"), "x-sizes: 1,2"], "o"),
        ]
    );
    assert_eq!(parts(&requests[1]).1, [part(&[&file, "Content-Type: image/png"], "F")]);
}

#[test]
fn parts_have_their_style() {
    use json_parts::Client;
    use json_parts::operations::SendStylesForm;
    let ((), requests) = with(vec![(204, "", "")], async |url| {
        let mut form = SendStylesForm::new();
        form.flat = vec!["a&".to_owned(), "b".to_owned()];
        form.pipes = vec!["c".to_owned(), "d".to_owned()];
        form.pair = Some(serde_json::from_value(json!({"a": "x y", "b": 1})).unwrap());
        form.deep = Some(serde_json::from_value(json!({"a": "z", "list": [1, 2]})).unwrap());
        Client::new(url).unwrap().send_styles(form).await.unwrap();
    });
    let (_, sent) = parts(&requests[0]);
    let expected = [
        ("flat", "a&,b"),
        ("pipes", "c|d"),
        ("a", "x y"),
        ("b", "1"),
        ("deep[a]", "z"),
        ("deep[list][]", "1"),
        ("deep[list][]", "2"),
    ];
    assert_eq!(sent, expected.map(|(name, body)| part(&[&form_data(name)], body)));
}

#[test]
fn names_are_as_rfc_7578_says() {
    use part_names::Client;
    use part_names::operations::{SendBrokenForm, SendFileForm, SendForm};
    use part_names::runtime::ErrorKind;
    use part_names::runtime::multipart::File;
    let ((), requests) = with(vec![(204, "", ""); 2], async |url| {
        let client = Client::new(url).unwrap();
        let mut form = SendForm::new();
        form.größe = Some("1".to_owned());
        form.quote_d = Some("2".to_owned());
        client.send(form).await.unwrap();
        let file = File::new("Übung \"1\".txt", "3");
        client.send_file(SendFileForm::new(file)).await.unwrap();
        for name in ["a\r\nb", "a\nb", "a\rb"] {
            let error = client.send_file(SendFileForm::new(File::new(name, ""))).await;
            assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidRequest);
        }
        let mut form = SendBrokenForm::new();
        form.a_b = Some("4".to_owned());
        let error = client.send_broken(form).await.unwrap_err();
        assert!(error.to_string().contains("a\\r\\nb"), "{error}");
    });
    let names = [form_data("größe"), form_data("quote%22d")];
    assert_eq!(parts(&requests[0]).1, [part(&[&names[0]], "1"), part(&[&names[1]], "2")]);
    let head = &parts(&requests[1]).1[0].0;
    assert!(head.contains("filename=\"Übung %221%22.txt\""), "{head}");
}

#[test]
fn parts_that_may_be_files_or_lists_are_written_as_such() {
    use union_parts::Client;
    use union_parts::operations::EditForm;
    use union_parts::runtime::multipart::File;
    let responses = vec![(204, "", ""), (200, "application/pdf", "%PDF"), (204, "", ""), (204, "", "")];
    let (content, requests) = with(responses, async |url| {
        let client = Client::new(url).unwrap();
        let images = vec![File::new("a", "A"), File::new("b", "B").with_media_type("image/jpeg")];
        let tags = vec!["x".to_owned(), "y".to_owned()];
        let form = EditForm::new(images, File::new("e", "E"), tags, "QQ==".to_owned());
        client.edit(form).await.unwrap();
        let mut file = client.put_file("abc".into()).await.unwrap();
        let content = file.try_next().await.unwrap().unwrap();
        client.put_text("a=1&b=2").await.unwrap();
        client.put_picture("PNG".into()).await.unwrap();
        content
    });
    let file = |name, file| format!("{}; filename=\"{file}\"", form_data(name));
    assert_eq!(
        parts(&requests[0]).1,
        [
            part(&[&file("image", "a"), "Content-Type: image/png"], "A"),
            part(&[&file("image", "b"), "Content-Type: image/jpeg"], "B"),
            part(&[&file("either", "e"), "Content-Type: application/octet-stream"], "E"),
            part(&[&form_data("tags")], "x"),
            part(&[&form_data("tags")], "y"),
            part(&[&form_data("code"), "Content-Type: image/png"], "QQ=="),
        ]
    );
    assert_eq!(&content[..], b"%PDF");
    let sent = |i: usize| (requests[i].header("content-type"), requests[i].body.as_str());
    assert_eq!(sent(1), (Some("application/octet-stream"), "abc"));
    assert_eq!(sent(2), (Some("application/x-www-form-urlencoded"), "a=1&b=2"));
    assert_eq!(sent(3), (Some("image/png"), "PNG"));
}
