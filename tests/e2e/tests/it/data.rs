//! Values as data: which traits they have, and that what they write is what they read.

use std::fmt::{Debug, Display};
use std::hash::Hash;
use std::str::FromStr;

use rolekit::http::{HeaderMap, StatusCode};
use rolekit::trusted_twin::{LogItem, Rule, Statement};
use rolekit::{
    Action, CallOptions, ErrorKind, Outcome, Position, RawResponse, RetryPolicy, Timestamp,
    UnixTimestamp, UnknownValue, gcore, gcore_iam, trusted_twin,
};
use schemars::JsonSchema;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// What a value is that can be stored, compared and described.
trait Data: Clone + Debug + Eq + Hash + Serialize + DeserializeOwned + JsonSchema {}

impl<T: Clone + Debug + Eq + Hash + Serialize + DeserializeOwned + JsonSchema> Data for T {}

fn assert_data<T: Data>() {}

fn assert_ordered<T: Data + Ord>() {}

/// Checks that a value is read again from its text and from its JSON.
fn check_text<T: Data + Display + FromStr<Err: Debug>>(values: impl IntoIterator<Item = T>) {
    for value in values {
        assert_eq!(value.to_string().parse::<T>().unwrap(), value);
        let json = serde_json::to_value(&value).unwrap();
        assert_eq!(serde_json::from_value::<T>(json).unwrap(), value);
    }
}

#[test]
fn values_have_a_text_that_is_read_again() {
    check_text([gcore::ClientId::new(8)]);
    check_text([gcore::ProjectId::new(100)]);
    check_text([gcore::UserId::new(777)]);
    check_text([gcore::AssignmentId::new(12)]);
    check_text([gcore_iam::TokenId::new(42)]);
    check_text([trusted_twin::AccountId::new("a")]);
    check_text([trusted_twin::RoleId::new("r")]);
    check_text([trusted_twin::UserId::new("u")]);
    check_text([trusted_twin::TwinId::new("t")]);
    let account = gcore::ClientId::new(8);
    check_text([
        gcore::Scope::OwnAccount,
        gcore::Scope::account(account),
        gcore::Scope::project(account, gcore::ProjectId::new(100)),
    ]);
    check_text([Position::Offset(20), Position::Cursor("a b".to_owned())]);
    check_text([Timestamp::from("2026-05-15T00:00:00Z")]);
    check_text(["1646308876.123".parse::<UnixTimestamp>().unwrap()]);
    check_text([Rule::twin("a").eq(1).and(Rule::user("b").eq("c"))]);
    check_text([ErrorKind::Contention]);
    check_text([Outcome::Unknown]);
    check_text([Action::Created]);
    check_text([gcore::Role::Observer, gcore::Role::from("Archivist")]);
    check_text([trusted_twin::Action::GetTwin, "fly".into()]);
}

#[test]
fn values_are_stored_compared_and_described() {
    assert_ordered::<gcore::UserId>();
    assert_ordered::<trusted_twin::UserId>();
    assert_ordered::<UnixTimestamp>();
    assert_ordered::<Outcome>();
    assert_ordered::<gcore::Role>();
    assert_data::<Statement>();
    assert_data::<RetryPolicy>();
    // Requests.
    assert_data::<gcore::AssignRole>();
    assert_data::<gcore::CreateProject>();
    assert_data::<gcore_iam::InviteUser>();
    assert_data::<gcore_iam::CreateApiToken>();
    assert_data::<trusted_twin::NewRole>();
    assert_data::<trusted_twin::NewUser>();
    // Patches, whose fields are public.
    assert_data::<gcore::UpdateProject>();
    assert_data::<gcore_iam::UserGroup>();
    assert_data::<trusted_twin::RoleUpdate>();
    assert_data::<trusted_twin::UserUpdate>();
    // Plans.
    fn assert_plan<T: Data + Display>() {}
    assert_plan::<gcore::AssignmentPlan>();
    assert_plan::<gcore::ProjectPlan>();
    assert_plan::<gcore_iam::MemberPlan>();
    assert_plan::<trusted_twin::RolePlan>();
    assert_plan::<trusted_twin::UserPlan>();
    // Headers have no hash.
    fn assert_options<T: Clone + Debug + Eq + Serialize + DeserializeOwned + JsonSchema>() {}
    assert_options::<CallOptions>();
}

#[test]
fn open_enums_are_read_strictly_where_a_typing_error_would_be_kept() {
    /// A macro, because the enums have no trait in common.
    macro_rules! check {
        ($enum:ty, $known:literal, $misspelled:literal) => {
            let known = <$enum>::parse_known($known).unwrap();
            assert!(known.is_known() && known == $known);
            assert!(!<$enum>::from($misspelled).is_known());
            let error: UnknownValue = <$enum>::parse_known($misspelled).unwrap_err();
            assert_eq!(error.nearest(), Some($known));
        };
    }
    check!(gcore::Role, "Observer", "Obsever");
    check!(gcore_iam::GroupName, "Engineers", "engineer");
    check!(trusted_twin::Action, "get_twin", "get_twn");
    check!(trusted_twin::Effect, "allow", "alow");
}

#[test]
fn maps_by_id_have_ids_as_keys() {
    let body = json!({"roles": {"r": {"name": "Reader"}}});
    let list: trusted_twin::types::RoleList = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(list.roles[&trusted_twin::RoleId::new("r")].name, "Reader");
    assert_eq!(list.roles["r"].name, "Reader");
    assert_eq!(serde_json::to_value(&list).unwrap(), body);
}

#[test]
fn responses_can_be_made_in_a_test() {
    let raw = RawResponse::from_parts(StatusCode::OK, HeaderMap::new(), r#"{"a": [1, "b"]}"#);
    assert_eq!((raw.status().as_u16(), raw.body().len()), (200, 15));
    assert_eq!(raw.json::<Value>().unwrap()["a"][0], 1);
    #[derive(Debug, serde::Deserialize)]
    struct Numbers {
        #[expect(dead_code, reason = "is not read")]
        a: Vec<u8>,
    }
    let error = raw.json::<Numbers>().unwrap_err();
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Decode, Some("a[1]"))
    );
    assert_eq!(error.outcome(), Outcome::Applied);

    let item = LogItem::messages(vec!["m".to_owned()], "f".to_owned());
    assert!(matches!(item, LogItem::Messages { fragment, .. } if fragment == "f"));
    assert!(matches!(LogItem::gap("f".to_owned()), LogItem::Gap { after, .. } if after == "f"));
}
