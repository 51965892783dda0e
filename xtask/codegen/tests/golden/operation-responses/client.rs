// Operations.

/// Responses, errors and forms of single operations.
pub mod operations {
    use super::types;

    /// The response of `make_task`.
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub enum MakeTaskResponse {
        /// Status 200.
        Ok(types::Task),
        /// Status 202.
        Accepted(types::MakeTaskResponse),
        /// Status 204.
        NoContent,
        /// A success with a status that the document does not describe, and its body.
        Unknown(::rolekit_runtime::Bytes),
    }

    impl MakeTaskResponse {
        pub(super) fn read(
            response: &::rolekit_runtime::BufferedResponse,
        ) -> Result<Self, ::rolekit_runtime::DecodeError> {
            Ok(match response.status().as_u16() {
                200 => Self::Ok(response.json()?),
                202 => Self::Accepted(response.json()?),
                204 => Self::NoContent,
                _ => Self::Unknown(response.bytes().clone()),
            })
        }
    }

    /// The body of an error response of `make_task`.
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub enum MakeTaskError {
        /// Status 404.
        NotFound(types::Problem),
        /// Status 409, without a body.
        Conflict,
        /// Any other status.
        Other(types::MakeTaskError),
    }

    impl MakeTaskError {
        /// Reads the body of `error`; returns `None` if it is not as described.
        pub fn read(error: &::rolekit_runtime::Error) -> Option<Self> {
            Some(match error.status()?.as_u16() {
                404 => Self::NotFound(error.json().ok()?),
                409 => Self::Conflict,
                _ => Self::Other(error.json().ok()?),
            })
        }
    }

    /// The response of `read_either`.
    #[derive(Clone, Debug)]
    #[non_exhaustive]
    pub enum ReadEitherResponse {
        /// Status 200.
        Ok(::rolekit_runtime::Bytes),
        /// Status 202.
        Accepted(::serde_json::Value),
        /// A success with a status that the document does not describe, and its body.
        Unknown(::rolekit_runtime::Bytes),
    }

    impl ReadEitherResponse {
        pub(super) fn read(
            response: &::rolekit_runtime::BufferedResponse,
        ) -> Result<Self, ::rolekit_runtime::DecodeError> {
            Ok(match response.status().as_u16() {
                200 => Self::Ok(response.bytes().clone()),
                202 => Self::Accepted(response.json()?),
                _ => Self::Unknown(response.bytes().clone()),
            })
        }
    }
}

impl Client {
    /// Sends a `GET` request to `/tasks`.
    ///
    /// # Errors
    /// The body of an error response is a `types::Problem`, which `Error::json` reads.
    #[inline]
    pub fn list_tasks(
        &self,
    ) -> impl Future<Output = Result<Response<::std::vec::Vec<types::Task>>>> + Send + use<> {
        self.inner.request(&descriptors::LIST_TASKS, &[]).decode()
    }

    /// Sends a `GET` request to `/tasks`.
    ///
    /// Returns the events of the response as they come.
    ///
    /// # Errors
    /// The body of an error response is a `types::Problem`, which `Error::json` reads.
    #[inline]
    pub fn list_tasks_stream(
        &self,
    ) -> impl Future<Output = Result<Response<::rolekit_runtime::ByteStream>>> + Send + use<> {
        self.inner
            .request(&descriptors::LIST_TASKS_STREAM, &[])
            .stream()
    }

    /// Make a task
    ///
    /// Sends a `POST` request to `/tasks`.
    ///
    /// # Errors
    /// [`operations::MakeTaskError::read`] reads the body of an error response.
    #[inline]
    pub fn make_task(
        &self,
        body: &types::Task,
    ) -> impl Future<Output = Result<Response<operations::MakeTaskResponse>>> + Send + use<> {
        self.inner
            .request(&descriptors::MAKE_TASK, &[])
            .json("application/json", body)
            .decode_with(operations::MakeTaskResponse::read)
    }

    /// Sends a `GET` request to `/tasks/{id}`.
    ///
    /// # Errors
    /// The body of an error response is a `types::Task`, which `Error::json` reads.
    #[inline]
    pub fn get_task(
        &self,
        id: i64,
    ) -> impl Future<Output = Result<Response<types::Task>>> + Send + use<> {
        self.inner.request(&descriptors::GET_TASK, &[&id]).decode()
    }

    /// Sends a `DELETE` request to `/tasks/{id}`.
    #[inline]
    pub fn drop_task(&self, id: i64) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::DROP_TASK, &[&id]).empty()
    }

    /// Sends a `HEAD` request to `/tasks/{id}`.
    #[inline]
    pub fn has_task(&self, id: i64) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::HAS_TASK, &[&id]).empty()
    }

    /// Sends a `GET` request to `/log`.
    #[inline]
    pub fn read_log(
        &self,
    ) -> impl Future<Output = Result<Response<::std::string::String>>> + Send + use<> {
        self.inner.request(&descriptors::READ_LOG, &[]).text()
    }

    /// Sends a `GET` request to `/image`.
    #[inline]
    pub fn read_image(
        &self,
    ) -> impl Future<Output = Result<Response<::rolekit_runtime::ByteStream>>> + Send + use<> {
        self.inner.request(&descriptors::READ_IMAGE, &[]).stream()
    }

    /// Sends a `GET` request to `/either`.
    #[inline]
    pub fn read_either(
        &self,
    ) -> impl Future<Output = Result<Response<operations::ReadEitherResponse>>> + Send + use<> {
        self.inner
            .request(&descriptors::READ_EITHER, &[])
            .decode_with(operations::ReadEitherResponse::read)
    }

    /// Sends a `GET` request to `/login`.
    #[inline]
    pub fn login(&self) -> impl Future<Output = Result<Response<()>>> + Send + use<> {
        self.inner.request(&descriptors::LOGIN, &[]).empty()
    }

    /// Sends a `PUT` request to `/shape`.
    #[inline]
    pub fn turn_shape(
        &self,
        body: &types::Shape,
    ) -> impl Future<Output = Result<Response<types::Shape>>> + Send + use<> {
        self.inner
            .request(&descriptors::TURN_SHAPE, &[])
            .json("application/json", body)
            .decode()
    }

    /// Sends a `GET` request to `/nothing`.
    #[inline]
    pub fn nothing_said(
        &self,
    ) -> impl Future<Output = Result<Response<::rolekit_runtime::ByteStream>>> + Send + use<> {
        self.inner.request(&descriptors::NOTHING_SAID, &[]).stream()
    }
}

mod descriptors {
    use ::rolekit_runtime::{Operation, Parameter};

    pub(super) static LIST_TASKS: Operation =
        Operation::new("list_tasks", "GET", "/tasks").accept("application/json");
    pub(super) static LIST_TASKS_STREAM: Operation =
        Operation::new("list_tasks_stream", "GET", "/tasks").accept("text/event-stream");
    pub(super) static MAKE_TASK: Operation =
        Operation::new("make_task", "POST", "/tasks").accept("application/json");
    pub(super) static GET_TASK: Operation = Operation::new("get_task", "GET", "/tasks/{id}")
        .parameters(&[Parameter::path("id")])
        .accept("application/vnd.task+json");
    pub(super) static DROP_TASK: Operation =
        Operation::new("drop_task", "DELETE", "/tasks/{id}").parameters(&[Parameter::path("id")]);
    pub(super) static HAS_TASK: Operation = Operation::new("has_task", "HEAD", "/tasks/{id}")
        .parameters(&[Parameter::path("id")])
        .accept("application/json");
    pub(super) static READ_LOG: Operation =
        Operation::new("read_log", "GET", "/log").accept("text/plain");
    pub(super) static READ_IMAGE: Operation =
        Operation::new("read_image", "GET", "/image").accept("image/png");
    pub(super) static READ_EITHER: Operation =
        Operation::new("read_either", "GET", "/either").accept("application/zip, application/json");
    pub(super) static LOGIN: Operation =
        Operation::new("login", "GET", "/login").success(&[(302, 302)]);
    pub(super) static TURN_SHAPE: Operation =
        Operation::new("turn_shape", "PUT", "/shape").accept("application/json");
    pub(super) static NOTHING_SAID: Operation = Operation::new("nothing_said", "GET", "/nothing");
}
