//! Parameters: times, cookies, and requests without a body.

use serde_json::json;

use crate::server::{Request, with};

const TIME: &str = "2024-05-01T10:30:00Z";

#[test]
fn times_are_written_as_in_rfc_3339() {
    use times_in_parameters::Client;
    use times_in_parameters::operations::SendPartsForm;
    use times_in_parameters::runtime::Timestamp;
    use times_in_parameters::runtime::chrono::NaiveDate;
    let day = NaiveDate::from_ymd_opt(2024, 5, 1).unwrap();
    let ((), requests) = with(vec![(204, "", ""); 4], async |url| {
        let client = Client::new(url).unwrap();
        let window = json!({"from": TIME, "day": "2024-05-01"});
        let window = serde_json::from_value(window).unwrap();
        let mark = client.get_mark(TIME).x_since(TIME).seen(TIME).until(TIME);
        let times: [Timestamp; 2] = [TIME.into(), "2024-05-02T00:00:00+02:00".into()];
        mark.times(times).window(&window).await.unwrap();
        let request = client.get_day(&day.into()).x_day(&day).day_cookie(&day);
        request.days([day, day.succ_opt().unwrap()]).clock("10:30:00").await.unwrap();
        client.send_form(&window).await.unwrap();
        let mut form = SendPartsForm::new(TIME.into());
        form.days = vec![day];
        client.send_parts(form).await.unwrap();
    });
    let time = "2024-05-01T10%3A30%3A00Z";
    assert_eq!(
        requests[0].line(),
        format!(
            "GET /marks/{time}?times={time},2024-05-02T00%3A00%3A00%2B02%3A00&until={time}\
             &window[day]=2024-05-01&window[from]={time}"
        )
    );
    assert_eq!(requests[0].header("x-since"), Some(TIME));
    assert_eq!(requests[0].header("cookie"), Some("seen=2024-05-01T10:30:00Z"));
    assert_eq!(
        requests[1].line(),
        "GET /days/2024-05-01?clock=10%3A30%3A00&days=2024-05-01&days=2024-05-02"
    );
    assert_eq!(requests[1].header("x-day"), Some("2024-05-01"));
    assert_eq!(requests[1].header("cookie"), Some("day=2024-05-01"));
    assert_eq!(requests[2].body, format!("day=2024-05-01&from={time}"));
    for value in [TIME, "2024-05-01"] {
        assert!(requests[3].body.contains(&format!("\r\n\r\n{value}\r\n")));
    }
}

#[test]
fn a_key_is_given_once_and_is_in_each_call_that_asks_for_it() {
    use keys::Client;
    use keys::runtime::CallOptions;
    let ((), requests) = with(vec![(204, "", ""); 6], async |url| {
        let builder = Client::builder().base_url(url).credential_for("query", "K");
        let builder = builder.credential_for("cookie", "K").credential_for("other", "A");
        let client = builder.build().unwrap();
        client.by_query().await.unwrap();
        client.by_cookie().theme("dark").await.unwrap();
        client.by_both().theme("dark").lang(["a", "b"]).cookie("own=1").await.unwrap();
        client.open().await.unwrap();
        let options = CallOptions::new().header("cookie", "track=1; theme=light").unwrap();
        client.by_cookie().theme("dark").options(&options).await.unwrap();
        client.open().options(&options).await.unwrap();
    });
    let lines: Vec<&str> = requests.iter().map(Request::line).collect();
    let paths = ["/by-query?key=K", "/by-cookie", "/by-both", "/open", "/by-cookie", "/open"];
    assert_eq!(lines, paths.map(|path| format!("GET {path}")));
    let cookies = requests.iter().map(|request| {
        let headers = request.head.lines().filter(|line| line.to_lowercase().starts_with("cookie:"));
        assert!(headers.count() < 2, "{}", request.head);
        request.header("cookie").unwrap_or_default()
    });
    assert_eq!(
        cookies.collect::<Vec<_>>(),
        [
            "",
            "theme=dark; sid=K",
            "own=1; lang=a; lang=b; theme=dark; sid=K; app=A",
            "",
            "track=1; theme=light; sid=K",
            "track=1; theme=light",
        ]
    );
}

#[test]
fn a_credential_is_sent_in_place_of_a_parameter() {
    use keys::Client;
    let ((), requests) = with(vec![(204, "", ""); 6], async |url| {
        let builder = Client::builder().base_url(url).credential_for("query", "K");
        let client = builder.build().unwrap();
        client.by_parameter().authorization("own").sid("s").await.unwrap();
        client.by_either().key("k").authorization("own").await.unwrap();
        client.by_two().await.unwrap();
        client.by_two_headers().await.unwrap();
        let builder = Client::builder().base_url(url).credential_for("bearer", "B");
        let client = builder.build().unwrap();
        client.by_either().key("k").authorization("own").await.unwrap();
        let builder = Client::builder().base_url(url).credential_for("basic", "a:b");
        let error = builder.build().unwrap().by_two().await.unwrap_err();
        assert!(error.to_string().contains("needs the credential `query`"), "{error}");
        client.open().await.unwrap();
    });
    let sent = requests.iter().map(|request| (request.line(), request.header("authorization")));
    assert_eq!(
        sent.collect::<Vec<_>>(),
        [
            ("GET /by-parameter?key=K", Some("own")),
            ("GET /by-either?key=K", Some("own")),
            ("GET /by-two?key=K", None),
            ("GET /by-two-headers?key=K", None),
            ("GET /by-either?key=k", Some("Bearer B")),
            ("GET /open", None),
        ]
    );
    assert_eq!(requests[0].header("cookie"), Some("sid=s"));
}

#[test]
fn a_header_of_the_client_may_be_a_parameter() {
    use keys::Client;
    let ((), requests) = with(vec![(204, "", ""); 2], async |url| {
        let client = Client::builder().base_url(url).without_credential().build().unwrap();
        let empty = serde_json::from_value(json!({})).unwrap();
        let request = client.get_headers("mine/1").accept_encoding("identity").x_object(&empty);
        request.session("50%3B").x_part(1).x_twice("a").await.unwrap();
        client.open().await.unwrap();
    });
    let header = |name| requests[0].header(name);
    assert_eq!(header("user-agent"), Some("mine/1"));
    assert_eq!(header("accept-encoding"), Some("identity"));
    assert_eq!(header("cookie"), Some("sess[id]=50%253B"));
    assert_eq!(header("x-part"), Some("1"));
    assert_eq!(header("x-twice"), Some("a"));
    assert_eq!(header("x-object"), None);
    assert!(requests[1].header("user-agent").unwrap().contains("keys"));
}

#[test]
fn a_request_without_a_body_says_so() {
    use empty_bodies::Client;
    let ((), requests) = with(vec![(204, "", ""); 9], async |url| {
        let client = Client::new(url).unwrap();
        client.on().await.unwrap();
        client.put().await.unwrap();
        client.patch().await.unwrap();
        client.add().await.unwrap();
        client.add_form().await.unwrap();
        client.add_text("").await.unwrap();
        client.get().await.unwrap();
        client.delete().await.unwrap();
        let body = serde_json::from_value(json!({"a": "1"})).unwrap();
        client.add().body(&body).await.unwrap();
    });
    let lengths = requests.iter().map(|request| request.header("content-length"));
    let lengths: Vec<_> = lengths.map(|length| length.unwrap_or("none")).collect();
    assert_eq!(lengths, ["0", "0", "0", "0", "0", "0", "none", "none", "9"]);
}
