//! One connection: TLS, request after request, and its end.

use std::convert::Infallible;
use std::future::poll_fn;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsAcceptor;

use super::desk::Desk;
use super::metrics::Ended;
use super::outcome::Outcome;
use super::pulse::{GRACE, Pulse};

/// For how long what still comes is thrown away after the last answer: closing while bytes wait
/// unread would take the answer away from who sent them.
const LINGER: Duration = GRACE;

/// What hyper may hold of a connection in memory, beyond the head.
const BUFFER: usize = 32 * 1024;

/// A connection that was accepted.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) desk: Arc<Desk>,
    pub(super) pulse: Arc<Pulse>,
    pub(super) peer: IpAddr,
    /// Turns true when the receiver stops.
    pub(super) stopping: watch::Receiver<bool>,
}

/// A socket whose bytes are noticed.
#[derive(Debug)]
struct Watched {
    socket: TcpStream,
    pulse: Arc<Pulse>,
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.socket).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.pulse.came();
        }
        read
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.socket).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.socket).poll_shutdown(cx)
    }
}

impl Line {
    /// Answers whatever comes, until one of the two sides has had enough, and returns why it ended.
    pub(super) async fn serve(mut self, socket: TcpStream, tls: Option<TlsAcceptor>) -> Ended {
        // Answers are small and whole: waiting for more of them gains nothing.
        let _ = socket.set_nodelay(true);
        // Who says nothing gets no buffers: they are most of what a connection costs.
        tokio::select! {
            _ = socket.readable() => {}
            why = self.pulse.over() => return why,
            _ = self.stopping.wait_for(|stopping| *stopping) => return Ended::Stopped,
        }
        let socket = Watched { socket, pulse: Arc::clone(&self.pulse) };
        match tls {
            None => Box::pin(self.converse(socket)).await,
            Some(tls) => Box::pin(self.converse_in_secret(socket, &tls)).await,
        }
    }

    async fn converse_in_secret(&mut self, socket: Watched, tls: &TlsAcceptor) -> Ended {
        let agreed = tokio::select! {
            agreed = tls.accept(socket) => agreed,
            why = self.pulse.over() => return why,
            _ = self.stopping.wait_for(|stopping| *stopping) => return Ended::Stopped,
        };
        match agreed {
            Ok(stream) => self.converse(stream).await,
            Err(_) => Ended::Handshake,
        }
    }

    async fn converse<I: AsyncRead + AsyncWrite + Unpin>(&self, io: I) -> Ended {
        let began = Instant::now();
        let limits = &self.desk.limits;
        let mut connection = http1::Builder::new()
            .timer(TokioTimer::new())
            // Who has said everything may still want to hear the answer.
            .half_close(true)
            .header_read_timeout(limits.request)
            .max_header_size(limits.head)
            .max_headers(limits.fields)
            .max_buf_size(limits.head + BUFFER)
            // The same answers shall be the same bytes.
            .auto_date_header(false)
            .serve_connection(
                TokioIo::new(io),
                service_fn(|request| Box::pin(self.answer(request))),
            );
        let mut stopping = self.stopping.clone();
        let mut is_stopping = false;
        let ended = loop {
            tokio::select! {
                ended = poll_fn(|cx| connection.poll_without_shutdown(cx)) => break ended,
                why = self.pulse.over() => return why,
                _ = stopping.wait_for(|stopping| *stopping), if !is_stopping => {
                    if self.pulse.is_resting() {
                        return Ended::Stopped;
                    }
                    is_stopping = true;
                    Pin::new(&mut connection).graceful_shutdown();
                }
            }
        };
        if let Err(error) = &ended
            && error.is_parse()
        {
            let large = error.is_parse_too_large();
            let outcome = if large { Outcome::LargeHead } else { Outcome::BadHead };
            self.desk.note(outcome, None, began, 0);
        }
        let io = connection.into_parts().io.into_inner();
        let _ = timeout(LINGER, linger(io)).await;
        match ended {
            Err(error) if error.is_timeout() => Ended::Slow,
            _ => Ended::Closed,
        }
    }

    /// Answers a request in a task of its own: neither a bug in it nor the end of the connection
    /// takes from the store what was sent.
    async fn answer(
        &self,
        request: Request<Incoming>,
    ) -> Result<Response<Full<Bytes>>, Infallible> {
        let (desk, pulse, peer) = (Arc::clone(&self.desk), Arc::clone(&self.pulse), self.peer);
        let began = Instant::now();
        let task = tokio::spawn(async move { desk.answer(&pulse, peer, request).await });
        let answer = task.await.unwrap_or_else(|_| {
            self.desk.note(Outcome::Failed, None, began, 0);
            Outcome::Failed.answer(None)
        });
        // Not before hyper has the answer, which it sends before anything else may happen to the
        // connection: one that rests may be closed.
        self.pulse.finished();
        Ok(answer)
    }
}

/// Says that nothing more will be sent, and throws away what still comes.
async fn linger<I: AsyncRead + AsyncWrite + Unpin>(mut io: I) {
    let mut thrown_away = vec![0; 8 * 1024];
    if io.shutdown().await.is_ok() {
        while matches!(io.read(&mut thrown_away).await, Ok(bytes) if bytes > 0) {}
    }
}
