//! What the clients have in common.

/// Defines the client of a service, over the one that is generated from its document.
///
/// A macro, since each client is a type of its own with the documentation of its own service: the
/// variables it reads, what its key is called.
macro_rules! client {
    (
        $(#[$doc:meta])*
        generated: $generated:path,
        name: $name:literal,
        key: $(#[$key_doc:meta])* $key:ident,
        key_name: $key_name:literal,
        key_variable: $key_variable:literal,
        base_url_variable: $base_url_variable:literal,
        base_url: $base_url:literal,
        scheme: $scheme:expr,
        read_error: $read_error:path,
        endpoint: $endpoint:literal,
    ) => {
        use $generated as generated_client;

        $(#[$doc])*
        ///
        /// Clones are cheap. They share connections and the budget for retries.
        #[derive(Clone, Debug)]
        pub struct Client {
            generated: generated_client::Client,
        }

        impl Client {
            #[doc = concat!("A client with the key of the variable `", $key_variable, "` and, where")]
            #[doc = concat!("it is set, the base URL of `", $base_url_variable, "`.")]
            ///
            /// # Errors
            /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the key is missing or malformed, or
            /// the base URL is not one that a key may be sent to. Nothing is sent.
            #[inline]
            pub fn from_env() -> $crate::Result<Self> {
                Self::builder().with_env()?.build()
            }

            #[doc = concat!("A client with ", $key_name, ", at the vendor's address.")]
            ///
            $(#[$key_doc])*
            ///
            /// # Errors
            /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the key is empty or malformed.
            pub fn new($key: impl Into<$crate::SecretString>) -> $crate::Result<Self> {
                Self::builder().credential($key).build()
            }

            /// Sets up a client step by step.
            #[inline]
            pub fn builder() -> $crate::ClientBuilder<Self> {
                $crate::ClientBuilder::new()
            }

            /// The same client with other options for its calls: deadlines, retries, headers.
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
                let runtime = self.generated.runtime().with_options(options);
                Self {
                    generated: generated_client::Client::from_runtime(runtime),
                }
            }

            #[doc = concat!("The same client with another key in place of ", $key_name, ".")]
            /// They share connections, options and the budget for retries.
            ///
            /// # Errors
            /// [`ErrorKind::Config`](crate::ErrorKind::Config) if the key is empty or malformed.
            pub fn with_key(&self, key: impl Into<$crate::SecretString>) -> $crate::Result<Self> {
                let runtime = self.generated.runtime().with_credential(&key.into())?;
                Ok(Self {
                    generated: generated_client::Client::from_runtime(runtime),
                })
            }

            #[doc = concat!("A request to an endpoint that this crate does not know, like `", $endpoint, "`.")]
            /// The path begins with a slash, and its parameters must be percent-encoded.
            #[inline]
            pub fn request(&self, method: ::reqwest::Method, path: &str) -> $crate::RawRequest {
                self.generated.runtime().raw_request(method, path)
            }

            /// The client as it is generated from the document.
            #[inline]
            pub fn generated(&self) -> &generated_client::Client {
                &self.generated
            }
        }

        impl $crate::Service for Client {
            const INFO: &'static ::rolekit_runtime::ServiceInfo = &::rolekit_runtime::ServiceInfo {
                name: $name,
                user_agent: concat!("rolekit/", env!("CARGO_PKG_VERSION")),
                base_url: Some($base_url),
                base_url_variable: Some($base_url_variable),
                credential: Some(::rolekit_runtime::CredentialInfo {
                    name: $key_name,
                    variable: $key_variable,
                    scheme: $scheme,
                }),
                read_error: $read_error,
                // Neither vendor documents one.
                rejections: &[],
            };

            #[inline]
            fn from_runtime(client: ::rolekit_runtime::Client) -> Self {
                Self {
                    generated: generated_client::Client::from_runtime(client),
                }
            }
        }
    };
}

pub(crate) use client;
