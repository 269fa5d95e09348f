//! Whoever is slow, silent, too many or too large.

use std::io::Write;
use std::thread;
use std::time::{Duration, Instant};

use leadclock::receiver::{Limits, Settings};

use super::server::{Server, post, post_to, short, until};

/// The longest that a connection may live without finishing a request, by the limits of the tests.
const LONGEST: Duration = Duration::from_millis(300 + 600 + 1_000);

#[test]
fn a_body_that_says_it_is_too_large_is_refused_before_it_is_sent() {
    let server = Server::start();
    let head = "POST /leads/canary-4f1d/9b HTTP/1.1\r\nHost: x\r\nContent-Length: ";
    for length in ["1048577", "99999999999"] {
        let answer = server.ask(format!("{head}{length}\r\n\r\n").as_bytes());
        assert_eq!(answer.status, 413, "{length}");
        let expects = format!("{head}{length}\r\nExpect: 100-continue\r\n\r\n");
        assert_eq!(server.ask(expects.as_bytes()).status, 413);
    }
    let most = format!("{{{}}}", " ".repeat(1024 * 1024 - 2));
    assert_eq!(server.post(&most).status, 200);
    assert_eq!(server.shop.stored().len(), 1);
}

#[test]
fn who_sends_a_large_body_all_the_same_can_read_the_answer() {
    let server = Server::start();
    for (path, status) in [("/leads/canary-4f1d/9b", 413), ("/leads/wrong", 404)] {
        let mut client = server.connect();
        for part in post_to(path, "", &"x".repeat(2 * 1024 * 1024)).chunks(700_000) {
            client.send(part);
            // Were it closed with bytes unread, the next ones would meet a broken connection.
            thread::sleep(Duration::from_millis(50));
        }
        assert_eq!(client.answer().status, status);
    }
}

#[test]
fn who_never_reads_the_answers_is_closed() {
    let server = Server::start();
    let mut client = server.connect();
    client.io.set_write_timeout(Some(Duration::from_secs(10))).unwrap();
    let requests = b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000);
    let error = loop {
        if let Err(error) = client.io.write_all(&requests) {
            break error;
        }
    };
    assert_ne!(error.kind(), std::io::ErrorKind::WouldBlock);
}

#[test]
fn a_body_without_a_length_is_refused_where_it_passes_the_limit() {
    let server = Server::start();
    let mut client = server.connect();
    client.send(
        b"POST /leads/canary-4f1d/9b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
    );
    let chunk = format!("10000\r\n{}\r\n", "x".repeat(65_536));
    for _ in 0..17 {
        let _ = client.io.write_all(chunk.as_bytes());
    }
    assert_eq!(client.answer().status, 413);
    assert_eq!(server.shop.stored().len(), 0);
}

#[test]
fn a_large_head_and_garbage_are_refused() {
    let server = Server::start();
    let with = |headers: &str| server.ask(&post_to("/leads/canary-4f1d/9b", headers, "{}")).status;
    assert_eq!(with(&format!("X: {}\r\n", "x".repeat(15_000))), 200);
    assert_eq!(with(&format!("X: {}\r\n", "x".repeat(17_000))), 431);
    assert_eq!(with(&format!("X: {}\r\n", "x".repeat(200_000))), 431);
    assert_eq!(with(&"X: y\r\n".repeat(62)), 200);
    assert_eq!(with(&"X: y\r\n".repeat(63)), 431);
    assert_eq!(server.ask(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n").status, 400);
    assert_eq!(
        server.ask(b"POST /leads/canary-4f1d/9b HTTP/1.1\r\nContent-Length: x\r\n\r\n").status,
        400
    );
    let mut client = server.connect();
    client.send(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
    client.closed();
    assert_eq!(server.shop.stored().len(), 2);
}

#[test]
fn whoever_is_slow_or_silent_is_closed_and_what_came_of_a_body_is_kept() {
    let server = Server::start();
    let whole = post("{\"slow\":true}");
    let (head, body) = whole.split_at(whole.len() - 13);
    thread::scope(|scope| {
        let dripping = |bytes: &'static [u8]| {
            let mut client = server.connect();
            scope.spawn(move || {
                let began = Instant::now();
                for byte in bytes.iter().cycle() {
                    if client.io.write_all(&[*byte]).is_err() {
                        break;
                    }
                    thread::sleep(Duration::from_millis(20));
                }
                began.elapsed()
            })
        };
        let slow_head = dripping(b"POST /leads/canary-4f1d/9b HTTP/1.1 and so on");
        let blank = dripping(b"\r\n");
        let idle = scope.spawn(|| {
            let began = Instant::now();
            server.connect().closed();
            began.elapsed()
        });
        let slow_body = scope.spawn(|| {
            let mut client = server.connect();
            let began = Instant::now();
            client.send(head);
            client.send(&body[..7]);
            let answer = client.answer();
            client.closed();
            (answer.status, began.elapsed())
        });
        let kept_alive = scope.spawn(|| {
            let mut client = server.connect();
            client.send(&post("{}"));
            client.answer();
            let began = Instant::now();
            client.closed();
            began.elapsed()
        });
        for took in [slow_head, blank, idle, kept_alive] {
            let took = took.join().unwrap();
            assert!(took < LONGEST, "{took:?}");
        }
        let (status, took) = slow_body.join().unwrap();
        assert_eq!(status, 408);
        assert!(took < LONGEST, "{took:?}");
    });
    let stored = server.shop.stored();
    let kept = stored.iter().find(|one| one.unreadable.is_some()).unwrap();
    assert_eq!(
        (kept.body.as_slice(), kept.unreadable.as_deref()),
        (b"{\"slow\"".as_slice(), Some("the body did not come in time"))
    );
}

#[test]
fn what_came_of_a_body_that_broke_off_is_kept() {
    let server = Server::start();
    let whole = post("{\"broken\":true}");
    let mut client = server.connect();
    client.send(&whole[..whole.len() - 4]);
    drop(client);
    let mut client = server.connect();
    client.send(
        b"POST /leads/canary-4f1d/9b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n\
        3\r\n{\"a\r\nZZ\r\n",
    );
    client.closed();
    until("both are kept", || server.shop.stored().len() == 2);
    for kept in server.shop.stored() {
        assert_eq!(kept.unreadable.as_deref(), Some("the body broke off"));
    }
}

#[test]
fn a_full_house_sends_off_who_has_waited_longest() {
    let limits = Limits {
        connections: 3,
        idle: Duration::from_secs(30),
        request: Duration::from_secs(30),
        ..short()
    };
    let server = Server::with(Settings { limits, ..Settings::default() });
    let mut busy = server.connect();
    busy.send(&post("{}"));
    assert_eq!(busy.answer().status, 200);
    let mut silent = server.connect();
    thread::sleep(Duration::from_millis(50));
    busy.send(&post("{}"));
    assert_eq!(busy.answer().status, 200);
    let mut slow = server.connect();
    slow.send(b"POST /leads/");
    thread::sleep(Duration::from_millis(50));

    let mut new = server.connect();
    new.send(&post("{}"));
    assert_eq!(new.answer().status, 200);
    assert_eq!(silent.closed(), b"");
    busy.send(&post("{}"));
    assert_eq!(busy.answer().status, 200);
    for _ in 0..20 {
        assert_eq!(server.post("{}").status, 200);
    }
}
