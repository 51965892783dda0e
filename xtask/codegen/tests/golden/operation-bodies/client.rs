// Operations.

/// The requests of the operations, and what only one operation has: responses, errors and
/// forms.
pub mod operations {
    use super::types;

    ::rolekit_runtime::request! {
        /// Store a file.
        ///
        /// The request `POST /files`, started by [`upload`](super::Client::upload).
        pub struct Upload;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    /// The form of `upload`.
    #[derive(Debug)]
    #[non_exhaustive]
    pub struct UploadForm {
        /// What is stored.
        pub file: ::rolekit_runtime::multipart::File,
        /// The part `kind`.
        pub kind: types::UploadBodyKind,
        /// The part `note`.
        pub note: ::std::option::Option<::std::string::String>,
        /// The part `size`.
        pub size: ::std::option::Option<i64>,
        /// The part `labels`.
        pub labels: ::std::vec::Vec<::std::string::String>,
        /// The part `about`.
        pub about: ::std::option::Option<types::About>,
        /// The part `extra`.
        pub extra: ::std::vec::Vec<::rolekit_runtime::multipart::File>,
    }

    impl UploadForm {
        /// Creates a form from its required parts.
        pub fn new(file: ::rolekit_runtime::multipart::File, kind: types::UploadBodyKind) -> Self {
            Self {
                file,
                kind,
                note: ::std::default::Default::default(),
                size: ::std::default::Default::default(),
                labels: ::std::default::Default::default(),
                about: ::std::default::Default::default(),
                extra: ::std::default::Default::default(),
            }
        }

        pub(super) fn into_form(self) -> ::rolekit_runtime::multipart::Form {
            let mut form = ::rolekit_runtime::multipart::Form::new();
            {
                let value = self.file;
                form = form.file("file", Some("image/png"), value);
            }
            {
                let value = self.kind;
                form = form.value("kind", None, &value);
            }
            if let Some(value) = self.note {
                form = form.value("note", None, &value);
            }
            if let Some(value) = self.size {
                form = form.value("size", None, &value);
            }
            for value in self.labels {
                form = form.value("labels", None, &value);
            }
            if let Some(value) = self.about {
                form = form.value("about", None, &value);
            }
            for value in self.extra {
                form = form.file("extra", Some("application/octet-stream"), value);
            }
            form
        }
    }

    ::rolekit_runtime::request! {
        /// The request `POST /any-form`, started by [`send_any_form`](super::Client::send_any_form).
        pub struct SendAnyForm;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    impl SendAnyForm {
        /// Sets the body.
        #[inline]
        pub fn body(mut self, body: ::rolekit_runtime::multipart::Form) -> Self {
            self.request = self.request.multipart(body);
            self
        }
    }

    ::rolekit_runtime::request! {
        /// The request `PUT /about`, started by [`replace_about`](super::Client::replace_about).
        pub struct ReplaceAbout;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    impl ReplaceAbout {
        /// Sets the body.
        #[inline]
        pub fn body(mut self, body: &types::About) -> Self {
            self.request = self.request.json("application/json", body);
            self
        }
    }

    ::rolekit_runtime::request! {
        /// The request `POST /about`, started by [`send_about`](super::Client::send_about).
        pub struct SendAbout;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `PATCH /about`, started by [`change_about`](super::Client::change_about).
        pub struct ChangeAbout;
        /// Sends the request.
        fn send(self) -> types::About {
            decode()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `PUT /raw`, started by [`put_raw`](super::Client::put_raw).
        pub struct PutRaw;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `POST /raw`, started by [`post_raw`](super::Client::post_raw).
        pub struct PostRaw;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    impl PostRaw {
        /// Sets the body.
        #[inline]
        pub fn body(mut self, body: ::rolekit_runtime::Body) -> Self {
            self.request = self.request.body("application/octet-stream", body);
            self
        }
    }

    ::rolekit_runtime::request! {
        /// The request `PATCH /raw`, started by [`patch_text`](super::Client::patch_text).
        pub struct PatchText;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `POST /anything`, started by [`send_anything`](super::Client::send_anything).
        pub struct SendAnything;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }
}

/// Converts the error of a value that does not match the document into one of the kind
/// `InvalidRequest`.
impl From<types::error::ConversionError> for ::rolekit_runtime::Error {
    fn from(error: types::error::ConversionError) -> Self {
        Self::invalid_request(error)
    }
}

impl Client {
    /// Store a file.
    ///
    /// Starts a `POST` request to `/files`.
    #[inline]
    pub fn upload(&self, body: operations::UploadForm) -> operations::Upload {
        let request = self
            .inner
            .request(&descriptors::UPLOAD, &[])
            .multipart(body.into_form());
        operations::Upload { request }
    }

    /// Starts a `POST` request to `/any-form`.
    #[inline]
    pub fn send_any_form(&self) -> operations::SendAnyForm {
        let request = self.inner.request(&descriptors::SEND_ANY_FORM, &[]);
        operations::SendAnyForm { request }
    }

    /// Starts a `PUT` request to `/about`.
    #[inline]
    pub fn replace_about(&self) -> operations::ReplaceAbout {
        let request = self.inner.request(&descriptors::REPLACE_ABOUT, &[]);
        operations::ReplaceAbout { request }
    }

    /// Starts a `POST` request to `/about`.
    #[inline]
    pub fn send_about(&self, body: &types::About) -> operations::SendAbout {
        let request = self
            .inner
            .request(&descriptors::SEND_ABOUT, &[])
            .form(body, descriptors::SEND_ABOUT__FORM);
        operations::SendAbout { request }
    }

    /// Starts a `PATCH` request to `/about`.
    #[inline]
    pub fn change_about(&self, body: &types::AboutPatch) -> operations::ChangeAbout {
        let request = self
            .inner
            .request(&descriptors::CHANGE_ABOUT, &[])
            .json("application/merge-patch+json", body);
        operations::ChangeAbout { request }
    }

    /// Starts a `PUT` request to `/raw`.
    #[inline]
    pub fn put_raw(&self, body: ::rolekit_runtime::Body) -> operations::PutRaw {
        let request = self
            .inner
            .request(&descriptors::PUT_RAW, &[])
            .body("application/zip", body);
        operations::PutRaw { request }
    }

    /// Starts a `POST` request to `/raw`.
    #[inline]
    pub fn post_raw(&self) -> operations::PostRaw {
        let request = self.inner.request(&descriptors::POST_RAW, &[]);
        operations::PostRaw { request }
    }

    /// Starts a `PATCH` request to `/raw`.
    #[inline]
    pub fn patch_text(&self, body: &str) -> operations::PatchText {
        let request = self
            .inner
            .request(&descriptors::PATCH_TEXT, &[])
            .body("text/plain", body.to_owned());
        operations::PatchText { request }
    }

    /// Starts a `POST` request to `/anything`.
    #[inline]
    pub fn send_anything(&self, body: &::serde_json::Value) -> operations::SendAnything {
        let request = self
            .inner
            .request(&descriptors::SEND_ANYTHING, &[])
            .json("application/json", body);
        operations::SendAnything { request }
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter, ParameterStyle};

    pub(super) static UPLOAD: Operation = Operation::new("upload", "POST", "/files");
    pub(super) static SEND_ANY_FORM: Operation =
        Operation::new("send_any_form", "POST", "/any-form");
    pub(super) static REPLACE_ABOUT: Operation = Operation::new("replace_about", "PUT", "/about");
    pub(super) static SEND_ABOUT: Operation = Operation::new("send_about", "POST", "/about");
    pub(super) static CHANGE_ABOUT: Operation =
        Operation::new("change_about", "PATCH", "/about").accept("application/json");
    pub(super) static PUT_RAW: Operation = Operation::new("put_raw", "PUT", "/raw");
    pub(super) static POST_RAW: Operation = Operation::new("post_raw", "POST", "/raw");
    pub(super) static PATCH_TEXT: Operation = Operation::new("patch_text", "PATCH", "/raw");
    pub(super) static SEND_ANYTHING: Operation =
        Operation::new("send_anything", "POST", "/anything");
    pub(super) static SEND_ABOUT__FORM: &[Parameter] = &[Parameter::query("deep")
        .style(ParameterStyle::DeepObject)
        .explode(true)];
}
