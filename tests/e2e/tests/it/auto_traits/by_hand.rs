#![allow(dead_code)]

use rolekit::*;

fn assert<T: Send + Sync + Unpin + ?Sized>() {}

fn assert_default<T: Default>() {}

/// Streams are polled through `&mut`, so `Sync` would not help.
fn assert_stream<T: Send + Unpin>() {}

// Not ours: Bytes, Stream, chrono, http, reqwest, serde_json.
fn root() {
    assert::<Action>();
    assert::<AttemptEvent<'_>>();
    assert::<BoxError>();
    assert::<Bulk<u8, u8>>();
    assert::<BulkItem<u8, u8>>();
    assert::<CallEvent<'_>>();
    assert::<CallFailure<'_>>();
    assert::<CallOptions>();
    assert::<CallTarget<'_>>();
    assert::<CassetteError>();
    assert::<ClientBuilder<gcore::Client>>();
    assert::<CommandCredential>();
    assert::<CredentialError>();
    assert::<CredentialLocation>();
    assert::<CredentialRequest>();
    assert::<CredentialValue>();
    assert::<DecodeError>();
    assert::<Ensure<gcore::DesiredAssignment>>();
    assert::<EnsurePlan<u8, u8, u8>>();
    assert::<Ensured<u8>>();
    assert::<EnvironmentCredential>();
    assert::<Error>();
    assert::<ErrorKind>();
    assert::<Field<u8>>();
    assert::<FileCredential>();
    assert::<InvalidPosition>();
    assert::<InvalidTimestamp>();
    assert::<LenientList<gcore::types::UserPage, gcore::User>>();
    assert::<Outcome>();
    assert::<Page<u8>>();
    assert::<PlannedChange<u8, u8, u8>>();
    assert::<Position>();
    assert::<RateLimit>();
    assert::<RawRequest>();
    assert::<RawResponse>();
    assert::<RecordingTransport>();
    assert::<ReplaceableCredential>();
    assert::<ReplayTransport>();
    assert::<ReqwestTransport>();
    assert::<Replaced<u8, gcore::Project, u8>>();
    assert::<Response<u8>>();
    assert::<Result<u8>>();
    assert::<RetryPolicy>();
    assert::<CredentialFormat>();
    assert::<Secret>();
    assert::<SecretString>();
    assert::<SecurityScheme>();
    assert::<TowerTransport<u8>>();
    assert::<SharedCredential>();
    assert::<Timestamp>();
    assert::<TokioClock>();
    assert::<TransportError>();
    assert::<UnixTimestamp>();
    assert::<Wait<gcore::Task>>();
    assert::<UnknownValue>();

    // Of traits, what the SDK keeps.
    assert::<Box<dyn Clock>>();
    assert::<Box<dyn CredentialSource>>();
    assert::<Box<dyn Jitter>>();
    assert::<Box<dyn Observer>>();
    assert::<Box<dyn Transport>>();
    assert::<<gcore::Project as HasId>::Id>();
    assert::<<gcore::Task as Job>::Id>();

    assert_stream::<Body>();
    assert_stream::<ByteStream>();
    assert_stream::<CredentialFuture<'_>>();
    assert_stream::<Items<u8>>();
    assert_stream::<Pages<u8>>();
    assert_stream::<Sleep>();
    assert_stream::<TransportFuture>();
}

/// Of each `ServiceClient`. The module `blocking` has functions only.
fn services<S: ServiceClient>(builder: ClientBuilder<S>) -> impl Send + Sync + Unpin {
    builder
}

// `plan_roles` is a function.
fn of_gcore() {
    use rolekit::gcore::*;

    assert::<AssignmentChange>();
    assert::<AssignmentId>();
    assert::<AssignmentPlan>();
    assert::<ClientId>();
    assert::<DesiredProject>();
    assert::<DesiredAssignment>();
    assert::<DesiredRoles>();
    assert::<EnsureProject>();
    assert::<EnsureAssignment>();
    assert::<LimitRequestId>();
    assert::<ProjectId>();
    assert::<ProjectPlan>();
    assert::<RegionId>();
    assert::<ReplaceRoles>();
    assert::<ReplacedRoles>();
    assert::<InvalidScope>();
    assert::<Scope>();
    assert::<SshKeyId>();
    assert::<SubscriptionId>();
    assert::<TaskId>();
    assert::<TokenId>();
    assert::<UserActionId>();
    assert::<UserId>();
    assert::<WaitError>();
}

fn of_gcore_iam() {
    use rolekit::gcore_iam::*;

    assert::<DesiredMember>();
    assert::<EnsureMember>();
    assert::<Member>();
    assert::<MemberPlan>();
    assert::<TokenRotation>();
}

fn of_trusted_twin() {
    use rolekit::trusted_twin::*;

    assert::<AccountId>();
    assert::<ActionSet>();
    assert::<BatchId>();
    assert::<DatabaseId>();
    assert::<EnsureRole>();
    assert::<EnsureUser>();
    assert::<Expiry>();
    assert::<FollowLog>();
    assert::<LogItem>();
    assert::<MissingPermissions>();
    assert::<RoleId>();
    assert::<RolePlan>();
    assert::<Rule>();
    assert::<SecretCreation>();
    assert::<SecretDict>();
    assert::<TwinId>();
    assert::<UserId>();
    assert::<UserPlan>();
    assert::<rule::LineColumn>();
    assert::<rule::SyntaxError>();
    assert::<rule::Value>();
    assert::<rule::ValueError>();
    assert::<rule::Version>();
    assert::<rule::Warning>();
    assert::<rule::WarningKind>();

}

fn main() {}
