// Operations.

/// Responses, errors and forms of single operations.
pub mod operations {
    /// The form of `change_link`.
    #[derive(Debug)]
    #[non_exhaustive]
    pub struct ChangeLinkForm {
        /// The part `new`.
        pub new: ::rolekit_runtime::Secret,
        /// The part `old`.
        pub old: ::std::option::Option<::rolekit_runtime::Secret>,
    }

    impl ChangeLinkForm {
        /// Creates a form from its required parts.
        pub fn new(new: ::rolekit_runtime::Secret) -> Self {
            Self {
                new,
                old: ::std::default::Default::default(),
            }
        }

        pub(super) fn into_form(self) -> ::rolekit_runtime::multipart::Form {
            let mut form = ::rolekit_runtime::multipart::Form::new();
            {
                let value = self.new;
                form = form.value("new", None, &value);
            }
            if let Some(value) = self.old {
                form = form.value("old", None, &value);
            }
            form
        }
    }
}

impl Client {
    /// Sends a `GET` request to `/links/{token}`.
    #[inline]
    pub fn open_link(
        &self,
        token: &::rolekit_runtime::Secret,
        codes: Option<&::std::vec::Vec<::rolekit_runtime::Secret>>,
        hint: Option<&::rolekit_runtime::Secret>,
        pin: &::rolekit_runtime::Secret,
        since: Option<&::rolekit_runtime::UnixTimestamp>,
        x_may: Option<&::rolekit_runtime::Secret>,
        x_must: &::rolekit_runtime::Secret,
        x_plain: Option<&str>,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner
            .request(
                &descriptors::OPEN_LINK,
                &[
                    &token, &codes, &hint, &pin, &since, &x_may, &x_must, &x_plain,
                ],
            )
            .empty()
    }

    /// Sends a `PUT` request to `/links/{token}`.
    #[inline]
    pub fn change_link(
        &self,
        token: &::rolekit_runtime::Secret,
        hint: Option<&::rolekit_runtime::Secret>,
        x_may: Option<&::rolekit_runtime::Secret>,
        body: operations::ChangeLinkForm,
    ) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner
            .request(&descriptors::CHANGE_LINK, &[&token, &hint, &x_may])
            .multipart(body.into_form())
            .empty()
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter};

    pub(super) static OPEN_LINK: Operation = Operation::new("open_link", "GET", "/links/{token}")
        .parameters(&[
            Parameter::path("token"),
            Parameter::query("codes"),
            Parameter::query("hint"),
            Parameter::query("pin"),
            Parameter::query("since"),
            Parameter::header("x-may"),
            Parameter::header("x-must"),
            Parameter::header("x-plain"),
        ]);
    pub(super) static CHANGE_LINK: Operation =
        Operation::new("change_link", "PUT", "/links/{token}").parameters(&[
            Parameter::path("token"),
            Parameter::query("hint"),
            Parameter::header("x-may"),
        ]);
}
