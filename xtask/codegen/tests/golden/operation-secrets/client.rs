// Operations.

/// The requests of the operations, and what only one operation has: responses, errors and
/// forms.
pub mod operations {
    ::rolekit_runtime::request! {
        /// The request `GET /links/{token}`, started by [`open_link`](super::Client::open_link).
        pub struct OpenLink;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    impl OpenLink {
        /// Sets the query parameter `codes`.
        #[inline]
        pub fn codes(
            mut self,
            codes: impl IntoIterator<Item = impl ::std::borrow::Borrow<::rolekit_runtime::Secret>>,
        ) -> Self {
            self.request = self
                .request
                .set_items::<::rolekit_runtime::Secret>(3, codes);
            self
        }

        /// Sets the query parameter `hint`.
        #[inline]
        pub fn hint(mut self, hint: &::rolekit_runtime::Secret) -> Self {
            self.request = self.request.set(4, &hint);
            self
        }

        /// Sets the query parameter `since`.
        #[inline]
        pub fn since(mut self, since: impl Into<::rolekit_runtime::UnixTimestamp>) -> Self {
            self.request = self
                .request
                .set(5, &Into::<::rolekit_runtime::UnixTimestamp>::into(since));
            self
        }

        /// Sets the header `x-may`.
        #[inline]
        pub fn x_may(mut self, x_may: &::rolekit_runtime::Secret) -> Self {
            self.request = self.request.set(6, &x_may);
            self
        }

        /// Sets the header `x-plain`.
        #[inline]
        pub fn x_plain(mut self, x_plain: impl AsRef<str>) -> Self {
            self.request = self.request.set(7, &x_plain.as_ref());
            self
        }
    }

    ::rolekit_runtime::request! {
        /// The request `PUT /links/{token}`, started by [`change_link`](super::Client::change_link).
        pub struct ChangeLink;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    impl ChangeLink {
        /// Sets the query parameter `hint`.
        #[inline]
        pub fn hint(mut self, hint: &::rolekit_runtime::Secret) -> Self {
            self.request = self.request.set(1, &hint);
            self
        }

        /// Sets the header `x-may`.
        #[inline]
        pub fn x_may(mut self, x_may: &::rolekit_runtime::Secret) -> Self {
            self.request = self.request.set(2, &x_may);
            self
        }
    }

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

/// Converts the error of a value that does not match the document into one of the kind
/// `InvalidRequest`.
impl From<types::error::ConversionError> for ::rolekit_runtime::Error {
    fn from(error: types::error::ConversionError) -> Self {
        Self::invalid_request(error)
    }
}

impl Client {
    /// Starts a `GET` request to `/links/{token}`.
    #[inline]
    pub fn open_link(
        &self,
        token: &::rolekit_runtime::Secret,
        pin: &::rolekit_runtime::Secret,
        x_must: &::rolekit_runtime::Secret,
    ) -> operations::OpenLink {
        let request = self
            .inner
            .request(&descriptors::OPEN_LINK, &[&token, &pin, &x_must]);
        operations::OpenLink { request }
    }

    /// Starts a `PUT` request to `/links/{token}`.
    #[inline]
    pub fn change_link(
        &self,
        token: &::rolekit_runtime::Secret,
        body: operations::ChangeLinkForm,
    ) -> operations::ChangeLink {
        let request = self
            .inner
            .request(&descriptors::CHANGE_LINK, &[&token])
            .multipart(body.into_form());
        operations::ChangeLink { request }
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter};

    pub(super) static OPEN_LINK: Operation = Operation::new("open_link", "GET", "/links/{token}")
        .parameters(&[
            Parameter::path("token"),
            Parameter::query("pin"),
            Parameter::header("x-must"),
            Parameter::query("codes"),
            Parameter::query("hint"),
            Parameter::query("since"),
            Parameter::header("x-may"),
            Parameter::header("x-plain"),
        ]);
    pub(super) static CHANGE_LINK: Operation =
        Operation::new("change_link", "PUT", "/links/{token}").parameters(&[
            Parameter::path("token"),
            Parameter::query("hint"),
            Parameter::header("x-may"),
        ]);
}
