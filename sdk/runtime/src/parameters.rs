//! Serializes parameters: all styles of OpenAPI, and forms.

mod content;
mod encoder;
mod headers;
mod path;
mod query;
mod scalar;
mod value;

use reqwest::header::{COOKIE, HeaderMap, HeaderValue};

use self::content::Content;
pub(crate) use self::encoder::{ENCODED, ENCODED_IN_COOKIE};
#[cfg(feature = "multipart")]
pub(crate) use self::headers::header;
use self::headers::{add_cookie, add_header};
use self::path::fill_path;
pub(crate) use self::query::Query;
#[cfg(feature = "multipart")]
pub(crate) use self::query::pairs;
pub use self::value::ParameterValue;
use crate::error::{Error, ErrorKind};
use crate::operation::{Operation, ParameterLocation};

/// The values of the parameters of a request, in the order of the operation's parameters.
#[derive(Clone, Debug, Default)]
pub(crate) struct ParameterContents(Vec<Content>);

impl ParameterContents {
    /// Reads the values of the first parameters. The others are absent.
    pub(crate) fn new(
        operation: &Operation,
        values: &[&dyn ParameterValue],
    ) -> Result<Self, Error> {
        let parameters = operation.parameters;
        let mut contents = Self(Vec::with_capacity(parameters.len()));
        contents.0.resize(parameters.len(), Content::Absent);
        for (index, value) in values.iter().enumerate() {
            contents.set(operation, index, *value)?;
        }
        Ok(contents)
    }

    /// Replaces the value of a parameter.
    pub(crate) fn set(
        &mut self,
        operation: &Operation,
        index: usize,
        value: &dyn ParameterValue,
    ) -> Result<(), Error> {
        let (Some(parameter), Some(content)) =
            (operation.parameters.get(index), self.0.get_mut(index))
        else {
            return Err(Error::new(ErrorKind::InvalidRequest).with_message(format!(
                "{} has {} parameters, and none at index {index}",
                operation.id,
                operation.parameters.len(),
            )));
        };
        *content = content::content(parameter, value)?;
        Ok(())
    }

    /// Returns the value of a parameter if it is a scalar.
    pub(crate) fn scalar(&self, index: usize) -> Option<&str> {
        match self.0.get(index)? {
            Content::Scalar(text) => Some(text),
            _ => None,
        }
    }

    /// Encodes the values.
    pub(crate) fn encode(&self, operation: &Operation) -> Result<EncodedParameters, Error> {
        let mut encoded = EncodedParameters {
            path: fill_path(operation.path, operation.parameters, &self.0)?,
            ..EncodedParameters::default()
        };
        // Values are encoded, so that a `?` begins the query that is part of the template.
        if let Some(at) = encoded.path.find('?') {
            encoded.query.0.push_str(&encoded.path[at + 1..]);
            encoded.path.truncate(at);
        }
        let mut cookies = String::new();
        for (parameter, content) in operation.parameters.iter().zip(&self.0) {
            match parameter.location {
                ParameterLocation::Path => {}
                ParameterLocation::Query => encoded.query.add(parameter, content),
                ParameterLocation::Header => add_header(&mut encoded.headers, parameter, content)?,
                ParameterLocation::QueryString => {
                    encoded.query.add_whole(parameter, content)?;
                }
                ParameterLocation::Cookie => add_cookie(&mut cookies, parameter, content)?,
            }
        }
        if !cookies.is_empty() {
            // The header may also be a parameter.
            for value in encoded.headers.get_all(COOKIE) {
                if let Ok(value) = value.to_str() {
                    cookies = format!("{value}; {cookies}");
                }
            }
            let mut cookies = HeaderValue::try_from(cookies).map_err(|_| {
                Error::new(ErrorKind::InvalidRequest).with_message("invalid value for a cookie")
            })?;
            cookies.set_sensitive(true);
            encoded.headers.insert(COOKIE, cookies);
        }
        Ok(encoded)
    }
}

/// The parameters of a request as text.
#[derive(Debug, Default)]
pub(crate) struct EncodedParameters {
    pub(crate) path: String,
    pub(crate) query: Query,
    pub(crate) headers: HeaderMap,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde_json::json;

    use super::{EncodedParameters, ParameterContents, ParameterValue, Query};
    use crate::error::{Error, ErrorKind, Outcome};
    use crate::operation::{Operation, Parameter, ParameterStyle as Style};
    use crate::secret::{Secret, collect};
    use crate::time::Timestamp;

    fn encode(
        path: &'static str,
        parameter: Parameter,
        value: &dyn ParameterValue,
    ) -> Result<EncodedParameters, Error> {
        let parameters = Box::leak(Box::new([parameter]));
        let operation = Operation::new("test", "GET", path).parameters(parameters);
        let (contents, _) = collect(|| ParameterContents::new(&operation, &[value]));
        contents?.encode(&operation)
    }

    fn path(parameter: Parameter, value: &dyn ParameterValue) -> String {
        encode("/a/{p}/b", parameter, value).unwrap().path
    }

    fn query(parameter: Parameter, value: &dyn ParameterValue) -> String {
        encode("/a", parameter, value).unwrap().query.0
    }

    fn header(parameter: Parameter, value: &dyn ParameterValue) -> String {
        let headers = encode("/a", parameter, value).unwrap().headers;
        let values = headers.values().map(|value| value.to_str().unwrap());
        values.collect::<Vec<_>>().join("|")
    }

    fn color() -> BTreeMap<&'static str, Option<u8>> {
        BTreeMap::from([("R", Some(100)), ("G", Some(200)), ("none", None)])
    }

    #[test]
    fn path_styles() {
        let p = Parameter::path("p");
        let list = ["blue", "a/b"];
        for (style, explode, scalar, items, object) in [
            (Style::Simple, false, "blue", "blue,a%2Fb", "G,200,R,100"),
            (Style::Simple, true, "blue", "blue,a%2Fb", "G=200,R=100"),
            (Style::Label, false, ".blue", ".blue,a%2Fb", ".G,200,R,100"),
            (Style::Label, true, ".blue", ".blue.a%2Fb", ".G=200.R=100"),
            (
                Style::Matrix,
                false,
                ";p=blue",
                ";p=blue,a%2Fb",
                ";p=G,200,R,100",
            ),
            (
                Style::Matrix,
                true,
                ";p=blue",
                ";p=blue;p=a%2Fb",
                ";G=200;R=100",
            ),
        ] {
            let p = p.style(style).explode(explode);
            assert_eq!(path(p, &"blue"), format!("/a/{scalar}/b"));
            assert_eq!(path(p, &list), format!("/a/{items}/b"));
            assert_eq!(path(p, &color()), format!("/a/{object}/b"));
        }
        assert_eq!(path(p.json(), &json!({"a": 1})), "/a/%7B%22a%22%3A1%7D/b");
    }

    #[test]
    fn reserved_characters_are_kept_where_they_have_no_meaning() {
        let p = Parameter::path("p").allow_reserved();
        assert_eq!(path(p, &"a:b@c=d&e,f+g"), "/a/a:b@c=d&e,f+g/b");
        assert_eq!(
            path(p, &"a/b?c#d e%2F%zz%"),
            "/a/a%2Fb%3Fc%23d%20e%2F%25zz%25/b"
        );
        assert!(encode("/a/{p}/b", p, &"%2e%2E").is_err());
        let q = Parameter::query("q").allow_reserved();
        assert_eq!(query(q, &["a%20b", "100%"]), "q=a%20b&q=100%25");
    }

    #[test]
    fn a_parameter_may_be_the_whole_query() {
        let q = Parameter::query_string("q");
        let form = json!({"a": "b c", "list": [1, 2], "none": null, "o": {"x": 1}});
        assert_eq!(query(q, &form), "a=b%20c&list=1&list=2&o=%7B%22x%22%3A1%7D");
        static FIELDS: &[Parameter] = &[Parameter::query("list").explode(false)];
        assert_eq!(
            query(q.fields(FIELDS), &json!({"list": [1, 2]})),
            "list=1,2"
        );
        assert_eq!(query(q.json(), &json!({"a": 1})), "%7B%22a%22%3A1%7D");
        assert_eq!(query(q.json(), &json!(["x"])), "%5B%22x%22%5D");
        assert_eq!(query(q, &"$.a[?@.b==1]"), "%24.a%5B%3F%40.b%3D%3D1%5D");
        assert_eq!(query(q, &None::<u8>), "");
        assert!(encode("/a", q, &["x"]).is_err());
    }

    #[test]
    fn query_styles() {
        let q = Parameter::query("q");
        let list = ["blue", "a b"];
        for (style, explode, items, object) in [
            (Style::Form, true, "q=blue&q=a%20b", "G=200&R=100"),
            (Style::Form, false, "q=blue,a%20b", "q=G,200,R,100"),
            (
                Style::SpaceDelimited,
                false,
                "q=blue%20a%20b",
                "q=G%20200%20R%20100",
            ),
            (
                Style::PipeDelimited,
                false,
                "q=blue%7Ca%20b",
                "q=G%7C200%7CR%7C100",
            ),
            (
                Style::DeepObject,
                true,
                "q[]=blue&q[]=a%20b",
                "q[G]=200&q[R]=100",
            ),
        ] {
            let q = q.style(style).explode(explode);
            assert_eq!(query(q, &"a b"), "q=a%20b");
            assert_eq!(query(q, &list), items, "{style:?}");
            assert_eq!(query(q, &color()), object, "{style:?}");
            assert_eq!(query(q, &None::<u8>), "");
            assert_eq!(query(q, &json!(null)), "");
            assert_eq!(query(q, &[0_u8; 0]), "");
        }
        let deep = json!({"a": {"b": [1, {"c": true}], "d e": null, "f g": 2}});
        assert_eq!(
            query(q.style(Style::DeepObject), &deep),
            "q[a][b][]=1&q[a][b][1][c]=true&q[a][f%20g]=2"
        );
        assert_eq!(query(q.json(), &list), "q=%5B%22blue%22%2C%22a%20b%22%5D");
        assert_eq!(
            query(q.allow_reserved(), &"a/b?c&d=e+f#"),
            "q=a/b?c%26d%3De%2Bf%23"
        );
    }

    #[test]
    fn headers_and_cookies() {
        let h = Parameter::header("x-h");
        assert_eq!(header(h, &["a", "b"]), "a,b");
        assert_eq!(header(h, &color()), "G,200,R,100");
        assert_eq!(header(h.explode(true), &color()), "G=200,R=100");
        assert_eq!(header(h, &None::<u8>), "");
        for absent in [json!({}), json!({"a": null}), json!([])] {
            assert!(encode("/a", h, &absent).unwrap().headers.is_empty());
        }
        let c = Parameter::cookie("c");
        assert_eq!(header(c, &"a;b"), "c=a%3Bb");
        assert_eq!(header(c, &"50%3B off"), "c=50%253B%20off");
        assert_eq!(header(c.allow_reserved(), &"50%3B%"), "c=50%3B%25");
        assert_eq!(header(c, &json!({"a;=%": "b="})), "a%3B%3D%25=b=");
        assert_eq!(header(c, &["a", "b"]), "c=a; c=b");
        assert_eq!(header(c.explode(false), &["a", "b"]), "c=a%2Cb");
        assert_eq!(header(c, &color()), "G=200; R=100");
        assert_eq!(header(c.explode(false), &color()), "c=G%2C200%2CR%2C100");
        let raw = c.style(Style::Cookie);
        assert_eq!(header(raw, &"Hello%2C world!"), "c=Hello%2C world!");
        assert_eq!(header(raw, &["a", "b\""]), "c=a; c=b\"");
        assert_eq!(header(raw.explode(false), &["a", "b"]), "c=a,b");
        assert_eq!(header(raw, &color()), "G=200; R=100");
        for value in ["a;b", "a\nb", "\u{fc}"] {
            let error = encode("/a", raw, &value).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{value:?}");
        }
    }

    #[test]
    fn scalars_are_written_as_in_json() {
        let q = Parameter::query("q");
        let time = Timestamp::from("2026-08-20T08:42:42Z");
        let secret = Some(Secret::from("s&t"));
        for (value, text) in [
            (&true as &dyn ParameterValue, "true"),
            (&-7_i8, "-7"),
            (&u64::MAX, "18446744073709551615"),
            (&1.0_f64, "1.0"),
            (&0.1_f32, "0.1"),
            (&'x', "x"),
            (&time, "2026-08-20T08%3A42%3A42Z"),
            (&secret, "s%26t"),
            (&json!("text"), "text"),
            (&json!(5), "5"),
        ] {
            assert_eq!(query(q, value), format!("q={text}"));
        }
    }

    #[test]
    fn several_parameters_are_combined() {
        static OPERATION: Operation = Operation::new("test", "GET", "/{b}-{a}.json?fixed=1")
            .parameters(&[
                Parameter::path("a"),
                Parameter::query("q"),
                Parameter::path("b"),
                Parameter::query("r"),
            ]);
        let mut contents = ParameterContents::new(&OPERATION, &[&1, &2, &"x"]).unwrap();
        contents.set(&OPERATION, 3, &3).unwrap();
        let encoded = contents.encode(&OPERATION).unwrap();
        assert_eq!(encoded.path, "/x-1.json");
        assert_eq!(encoded.query.0, "fixed=1&q=2&r=3");

        contents.set(&OPERATION, 1, &None::<u8>).unwrap();
        contents.set(&OPERATION, 3, &"4").unwrap();
        assert_eq!(contents.encode(&OPERATION).unwrap().query.0, "fixed=1&r=4");
        contents.set(&OPERATION, 4, &1).unwrap_err();
        let without_path = ParameterContents::new(&OPERATION, &[&1]).unwrap();
        without_path.encode(&OPERATION).unwrap_err();
    }

    #[test]
    fn values_that_would_address_another_resource_are_rejected() {
        let p = Parameter::path("p");
        let empty: [&str; 0] = [];
        for value in [
            &"" as &dyn ParameterValue,
            &".",
            &"..",
            &[".."],
            &empty,
            &None::<&str>,
        ] {
            let error = encode("/a/{p}/b", p, value).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidRequest);
            assert_eq!(error.outcome(), Outcome::NotSent);
            assert!(error.to_string().contains("\"p\""), "{error}");
        }
    }

    #[test]
    fn header_values_are_checked_and_not_printed() {
        let h = Parameter::header("x-h");
        let error = encode("/a", h, &"canary\n").unwrap_err();
        assert!(error.to_string().contains("x-h"), "{error}");
        assert!(!format!("{error} {error:?}").contains("canary"));
        let key_is_no_text = BTreeMap::from([(vec![1], 1)]);
        encode("/a", h, &key_is_no_text).unwrap_err();
        encode("/a", h, &f64::NAN).unwrap_err();
        encode("/a", h, &crate::field::Field::<u8>::Undefined).unwrap_err();
    }

    #[test]
    fn forms() {
        let body = json!({
            // In alphabetical order, since serde_json may sort the keys.
            "deep": {"a": [1]}, "joined": [1, 2], "list": [1, "b c"], "none": null,
            "object": {"a": 1}, "text": "1&2",
        });
        let parameters = [
            Parameter::query("deep").style(Style::DeepObject),
            Parameter::query("joined").explode(false),
        ];
        assert_eq!(
            Query::form(&body, &parameters).unwrap().0,
            "deep[a][]=1&joined=1,2&list=1&list=b%20c&object=%7B%22a%22%3A1%7D&text=1%262"
        );
        Query::form(&json!([1]), &[]).unwrap_err();
    }

    proptest! {
        #[test]
        fn a_path_value_survives_url_parsing(value in "\\PC{1,40}|[./%\\\\?#;\\x00-\\x20]{1,9}") {
            prop_assume!(!matches!(value.as_str(), "." | ".."));
            let path = path(Parameter::path("p"), &value);
            let url = reqwest::Url::parse(&format!("https://host{path}")).unwrap();
            let segments: Vec<_> = url.path_segments().unwrap().collect();
            prop_assert_eq!((segments[0], segments[2]), ("a", "b"));
            prop_assert!(url.query().is_none() && url.fragment().is_none());
            let decoded = percent_encoding::percent_decode_str(segments[1]).decode_utf8().unwrap();
            prop_assert_eq!(decoded, value);
        }

        #[test]
        fn a_query_value_survives_url_parsing(value in "\\PC{0,40}") {
            let query = query(Parameter::query("q"), &value);
            let url = reqwest::Url::parse(&format!("https://host/?{query}")).unwrap();
            let pairs: Vec<_> = url.query_pairs().collect();
            prop_assert_eq!(&pairs, &[("q".into(), value.into())]);
        }
    }
}
