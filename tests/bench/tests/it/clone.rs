//! The limit "cloning a client allocates nothing".

use std::hint::black_box;

use allocation_counter::measure;
use rolekit::{gcore, gcore_iam, trusted_twin};

fn allocations(f: impl FnOnce()) -> u64 {
    measure(f).count_total
}

#[test]
fn cloning_a_client_allocates_nothing() {
    let gcore = gcore::Client::new("1$a").unwrap();
    let iam = gcore_iam::Client::new("1$a").unwrap();
    let twin = trusted_twin::Client::new("a").unwrap();
    // The counter works.
    assert!(allocations(|| drop(black_box(Box::new(1)))) > 0);
    assert_eq!(allocations(|| drop(black_box(gcore.clone()))), 0);
    assert_eq!(allocations(|| drop(black_box(iam.clone()))), 0);
    assert_eq!(allocations(|| drop(black_box(twin.clone()))), 0);
    let resource = || {
        black_box(gcore.role_assignments());
    };
    assert_eq!(allocations(resource), 0);
}
