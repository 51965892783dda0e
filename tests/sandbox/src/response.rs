//! Building and reading responses.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use serde_json::Value;

/// A response whose body is in memory.
#[derive(Debug, Clone)]
pub(crate) struct BufferedResponse {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl BufferedResponse {
    pub(crate) async fn read(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let body = read_body(body).await;
        Self {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }

    pub(crate) fn into_response(self) -> hyper::Response<Full<Bytes>> {
        let mut response = hyper::Response::new(Full::new(self.body));
        *response.status_mut() = self.status;
        *response.headers_mut() = self.headers;
        response
    }
}

/// Reads the body of a response that this crate built, which cannot fail.
pub(crate) async fn read_body(body: Body) -> Bytes {
    let body = body.collect().await;
    body.map(http_body_util::Collected::to_bytes)
        .unwrap_or_default()
}

/// Returns a JSON response.
pub(crate) fn json(status: StatusCode, body: &Value) -> Response {
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = status;
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}

/// Returns 200 with a JSON body, as a handler's result.
pub(crate) fn ok<E>(body: &Value) -> Result<Response, E> {
    Ok(json(StatusCode::OK, body))
}

/// Returns 201 with a JSON body, as a handler's result.
pub(crate) fn created<E>(body: &Value) -> Result<Response, E> {
    Ok(json(StatusCode::CREATED, body))
}

/// Returns a response without a body, as a handler's result.
pub(crate) fn empty<E>(status: StatusCode) -> Result<Response, E> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = status;
    Ok(response)
}
