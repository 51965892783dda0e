// Operations.

/// The requests of the operations, and what only one operation has: responses, errors and
/// forms.
pub mod operations {
    use super::types;

    ::rolekit_runtime::request! {
        /// The request `GET /tasks`, started by [`list_tasks`](super::Client::list_tasks).
        pub struct ListTasks;
        /// Sends the request.
        ///
        /// # Errors
        /// The body of an error response is a `types::Problem`, which `Error::json` reads.
        fn send(self) -> ::std::vec::Vec<types::Task> {
            decode()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /tasks`, started by [`list_tasks_stream`](super::Client::list_tasks_stream).
        pub struct ListTasksStream;
        /// Sends the request.
        ///
        /// # Errors
        /// The body of an error response is a `types::Problem`, which `Error::json` reads.
        fn send(self) -> ::rolekit_runtime::ItemStream<::rolekit_runtime::Event<types::Task>> {
            items(::rolekit_runtime::ByteStream::event_data)
        }
    }

    ::rolekit_runtime::request! {
        /// Make a task
        ///
        /// The request `POST /tasks`, started by [`make_task`](super::Client::make_task).
        pub struct MakeTask;
        /// Sends the request.
        ///
        /// # Errors
        /// [`MakeTaskError::read`] reads the body of an error response.
        fn send(self) -> MakeTaskResponse {
            decode_with(MakeTaskResponse::read)
        }
    }

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

    ::rolekit_runtime::request! {
        /// The request `GET /tasks/{id}`, started by [`get_task`](super::Client::get_task).
        pub struct GetTask;
        /// Sends the request.
        ///
        /// # Errors
        /// The body of an error response is a `types::Task`, which `Error::json` reads.
        fn send(self) -> types::Task {
            decode()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `DELETE /tasks/{id}`, started by [`drop_task`](super::Client::drop_task).
        pub struct DropTask;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `HEAD /tasks/{id}`, started by [`has_task`](super::Client::has_task).
        pub struct HasTask;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /log`, started by [`read_log`](super::Client::read_log).
        pub struct ReadLog;
        /// Sends the request.
        fn send(self) -> ::std::string::String {
            text()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /image`, started by [`read_image`](super::Client::read_image).
        pub struct ReadImage;
        /// Sends the request.
        fn send(self) -> ReadImageResponse {
            stream_with(ReadImageResponse::read)
        }
    }

    /// The response of `read_image`.
    #[derive(Debug)]
    #[non_exhaustive]
    pub enum ReadImageResponse {
        /// Status 200.
        Ok(::rolekit_runtime::ByteStream),
        /// Status 304.
        NotModified,
        /// A success with a status that the document does not describe, and its body.
        Unknown(::rolekit_runtime::ByteStream),
    }

    impl ReadImageResponse {
        pub(super) fn read(status: u16, body: ::rolekit_runtime::ByteStream) -> Self {
            match status {
                200 => Self::Ok(body),
                304 => Self::NotModified,
                _ => Self::Unknown(body),
            }
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /either`, started by [`read_either`](super::Client::read_either).
        pub struct ReadEither;
        /// Sends the request.
        fn send(self) -> ReadEitherResponse {
            decode_with(ReadEitherResponse::read)
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

    ::rolekit_runtime::request! {
        /// The request `GET /login`, started by [`login`](super::Client::login).
        pub struct Login;
        /// Sends the request.
        fn send(self) -> () {
            empty()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `PUT /shape`, started by [`turn_shape`](super::Client::turn_shape).
        pub struct TurnShape;
        /// Sends the request.
        fn send(self) -> types::Shape {
            decode()
        }
    }

    ::rolekit_runtime::request! {
        /// The request `GET /nothing`, started by [`nothing_said`](super::Client::nothing_said).
        pub struct NothingSaid;
        /// Sends the request.
        fn send(self) -> ::rolekit_runtime::ByteStream {
            stream()
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
    /// Starts a `GET` request to `/tasks`.
    #[inline]
    pub fn list_tasks(&self) -> operations::ListTasks {
        let request = self.inner.request(&descriptors::LIST_TASKS, &[]);
        operations::ListTasks { request }
    }

    /// Starts a `GET` request to `/tasks`.
    ///
    /// Returns the response as a stream.
    #[inline]
    pub fn list_tasks_stream(&self) -> operations::ListTasksStream {
        let request = self.inner.request(&descriptors::LIST_TASKS_STREAM, &[]);
        operations::ListTasksStream { request }
    }

    /// Make a task
    ///
    /// Starts a `POST` request to `/tasks`.
    #[inline]
    pub fn make_task(&self, body: &types::Task) -> operations::MakeTask {
        let request = self
            .inner
            .request(&descriptors::MAKE_TASK, &[])
            .json("application/json", body);
        operations::MakeTask { request }
    }

    /// Starts a `GET` request to `/tasks/{id}`.
    #[inline]
    pub fn get_task(&self, id: i64) -> operations::GetTask {
        let request = self.inner.request(&descriptors::GET_TASK, &[&id]);
        operations::GetTask { request }
    }

    /// Starts a `DELETE` request to `/tasks/{id}`.
    #[inline]
    pub fn drop_task(&self, id: i64) -> operations::DropTask {
        let request = self.inner.request(&descriptors::DROP_TASK, &[&id]);
        operations::DropTask { request }
    }

    /// Starts a `HEAD` request to `/tasks/{id}`.
    #[inline]
    pub fn has_task(&self, id: i64) -> operations::HasTask {
        let request = self.inner.request(&descriptors::HAS_TASK, &[&id]);
        operations::HasTask { request }
    }

    /// Starts a `GET` request to `/log`.
    #[inline]
    pub fn read_log(&self) -> operations::ReadLog {
        let request = self.inner.request(&descriptors::READ_LOG, &[]);
        operations::ReadLog { request }
    }

    /// Starts a `GET` request to `/image`.
    #[inline]
    pub fn read_image(&self) -> operations::ReadImage {
        let request = self.inner.request(&descriptors::READ_IMAGE, &[]);
        operations::ReadImage { request }
    }

    /// Starts a `GET` request to `/either`.
    #[inline]
    pub fn read_either(&self) -> operations::ReadEither {
        let request = self.inner.request(&descriptors::READ_EITHER, &[]);
        operations::ReadEither { request }
    }

    /// Starts a `GET` request to `/login`.
    #[inline]
    pub fn login(&self) -> operations::Login {
        let request = self.inner.request(&descriptors::LOGIN, &[]);
        operations::Login { request }
    }

    /// Starts a `PUT` request to `/shape`.
    #[inline]
    pub fn turn_shape(&self, body: &types::Shape) -> operations::TurnShape {
        let request = self
            .inner
            .request(&descriptors::TURN_SHAPE, &[])
            .json("application/json", body);
        operations::TurnShape { request }
    }

    /// Starts a `GET` request to `/nothing`.
    #[inline]
    pub fn nothing_said(&self) -> operations::NothingSaid {
        let request = self.inner.request(&descriptors::NOTHING_SAID, &[]);
        operations::NothingSaid { request }
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
    pub(super) static READ_IMAGE: Operation = Operation::new("read_image", "GET", "/image")
        .accept("image/png")
        .success(&[(304, 304)]);
    pub(super) static READ_EITHER: Operation =
        Operation::new("read_either", "GET", "/either").accept("application/zip, application/json");
    pub(super) static LOGIN: Operation =
        Operation::new("login", "GET", "/login").success(&[(302, 302)]);
    pub(super) static TURN_SHAPE: Operation =
        Operation::new("turn_shape", "PUT", "/shape").accept("application/json");
    pub(super) static NOTHING_SAID: Operation = Operation::new("nothing_said", "GET", "/nothing");
}
