// Operations.

/// The requests of the operations, and what only one operation has: responses, errors and
/// forms.
pub mod operations {
    use super::types;

    ::rolekit_runtime::request! {
        /// Deprecated.
        ///
        /// The request `GET /pets/{ids}`, started by [`get`](super::resources::Pets::get).
        pub struct GetPets;
        /// Sends the request.
        ///
        /// # Errors
        /// The body of an error response is a `::std::string::String`, which `Error::json` reads.
        fn send(self) -> ::std::vec::Vec<types::Pet> {
            decode()
        }
    }

    impl GetPets {
        /// Sets the query parameter `csv`.
        #[inline]
        pub fn csv(
            mut self,
            csv: impl IntoIterator<Item = impl ::std::borrow::Borrow<i32>>,
        ) -> Self {
            self.request = self.request.set_items::<i32>(1, csv);
            self
        }

        /// Sets the query parameter `kind`.
        #[inline]
        pub fn species(mut self, species: types::GetPetsKind) -> Self {
            self.request = self.request.set(2, &species);
            self
        }

        /// Sets the query parameter `limit`.
        #[inline]
        pub fn limit(mut self, limit: impl AsRef<str>) -> Self {
            self.request = self.request.set(3, &limit.as_ref());
            self
        }

        /// Sets the query parameter `multi`.
        #[inline]
        pub fn multi(mut self, multi: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
            self.request = self.request.set_texts(4, multi);
            self
        }

        /// Sets the query parameter `pipes`.
        #[inline]
        pub fn pipes(mut self, pipes: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
            self.request = self.request.set_texts(5, pipes);
            self
        }

        /// Sets the query parameter `ssv`.
        #[inline]
        pub fn ssv(mut self, ssv: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
            self.request = self.request.set_texts(6, ssv);
            self
        }

        /// Sets the header `limit`.
        #[inline]
        pub fn limit_header(mut self, limit_header: i64) -> Self {
            self.request = self.request.set(7, &limit_header);
            self
        }

        /// Sets the header `x-token`.
        #[inline]
        pub fn x_token(mut self, x_token: &::rolekit_runtime::Secret) -> Self {
            self.request = self.request.set(8, &x_token);
            self
        }
    }

    ::rolekit_runtime::request! {
        /// The request `PUT /pets/{ids}`, started by [`put`](super::resources::Pets::put).
        pub struct PutPet;
        /// Sends the request.
        fn send(self) -> ::rolekit_runtime::ByteStream {
            stream()
        }
    }

    impl PutPet {
        /// The size of a page.
        #[inline]
        pub fn limit(mut self, limit: u64) -> Self {
            self.request = self.request.set(1, &limit);
            self
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /files`, started by [`get_file`](super::Client::get_file).
        pub struct GetFile;
        /// Sends the request.
        ///
        /// # Errors
        /// The body of an error response is a `types::PutPetError`, which `Error::json` reads.
        fn send(self) -> ::rolekit_runtime::ByteStream {
            stream()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `POST /files`, started by [`post_files`](super::Client::post_files).
        pub struct PostFiles;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    /// The form of `post_files`.
    #[derive(Debug)]
    #[non_exhaustive]
    pub struct PostFilesForm {
        /// The part `files`.
        pub files: ::std::vec::Vec<::rolekit_runtime::multipart::File>,
        /// The part `size`.
        pub size: i64,
    }

    impl PostFilesForm {
        /// Creates a form from its required parts.
        pub fn new(size: i64) -> Self {
            Self {
                files: ::std::default::Default::default(),
                size,
            }
        }

        pub(super) fn into_form(self) -> ::rolekit_runtime::multipart::Form {
            let mut form = ::rolekit_runtime::multipart::Form::new();
            for value in self.files {
                form = form.file("files", None, value);
            }
            {
                let value = self.size;
                form = form.value("size", None, &value);
            }
            form
        }
    }

    ::rolekit_runtime::request! {
        /// The request `POST /forms`, started by [`post_form`](super::Client::post_form).
        pub struct PostForm;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }
}

/// The resources of the client: its operations in groups.
pub mod resources {
    use super::{descriptors, operations, types};

    /// The pets.
    ///
    /// Obtained from [`Client::pets`](super::Client::pets).
    #[derive(Clone, Debug)]
    pub struct Pets {
        inner: ::rolekit_runtime::Client,
    }

    impl Pets {
        pub(super) fn new(inner: ::rolekit_runtime::Client) -> Self {
            Self { inner }
        }

        /// Returns the runtime's client, which sends the requests.
        pub fn runtime(&self) -> &::rolekit_runtime::Client {
            &self.inner
        }

        /// Deprecated.
        ///
        /// Starts a `GET` request to `/pets/{ids}`.
        ///
        /// Credentials: `key`; or `implicit` with `read`.
        #[inline]
        pub fn get(&self, ids: impl IntoIterator<Item = impl AsRef<str>>) -> operations::GetPets {
            let request = self
                .inner
                .request(&descriptors::GET_PETS, &[])
                .set_texts(0, ids);
            operations::GetPets { request }
        }

        /// Starts a `PUT` request to `/pets/{ids}`.
        ///
        /// Credentials: none.
        ///
        /// Arguments:
        /// - `ids`
        /// - `body`: A pet.
        #[inline]
        pub fn put(
            &self,
            ids: impl IntoIterator<Item = impl AsRef<str>>,
            body: &types::Pet,
        ) -> operations::PutPet {
            let request = self
                .inner
                .request(&descriptors::PUT_PET, &[])
                .set_texts(0, ids)
                .json("application/json", body);
            operations::PutPet { request }
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
    /// The pets.
    pub fn pets(&self) -> resources::Pets {
        resources::Pets::new(self.inner.clone())
    }
}

/// # Other operations
impl Client {
    /// Starts a `GET` request to `/files`.
    ///
    /// Credentials: `basic`.
    #[inline]
    pub fn get_file(&self) -> operations::GetFile {
        let request = self.inner.request(&descriptors::GET_FILE, &[]);
        operations::GetFile { request }
    }

    /// Starts a `POST` request to `/files`.
    ///
    /// Credentials: `basic`.
    #[inline]
    pub fn post_files(
        &self,
        pet: impl AsRef<str>,
        body: operations::PostFilesForm,
    ) -> operations::PostFiles {
        let request = self
            .inner
            .request(&descriptors::POST_FILES, &[&pet.as_ref()])
            .multipart(body.into_form());
        operations::PostFiles { request }
    }

    /// Starts a `POST` request to `/forms`.
    ///
    /// Credentials: `basic`.
    #[inline]
    pub fn post_form(&self, body: &types::PostFormBody) -> operations::PostForm {
        let request = self
            .inner
            .request(&descriptors::POST_FORM, &[])
            .form(body, descriptors::POST_FORM__FORM);
        operations::PostForm { request }
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter, ParameterStyle};

    pub(super) static GET_PETS: Operation = Operation::new("get_pets", "GET", "/pets/{ids}")
        .parameters(&[
            Parameter::path("ids"),
            Parameter::query("csv").explode(false),
            Parameter::query("kind"),
            Parameter::query("limit"),
            Parameter::query("multi"),
            Parameter::query("pipes")
                .style(ParameterStyle::PipeDelimited)
                .explode(false),
            Parameter::query("ssv")
                .style(ParameterStyle::SpaceDelimited)
                .explode(false),
            Parameter::header("limit"),
            Parameter::header("x-token"),
        ])
        .accept("application/json")
        .security(&[&["key"], &["implicit"]]);
    pub(super) static PUT_PET: Operation = Operation::new("put_pet", "PUT", "/pets/{ids}")
        .parameters(&[Parameter::path("ids"), Parameter::query("limit")])
        .accept("application/xml")
        .security(&[])
        .withhold_errors();
    pub(super) static GET_FILE: Operation = Operation::new("get_file", "GET", "/files")
        .accept("application/octet-stream")
        .security(&[&["basic"]]);
    pub(super) static POST_FILES: Operation = Operation::new("post_files", "POST", "/files")
        .parameters(&[Parameter::query("pet")])
        .security(&[&["basic"]]);
    pub(super) static POST_FORM: Operation =
        Operation::new("post_form", "POST", "/forms").security(&[&["basic"]]);
    pub(super) static POST_FORM__FORM: &[Parameter] = &[
        Parameter::query("names").explode(false),
        Parameter::query("all"),
    ];
}

/// The security schemes of the document, in its order.
pub const SECURITY_SCHEMES: &[::rolekit_runtime::SecurityScheme] = &[
    ::rolekit_runtime::SecurityScheme::http("basic", ::rolekit_runtime::CredentialFormat::Basic),
    ::rolekit_runtime::SecurityScheme::header("key", "x-key"),
    ::rolekit_runtime::SecurityScheme::http(
        "implicit",
        ::rolekit_runtime::CredentialFormat::AuthScheme("Bearer"),
    ),
    ::rolekit_runtime::SecurityScheme::http(
        "password",
        ::rolekit_runtime::CredentialFormat::AuthScheme("Bearer"),
    ),
    ::rolekit_runtime::SecurityScheme::http(
        "application",
        ::rolekit_runtime::CredentialFormat::AuthScheme("Bearer"),
    ),
    ::rolekit_runtime::SecurityScheme::http(
        "code",
        ::rolekit_runtime::CredentialFormat::AuthScheme("Bearer"),
    ),
];
