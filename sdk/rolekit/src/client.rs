//! Defines the clients of the services.

/// Adds constructors to the generated client of a service. Their documentation names the credential
/// and the environment variables of the service.
macro_rules! define_client {
    (
        generated: $generated:path,
        name: $name:literal,
        credential: $(#[$credential_doc:meta])* $credential:ident,
        credential_name: $credential_name:literal,
        credential_variable: $credential_variable:literal,
        base_url_variable: $base_url_variable:literal,
        base_url: $base_url:literal,
        format: $format:expr,
        errors: { $($field:ident: [$($field_name:literal),*],)* },
        example_path: $example_path:literal,
    ) => {
        use $generated as generated_client;
        use generated_client::Client;

        impl Client {
            #[doc = concat!("Creates a client with the key from the environment variable `", $credential_variable, "`")]
            #[doc = concat!("and the base URL from `", $base_url_variable, "`, which defaults to the vendor's.")]
            ///
            /// # Errors
            /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the key is missing or malformed,
            /// or the base URL is not one that a key may be sent to, such as plain http to another
            /// host than loopback. Nothing is sent.
            #[inline]
            pub fn from_env() -> $crate::Result<Self> {
                Self::builder().with_env()?.build()
            }

            #[doc = concat!("Creates a client with ", $credential_name, " and the vendor's base URL.")]
            ///
            $(#[$credential_doc])*
            ///
            /// # Errors
            /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the key is empty or malformed.
            pub fn new($credential: impl Into<$crate::SecretString>) -> $crate::Result<Self> {
                Self::builder().credential($credential).build()
            }

            /// Returns a builder, to set more than the key.
            #[inline]
            pub fn builder() -> $crate::ClientBuilder<Self> {
                $crate::ClientBuilder::new()
            }

            /// Returns the same client with other options for its calls: deadlines, retries,
            /// headers.
            ///
            /// ```no_run
            #[doc = concat!("# fn example(client: rolekit::", $name, "::Client) {")]
            /// use std::time::Duration;
            /// use rolekit::CallOptions;
            ///
            /// let hurried = client.with_options(&CallOptions::new().timeout(Duration::from_secs(2)));
            /// # let _ = hurried;
            /// # }
            /// ```
            #[must_use]
            #[inline]
            pub fn with_options(&self, options: &$crate::CallOptions) -> Self {
                Self::from_runtime(self.runtime().with_options(options))
            }

            #[doc = concat!("Returns the same client with another key in place of ", $credential_name, ".")]
            /// Both share connections, options and the retry token bucket.
            ///
            /// # Errors
            /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the key is empty or malformed.
            pub fn with_key(&self, key: impl Into<$crate::SecretString>) -> $crate::Result<Self> {
                let runtime = self.runtime().with_credential(&key.into())?;
                Ok(Self::from_runtime(runtime))
            }

            #[doc = concat!("Returns a builder of a request to any path, such as `", $example_path, "`, known to this crate or not.")]
            ///
            /// The path begins with a slash, and its parameters must be percent-encoded.
            #[inline]
            pub fn request(&self, method: ::rolekit_runtime::http::Method, path: &str) -> $crate::RawRequest {
                self.runtime().raw_request(method, path)
            }
        }

        /// The fields of an error response.
        pub(crate) const ERRORS: ::rolekit_runtime::ErrorFields = ::rolekit_runtime::ErrorFields {
            $($field: &[$($field_name),*],)*
            ..::rolekit_runtime::ErrorFields::NONE
        };

        impl $crate::ServiceClient for Client {
            const INFO: &'static ::rolekit_runtime::ServiceInfo = &::rolekit_runtime::ServiceInfo {
                name: $name,
                user_agent: concat!("rolekit/", env!("CARGO_PKG_VERSION")),
                base_url: Some(::rolekit_runtime::Server::new($base_url)),
                base_url_variable: Some($base_url_variable),
                servers: &[],
                schemes: &[generated_client::SECURITY_SCHEMES[0]
                    .label($credential_name)
                    .variable($credential_variable)
                    .format($format)],
                read_error: |body| ERRORS.read(body),
                rejections: generated_client::REJECTIONS,
            };

            #[inline]
            fn from_runtime(client: ::rolekit_runtime::Client) -> Self {
                Self::from_runtime(client)
            }
        }
    };
}

pub(crate) use define_client;
