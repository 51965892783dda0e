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
