//! A document of several files.

use serde_json::json;
use several_files::Client;
use several_files::types::{CatCat, Pet};

use crate::server::{JSON, with};

#[test]
fn parts_of_other_files_are_sent_and_read() {
    let pets = r#"[{"kind":"cat","name":"Tom","owner":{"name":"Ann","pets":[{"kind":"dog","barks":true}]}}]"#;
    let responses = vec![
        (200, JSON, pets),
        (201, JSON, r#"{"kind":"dog","barks":false}"#),
        (200, JSON, r#"{"kind":"cat","name":"Tom"}"#),
    ];
    let (values, requests) = with(responses, async |url| {
        let client = Client::builder()
            .base_url(url)
            .credential("secret")
            .build()
            .unwrap();
        let pets = client.list_pets().limit(3).await.unwrap();
        let pet: Pet = serde_json::from_value(json!({"kind": "cat", "name": "Kit"})).unwrap();
        let dog = client.create_pet(&pet).await.unwrap();
        let cat = client.get_pet("a b").await.unwrap();
        (pets, dog, cat)
    });
    let (pets, dog, cat) = values;
    let Pet::CatCat(CatCat { owner, .. }) = &pets[0] else {
        panic!("{pets:?}");
    };
    let owner = owner.as_ref().unwrap();
    assert_eq!(owner.name, "Ann");
    assert!(matches!(&owner.pets.as_ref().unwrap()[0], Pet::Dog(dog) if dog.barks));
    assert!(matches!(dog, Pet::Dog(_)));
    assert!(matches!(cat, Pet::CatCat(_)));
    let lines: Vec<&str> = requests.iter().map(|request| request.line()).collect();
    assert_eq!(
        lines,
        ["GET /pets?limit=3", "POST /pets", "GET /pets/a%20b"]
    );
    assert_eq!(requests[1].header("x-key"), Some("secret"));
    assert_eq!(requests[1].body, r#"{"kind":"cat","name":"Kit"}"#);
}

#[test]
fn parameters_beside_the_reference_of_a_path_are_added() {
    let (_, requests) = with(vec![(204, "", ""); 4], async |url| {
        let client = Client::builder().base_url(url).credential("secret").build().unwrap();
        client.get_cat("a").verbose(true).await.unwrap();
        client.delete_cat("a").await.unwrap();
        client.get_kitten("a").limit(1).await.unwrap();
        client.delete_kitten("a").await.unwrap();
    });
    let lines: Vec<&str> = requests.iter().map(|request| request.line()).collect();
    assert_eq!(
        lines,
        ["GET /cats/a?verbose=true", "DELETE /cats/a", "GET /kittens/a?limit=1", "DELETE /kittens/a"]
    );
}
