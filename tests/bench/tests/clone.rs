//! What a clone of a client costs: a reference is counted, and nothing allocated.

use allocation_counter::measure;
use rolekit::{gcore, gcore_iam, trusted_twin};

/// How many allocations something makes.
fn allocations(what: impl FnOnce()) -> u64 {
    measure(what).count_total
}

#[test]
fn a_clone_of_a_client_allocates_nothing() {
    let gcore = gcore::Client::new("1$a").unwrap();
    let iam = gcore_iam::Client::new("1$a").unwrap();
    let twin = trusted_twin::Client::new("a").unwrap();
    // What counts is counting.
    assert!(allocations(|| drop(std::hint::black_box(Box::new(1)))) > 0);
    assert_eq!(allocations(|| drop(std::hint::black_box(gcore.clone()))), 0);
    assert_eq!(allocations(|| drop(std::hint::black_box(iam.clone()))), 0);
    assert_eq!(allocations(|| drop(std::hint::black_box(twin.clone()))), 0);
    // Nor does to get at a resource.
    let resource = || {
        std::hint::black_box(gcore.role_assignments());
    };
    assert_eq!(allocations(resource), 0);
}
