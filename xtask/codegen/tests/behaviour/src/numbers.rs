//! Numbers: their range, their digits, and integers that are written as floats.

use serde_json::{Value, json};

use crate::server::{JSON, with};

/// Reads this body through a client.
fn numbers(body: &str) -> Result<integer_ranges::types::Numbers, integer_ranges::runtime::Error> {
    let read = async |url: &str| {
        let client = integer_ranges::Client::new(url).unwrap();
        client.get_numbers().await
    };
    with(vec![(200, JSON, body)], read).0
}

#[test]
fn integers_have_the_range_of_their_bounds() {
    for field in ["big", "unsigned", "rounded", "wide"] {
        let body = format!(r#"{{"{field}":18446744073709551615}}"#);
        let read = numbers(&body).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), body);
    }
    for (field, integer) in [
        ("from_wide", "10000000000000000001"),
        ("from_next", "9223372036854775808"),
        ("number64", "9007199254740993"),
        ("number_u64", "18446744073709551615"),
        ("number32", "5"),
    ] {
        let body = format!(r#"{{"{field}":{integer}}}"#);
        let read = numbers(&body).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), body);
    }
    // Services return -1 for "none" also where the document has the minimum 0.
    assert_eq!(numbers(r#"{"natural":-1}"#).unwrap().natural, Some(-1));
    let read = numbers(r#"{"big":18446744073709551615,"plain":1.0,"exact":0.9999999999999999}"#);
    let read = read.unwrap();
    assert_eq!(read.big, Some(u64::MAX));
    assert_eq!(read.plain, Some(1));
    assert_eq!(read.exact, Some(0.999_999_999_999_999_9));
    for (body, path) in [
        (r#"{"small":256}"#, "small"),
        (r#"{"signed":9223372036854775808}"#, "signed"),
        (r#"{"big":-1}"#, "big"),
        (r#"{"big":18446744073709551616}"#, "big"),
        (r#"{"plain":1.5}"#, "plain"),
        (r#"{"list":[1,2.5]}"#, "list[1]"),
        (r#"{"map":{"a":0.1}}"#, "map.a"),
        (r#"{"nullable":1e30}"#, "nullable"),
        (r#"{"level":0.5}"#, "level"),
        (r#"{"open":{"b":1.5}}"#, "open.b"),
        (r#"{"open":{"b":"x"}}"#, "open.b"),
    ] {
        assert_eq!(numbers(body).unwrap_err().path(), Some(path), "{body}");
    }
}

#[test]
fn integers_may_be_written_as_floats() {
    use integer_ranges::types::{Level, NumbersEither, NumbersShape};
    let body = r#"{"plain":1e3,"small":255.0,"id":2.0,"level":2.0,"nullable":-3.0,"list":[1.0,2],
        "map":{"a":1e2},"either":5.0,"shape":{"count":7.0},"open":{"a":"x","b":8.0},"big":1e19}"#;
    let read = numbers(body).unwrap();
    assert_eq!((read.plain, read.small), (Some(1000), Some(255)));
    assert_eq!(read.level, Some(Level::Value2));
    assert_eq!(read.nullable, integer_ranges::runtime::Field::Value(-3));
    assert_eq!(read.list.as_deref(), Some(&[1, 2][..]));
    assert_eq!(read.map.as_ref().unwrap()["a"], 100);
    assert_eq!(read.either, Some(NumbersEither::Integer(5)));
    let Some(NumbersShape::Counted(counted)) = &read.shape else {
        panic!("{:?}", read.shape);
    };
    assert_eq!(counted.count, 7);
    assert_eq!(read.open.as_ref().unwrap().extra["b"], 8);
    assert_eq!(read.big, Some(10_000_000_000_000_000_000));
    let written = serde_json::to_value(&read).unwrap();
    assert_eq!(written["id"], json!(2));
    let responses = vec![(200, JSON, "4.0"), (200, JSON, "[1.0,2e1]"), (200, JSON, "0.5")];
    with(responses, async |url| {
        let client = integer_ranges::Client::new(url).unwrap();
        assert_eq!(client.get_plain().await.unwrap(), 4);
        let ids = client.list_ids().await.unwrap();
        assert_eq!(serde_json::to_string(&ids).unwrap(), "[1,20]");
        let error = client.get_plain().await.unwrap_err();
        assert!(error.to_string().contains("unexpected floating point number"), "{error}");
    });
}

#[test]
fn listed_numbers_are_equal_by_value() {
    use integer_ranges::types::NumbersListedNumber::{Unknown, Value0Point5, Value2, Value1000};
    for (number, expected) in [
        ("1000", Value1000),
        ("1e3", Value1000),
        ("2", Value2),
        ("2.0", Value2),
        ("0.5", Value0Point5),
        ("3", Unknown(json!(3))),
    ] {
        let read = numbers(&format!(r#"{{"listed_number":{number}}}"#)).unwrap();
        assert_eq!(read.listed_number, Some(expected), "{number}");
    }
}

#[test]
fn the_largest_integer_is_sent() {
    use integer_ranges::types::Numbers;
    let ((), requests) = with(vec![(204, "", "")], async |url| {
        let client = integer_ranges::Client::new(url).unwrap();
        let body = Numbers::new().big(u64::MAX);
        client.put_numbers(&body).big(u64::MAX).await.unwrap();
    });
    assert_eq!(requests[0].line(), "PUT /numbers?big=18446744073709551615");
    assert_eq!(requests[0].body, r#"{"big":18446744073709551615}"#);
}

#[test]
fn floats_are_sent_with_their_own_digits() {
    use floats::operations::UploadForm;
    use floats::types::{Echo, Effect, Plain, SendBody};
    let responses = vec![
        (200, JSON, r#"{"value":5.55,"of":1.5}"#),
        (204, "", ""),
        (204, "", ""),
        (204, "", ""),
    ];
    let (reading, requests) = with(responses, async |url| {
        let client = floats::Client::new(url).unwrap();
        let echo = Echo::new(0.1);
        let body = SendBody::new(0.1).gains([0.1, 0.2]);
        let send = client.send(0.1, &body).last(0.1).x_gain(0.1).gain(0.1);
        let reading = send.gains([0.1, 0.7]).deep(&echo).json(&echo).await.unwrap();
        client.tag(&Effect::from(Echo::new(0.1))).await.unwrap();
        client.upload(UploadForm::new(0.1, Echo::new(0.1))).await.unwrap();
        client.plain(&Plain::new().gain(0.1).gains([0.1])).await.unwrap();
        reading
    });
    let line = "POST /gains/0.1?deep[depth]=0.1&gain=0.1&gains=0.1,0.7&json=%7B%22depth%22%3A0.1%7D";
    assert_eq!(requests[0].line(), line);
    assert_eq!(requests[0].header("cookie"), Some("last=0.1"));
    assert_eq!(requests[0].header("x-gain"), Some("0.1"));
    assert_eq!(requests[0].body, "gain=0.1&gains=0.1&gains=0.2");
    let tagged: Value = serde_json::from_str(&requests[1].body).unwrap();
    assert_eq!(tagged, json!({"depth": 0.1, "kind": "Echo"}));
    assert!(requests[2].body.contains("\r\n\r\n0.1\r\n"), "{}", requests[2].body);
    assert!(requests[2].body.contains(r#"{"depth":0.1}"#), "{}", requests[2].body);
    assert_eq!(requests[3].body, r#"{"gain":0.1,"gains":[0.1]}"#);
    let floats::types::Reading::Share(share) = &reading else {
        panic!("{reading:?}");
    };
    assert_eq!((share.value, share.of), (5.55, Some(1.5)));
    assert_eq!(serde_json::to_string(&reading).unwrap(), r#"{"of":1.5,"value":5.55}"#);
}

#[test]
fn an_integer_beside_a_number_stays_one() {
    use integer_or_number::types::{Kinds, KindsBoth, PutKindsV};
    let body = r#"{"any_of":5,"both":5,"listed":[5,9007199254740993,0.5,18446744073709551615],"nullable":5,"one_of":5,"text":5}"#;
    let responses = vec![(200, JSON, body), (200, JSON, r#"{"both":9007199254740993}"#)];
    let ((), requests) = with(responses, async |url| {
        let client = integer_or_number::Client::new(url).unwrap();
        let kinds = Kinds::new().both(KindsBoth::from(5_i64));
        let read = client.put_kinds(&kinds).v(&PutKindsV::from(5_i64)).await.unwrap();
        assert_eq!(read.both, Some(KindsBoth::Integer(5)));
        assert_eq!(serde_json::to_string(&read).unwrap(), body);
        let kinds = client.put_kinds(&read).v(&PutKindsV::from(2.5)).await.unwrap();
        assert_eq!(kinds.both, Some(KindsBoth::Integer(9_007_199_254_740_993)));
    });
    assert_eq!(requests[0].line(), "PUT /kinds?v=5");
    assert_eq!(requests[0].body, r#"{"both":5}"#);
    assert_eq!(requests[1].line(), "PUT /kinds?v=2.5");
    assert_eq!(requests[1].body, body);
}
