//! What may become of a request, and how each is answered.
//!
//! To add one: its variant, and its row in [`Outcome::row`] and [`Outcome::ALL`]. No answer
//! repeats anything of the request.

use std::borrow::Cow;

use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ALLOW, CONNECTION, CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use hyper::{Response, StatusCode};

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Its lead is stored.
    Accepted,
    /// It could not be read as a lead, and is kept.
    Unreadable,
    /// Its body is compressed, and is kept.
    Encoded,
    /// It was not a POST.
    Method,
    /// Its body is empty.
    Empty,
    /// Its body is too large.
    TooLarge,
    /// Its body did not come in time; what came is kept.
    Slow,
    /// Its body broke off; what came is kept.
    Broken,
    /// The wrong secret, or nothing that is here.
    NotFound,
    /// Its head is not HTTP.
    BadHead,
    /// Its head is too large.
    LargeHead,
    /// Too many others wait.
    Busy,
    /// It could not be stored.
    NotStored,
    /// It met a bug.
    Failed,
    /// Somebody asked whether all is well: it is.
    Healthy,
    /// Somebody asked whether all is well: it is not.
    Unhealthy,
    /// Somebody read the metrics.
    Metrics,
}

impl Outcome {
    /// Every outcome, in the order of the metrics.
    pub(super) const ALL: [Self; 17] = [
        Self::Accepted,
        Self::Unreadable,
        Self::Encoded,
        Self::Method,
        Self::Empty,
        Self::TooLarge,
        Self::Slow,
        Self::Broken,
        Self::NotFound,
        Self::BadHead,
        Self::LargeHead,
        Self::Busy,
        Self::NotStored,
        Self::Failed,
        Self::Healthy,
        Self::Unhealthy,
        Self::Metrics,
    ];

    /// Returns its name in log and metrics, its status, and the text of its answer.
    fn row(self) -> (&'static str, StatusCode, &'static str) {
        match self {
            Self::Accepted => ("accepted", StatusCode::OK, "{\"ok\":true}"),
            Self::Unreadable => ("unreadable", StatusCode::BAD_REQUEST, "the body is no lead\n"),
            Self::Encoded => (
                "encoded",
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "the body is compressed; send it as it is\n",
            ),
            Self::Method => {
                ("method", StatusCode::METHOD_NOT_ALLOWED, "leads are sent with POST\n")
            }
            Self::Empty => ("empty", StatusCode::BAD_REQUEST, "the body is empty\n"),
            Self::TooLarge => {
                ("too_large", StatusCode::PAYLOAD_TOO_LARGE, "the body is too large\n")
            }
            Self::Slow => ("slow", StatusCode::REQUEST_TIMEOUT, "the body did not come in time\n"),
            Self::Broken => ("broken", StatusCode::BAD_REQUEST, "the body broke off\n"),
            Self::NotFound => ("not_found", StatusCode::NOT_FOUND, "not found\n"),
            Self::BadHead => ("bad_head", StatusCode::BAD_REQUEST, ""),
            Self::LargeHead => ("large_head", StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, ""),
            Self::Busy => {
                ("busy", StatusCode::SERVICE_UNAVAILABLE, "too many others wait; try again\n")
            }
            Self::NotStored => {
                ("not_stored", StatusCode::SERVICE_UNAVAILABLE, "it was not stored; try again\n")
            }
            Self::Failed => {
                ("failed", StatusCode::INTERNAL_SERVER_ERROR, "this is a bug; try again\n")
            }
            Self::Healthy => ("healthy", StatusCode::OK, "ok\n"),
            Self::Unhealthy => {
                ("unhealthy", StatusCode::SERVICE_UNAVAILABLE, "leads can not be stored\n")
            }
            Self::Metrics => ("metrics", StatusCode::OK, ""),
        }
    }

    /// Returns its name in log and metrics.
    pub(super) fn label(self) -> &'static str {
        self.row().0
    }

    /// Returns the status of its answer.
    pub(super) fn status(self) -> StatusCode {
        self.row().1
    }

    /// Returns why what was sent so is not read, in words for the quarantine.
    pub(super) fn objection(self) -> String {
        self.row().2.trim_end().to_owned()
    }

    /// Returns the answer, with a text of its own where there is one. After an error the
    /// connection is closed.
    pub(super) fn answer(self, text: Option<String>) -> Response<Full<Bytes>> {
        let (_, status, usual) = self.row();
        let text = text.map_or(Cow::Borrowed(usual), Cow::Owned);
        let mut answer = Response::new(Full::new(Bytes::from(text.into_owned())));
        *answer.status_mut() = status;
        let kind = match self {
            Self::Accepted => "application/json",
            Self::Metrics => "text/plain; version=0.0.4",
            _ => "text/plain; charset=utf-8",
        };
        let headers = answer.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        if status != StatusCode::OK {
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
        }
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        if self == Self::Method {
            headers.insert(ALLOW, HeaderValue::from_static("POST"));
        }
        answer
    }
}
