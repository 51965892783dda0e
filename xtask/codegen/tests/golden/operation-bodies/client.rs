// Operations.

/// Responses, errors and forms of single operations.
pub mod operations {
    use super::types;

    /// The form of `upload`.
    #[derive(Debug)]
    #[non_exhaustive]
    pub struct UploadForm {
        /// The part `about`.
        pub about: ::std::option::Option<types::About>,
        /// The part `extra`.
        pub extra: ::std::vec::Vec<::rolekit_runtime::multipart::File>,
        /// What is stored.
        pub file: ::rolekit_runtime::multipart::File,
        /// The part `kind`.
        pub kind: types::UploadBodyKind,
        /// The part `labels`.
        pub labels: ::std::vec::Vec<::std::string::String>,
        /// The part `note`.
        pub note: ::std::option::Option<::std::string::String>,
        /// The part `size`.
        pub size: ::std::option::Option<i64>,
    }

    impl UploadForm {
        /// Creates a form from its required parts.
        pub fn new(file: ::rolekit_runtime::multipart::File, kind: types::UploadBodyKind) -> Self {
            Self {
                about: ::std::default::Default::default(),
                extra: ::std::default::Default::default(),
                file,
                kind,
                labels: ::std::default::Default::default(),
                note: ::std::default::Default::default(),
                size: ::std::default::Default::default(),
            }
        }

        pub(super) fn into_form(self) -> ::rolekit_runtime::multipart::Form {
            let mut form = ::rolekit_runtime::multipart::Form::new();
            if let Some(value) = self.about {
                form = form.value("about", None, &value);
            }
            for value in self.extra {
                form = form.file("extra", None, value);
            }
            {
                let value = self.file;
                form = form.file("file", Some("image/png"), value);
            }
            {
                let value = self.kind;
                form = form.value("kind", None, &value);
            }
            for value in self.labels {
                form = form.value("labels", None, &value);
            }
            if let Some(value) = self.note {
                form = form.value("note", None, &value);
            }
            if let Some(value) = self.size {
                form = form.value("size", None, &value);
            }
            form
        }
    }
}

impl Client {
    /// Store a file.
    ///
    /// Sends a `POST` request to `/files`.
    #[inline]
    pub fn upload(
        &self,
        body: operations::UploadForm,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner
            .request(&descriptors::UPLOAD, &[])
            .multipart(body.into_form())
            .empty()
    }

    /// Sends a `POST` request to `/any-form`.
    #[inline]
    pub fn send_any_form(
        &self,
        body: Option<::rolekit_runtime::multipart::Form>,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        let request = self.inner.request(&descriptors::SEND_ANY_FORM, &[]);
        let request = match body {
            Some(body) => request.multipart(body),
            None => request,
        };
        request.empty()
    }

    /// Sends a `PUT` request to `/about`.
    #[inline]
    pub fn replace_about(
        &self,
        body: Option<&types::About>,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        let request = self.inner.request(&descriptors::REPLACE_ABOUT, &[]);
        let request = match body {
            Some(body) => request.json("application/json", body),
            None => request,
        };
        request.empty()
    }

    /// Sends a `POST` request to `/about`.
    #[inline]
    pub fn send_about(
        &self,
        body: &types::About,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner
            .request(&descriptors::SEND_ABOUT, &[])
            .form(body, descriptors::SEND_ABOUT_FORM)
            .empty()
    }

    /// Sends a `PATCH` request to `/about`.
    #[inline]
    pub fn change_about(
        &self,
        body: &types::AboutPatch,
    ) -> impl Future<Output = Result<Response<types::About>>> + Send + use<> {
        self.inner
            .request(&descriptors::CHANGE_ABOUT, &[])
            .json("application/merge-patch+json", body)
            .decode()
    }

    /// Sends a `PUT` request to `/raw`.
    #[inline]
    pub fn put_raw(
        &self,
        body: ::rolekit_runtime::Body,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner
            .request(&descriptors::PUT_RAW, &[])
            .body("application/zip", body)
            .empty()
    }

    /// Sends a `POST` request to `/raw`.
    #[inline]
    pub fn post_raw(
        &self,
        body: Option<::rolekit_runtime::Body>,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        let request = self.inner.request(&descriptors::POST_RAW, &[]);
        let request = match body {
            Some(body) => request.body("application/octet-stream", body),
            None => request,
        };
        request.empty()
    }

    /// Sends a `PATCH` request to `/raw`.
    #[inline]
    pub fn patch_text(
        &self,
        body: &str,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner
            .request(&descriptors::PATCH_TEXT, &[])
            .body("text/plain", body.to_owned())
            .empty()
    }

    /// Sends a `POST` request to `/anything`.
    #[inline]
    pub fn send_anything(
        &self,
        body: &::serde_json::Value,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner
            .request(&descriptors::SEND_ANYTHING, &[])
            .json("application/json", body)
            .empty()
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
    pub(super) static SEND_ABOUT_FORM: &[Parameter] = &[Parameter::query("deep")
        .style(ParameterStyle::DeepObject)
        .explode(true)];
}
