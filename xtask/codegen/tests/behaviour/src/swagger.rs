//! The client of a Swagger 2.0 document.

use swagger::Client;
use swagger::runtime::multipart::File;
use swagger::types::{PetRequest, SendListsMultiItem};

use crate::server::{JSON, with};

fn client(url: &str) -> Client {
    Client::builder()
        .base_url(&format!("{url}/v2"))
        .credential_for("key", "k 1")
        .credential_for("token", "t")
        .basic_credential("ada", "sesame")
        .build()
        .unwrap()
}

fn texts<const N: usize>(texts: [&str; N]) -> [String; N] {
    texts.map(str::to_owned)
}

#[test]
fn the_base_url_has_scheme_host_and_base_path() {
    let info = <Client as swagger::runtime::ServiceClient>::INFO;
    assert_eq!(info.base_url.unwrap().url, "https://api.example/v2");
}

#[test]
fn lists_are_written_in_each_collection_format() {
    let ((), requests) = with(vec![(204, "", "")], async |url| {
        client(url)
            .send_lists([1, 2])
            .plain(texts(["a", "b,c"]))
            .csv(texts(["a", "b c"]))
            .ssv(texts(["a", "b"]))
            .tsv("a\tb")
            .pipes(texts(["a", "b"]))
            .multi([SendListsMultiItem::A, SendListsMultiItem::B])
            .pairs(texts(["1,2", "3,4"]))
            .x_pipes("a|b")
            .x_trace(texts(["t", "u"]))
            .await
            .unwrap();
    });
    assert_eq!(
        requests[0].line(),
        "GET /v2/lists/1,2?csv=a,b%20c&multi=a&multi=b&pairs=1%2C2&pairs=3%2C4&pipes=a%7Cb\
         &plain=a,b%2Cc&ssv=a%20b&tsv=a%09b&api_key=k%201"
    );
    assert_eq!(requests[0].header("x-pipes"), Some("a|b"));
    assert_eq!(requests[0].header("x-trace"), Some("t,u"));
}

#[test]
fn bodies_and_responses_are_read_as_described() {
    let cat = r#"{"kind":"Cat","lives":9,"owner":null,"tags":{"a":"b"}}"#;
    let list = format!("[{cat}]");
    let responses = vec![
        (200, JSON, list.as_str()),
        (201, JSON, cat),
        (404, JSON, r#"{"message":"gone"}"#),
    ];
    let ((), requests) = with(responses, async |url| {
        let client = client(url);
        let pets = client.list_pets(5).await.unwrap();
        // What the schema does not describe is kept.
        assert_eq!(pets[0].extra["lives"], 9);
        assert!(pets[0].owner.is_none());
        let mut pet = PetRequest::new("Cat".to_owned());
        pet.weight = Some(1.5);
        client.create_pet(1, &pet).x_first("f").await.unwrap();
        let error = client.list_pets(1).await.unwrap_err();
        let problem: swagger::types::Problem = error.json().unwrap();
        assert_eq!(problem.message.as_deref(), Some("gone"));
    });
    assert_eq!(requests[0].line(), "GET /v2/pets?limit=5&api_key=k%201");
    assert_eq!(requests[1].line(), "POST /v2/pets?limit=1");
    assert_eq!(requests[1].header("content-type"), Some(JSON));
    assert_eq!(requests[1].header("x-first"), Some("f"));
    assert_eq!(requests[1].header("authorization"), Some("Bearer t"));
    assert_eq!(requests[1].body, r#"{"kind":"Cat","weight":1.5}"#);
}

#[test]
fn forms_are_sent_as_the_operation_consumes_them() {
    use swagger::operations::SendFileForm;
    use swagger::types::SendFormBody;
    let ((), requests) = with(vec![(204, "", ""); 2], async |url| {
        let mut form = SendFormBody::new("a&b".to_owned());
        form.csv = Some(texts(["a", "b"]).to_vec());
        form.multi = Some(texts(["c", "d"]).to_vec());
        form.pipes = Some(vec![1, 2]);
        client(url).send_form(&form).verbose(true).await.unwrap();
        let mut form = SendFileForm::new(File::new("a.txt", "content"));
        form.note = Some("n".to_owned());
        form.tags = texts(["t", "u"]).to_vec();
        form.sizes = Some("1,2".to_owned());
        client(url).send_file(form).await.unwrap();
    });
    assert_eq!(requests[0].line(), "POST /v2/forms?verbose=true");
    assert_eq!(
        requests[0].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    // "ada:sesame"
    assert_eq!(requests[0].header("authorization"), Some("Basic YWRhOnNlc2FtZQ=="));
    assert_eq!(requests[0].body, "csv=a,b&multi=c&multi=d&name=a%26b&pipes=1%7C2");
    assert_eq!(requests[1].line(), "POST /v2/files");
    let kind = requests[1].header("content-type").unwrap();
    assert!(kind.starts_with("multipart/form-data; boundary="), "{kind}");
    for part in [
        "name=\"file\"; filename=\"a.txt\"",
        "\r\n\r\ncontent\r\n",
        "name=\"note\"\r\n\r\nn\r\n",
        "name=\"tags\"\r\n\r\nt\r\n",
        "name=\"tags\"\r\n\r\nu\r\n",
        "name=\"sizes\"\r\n\r\n1,2\r\n",
    ] {
        assert!(requests[1].body.contains(part), "{part}: {}", requests[1].body);
    }
}

#[test]
fn files_and_texts() {
    use futures_util::StreamExt as _;
    let responses = vec![
        (200, "image/png", "PNG"),
        (404, JSON, r#"{"message":"gone"}"#),
        (200, "text/plain", "there"),
    ];
    let ((), requests) = with(responses, async |url| {
        let client = client(url);
        let mut file = client.get_file("a").await.unwrap();
        assert_eq!(&file.next().await.unwrap().unwrap()[..], b"PNG");
        assert!(client.get_file("b").await.is_err());
        assert_eq!(client.put_text("here").await.unwrap(), "there");
    });
    assert_eq!(requests[0].header("accept"), Some("image/png"));
    assert_eq!(requests[2].header("content-type"), Some("text/plain"));
    assert_eq!(requests[2].body, "here");
}
