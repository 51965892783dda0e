//! What a review says about what it did not read, and about users of Trusted Twin.

use rolekit_access::plan::Service;
use rolekit_access::review::Review;

use crate::cli::{ADA, Account};

#[tokio::test(flavor = "multi_thread")]
async fn a_review_of_one_service_does_not_look_complete() {
    let account = Account::start(ADA).await;
    let path = account.folder.path().join("rolekit.toml");
    let both = std::fs::read_to_string(&path).unwrap();
    let (gcore, twin) = both.split_once("[profile.test.trusted_twin]").unwrap();
    let twin = format!("[profile.test.trusted_twin]{twin}");
    for (profile, service) in [(gcore, Service::TrustedTwin), (&twin, Service::Gcore)] {
        std::fs::write(&path, profile).unwrap();
        let sentence = format!("{service} was not read");
        for format in ["csv", "json", "markdown", "html"] {
            let ran = account.run(&["review", "--format", format]).await;
            assert_eq!(ran.status, 0, "{ran:?}");
            assert!(ran.err.contains(&sentence), "{ran:?}");
            if format == "json" {
                let review: Review = serde_json::from_str(&ran.out).unwrap();
                assert_eq!(review.unread, [service]);
            } else if format != "csv" {
                assert!(ran.out.contains(&sentence), "{ran:?}");
            }
        }
    }
    std::fs::write(&path, &both).unwrap();
    let ran = account.run(&["review"]).await;
    assert!(
        !ran.out.contains("was not read") && ran.err.is_empty(),
        "{ran:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn users_of_trusted_twin_have_the_person_of_the_file() {
    let account = Account::start(ADA).await;
    let ran = account.run(&["review", "--format", "json"]).await;
    let review: Review = serde_json::from_str(&ran.out).unwrap();
    let twin = review
        .access
        .iter()
        .filter(|row| row.service == Service::TrustedTwin);
    let twin = twin.filter(|row| ["Ada", "Key"].contains(&row.who.as_str()));
    let people: Vec<_> = twin
        .map(|row| (row.who.as_str(), row.person.as_deref()))
        .collect();
    assert_eq!(people, [("Ada", Some("ada@example.com")), ("Key", None)]);
    let csv = account.run(&["review", "--format", "csv"]).await.out;
    assert!(csv.starts_with(
        "service,who,role,scope,since,granted by,last login,until,reason,person,teams\r\n"
    ));
    let row = csv
        .lines()
        .find(|line| line.starts_with("Trusted Twin,Ada,"))
        .unwrap();
    assert!(row.ends_with(",ada@example.com,"), "{row}");
}
