//! The receiver, over real sockets, with a made-up store.

mod abuse;
mod server;
mod tls;

use std::thread;

use leadclock::receiver::{Limits, Receiver, ReceiverError, Settings, Summary};

use self::server::{Mood, SECRET, Server, door, post, post_to, short, until};

#[test]
fn a_lead_is_acknowledged_when_it_is_stored() {
    let server = Server::start();
    for path in [
        "/leads/canary-4f1d%2F9b",
        "/leads/canary-4f1d/9b",
        "/leads?code=canary-4f1d/9b",
        "/leads?api-version=2016-10-01&sp=%2Ftriggers&sig=canary-4f1d%2f9b",
        "/leads?secret=canary-4f1d%2F9b",
    ] {
        let answer = server.ask(&post_to(path, "", "{}"));
        assert_eq!((answer.status, answer.body.as_str()), (200, "{\"ok\":true}"), "{path}");
    }
    let stored = server.shop.stored();
    assert_eq!(stored.len(), 5);
    assert!(stored.iter().all(|one| one.feed == "web" && one.body == b"{}"));
    assert_eq!(stored[0].received_at.to_rfc3339(), "2026-11-22T09:00:00+00:00");
    let summary = server.ended().unwrap();
    assert_eq!(summary, Summary { requests: 5, accepted: 5, quarantined: 0, refused: 0 });
}

#[test]
fn a_wrong_secret_is_answered_as_an_unknown_path_is_and_its_body_is_not_read() {
    let server = Server::start();
    let first = server.ask(&post_to("/", "", ""));
    assert_eq!(first.status, 404);
    for path in [
        "/leads",
        "/leads/",
        "/leads?code=",
        "/leads/canary-4f1d%2F9",
        "/leads/canary-4f1d%2F9B",
        "/leads/canary-4f1d%2F9bb",
        "/leads/Canary-4f1d%2F9b/",
        "/leads?sig=canary-4f1d%2F9b0",
        "/leads?key=canary-4f1d%2F9b",
        "/Leads/canary-4f1d%2F9b",
        "/metrics",
        "/health",
    ] {
        let head =
            format!("POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n");
        assert_eq!(server.ask(head.as_bytes()), first, "{path}");
        let forwarded =
            format!("GET {path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 1.2.3.4\r\n\r\n");
        if path != "/health" {
            assert_eq!(server.ask(forwarded.as_bytes()), first, "{path}");
        }
    }
    assert_eq!(server.shop.stored().len(), 0);
    assert_eq!(server.ended().unwrap().refused, 1 + 12 + 11);
}

#[test]
fn other_methods_than_post_are_refused_to_whoever_knows_the_secret_and_their_body_kept() {
    let server = Server::start();
    let path = "/leads?code=canary-4f1d/9b";
    let get = server.ask(format!("GET {path} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes());
    assert_eq!(get.status, 405);
    assert!(get.head.contains("allow: POST\r\n"), "{}", get.head);
    assert_eq!(server.shop.stored().len(), 0);

    let put = post_to(path, "", "{\"a\":1}");
    let put = server.ask(&[b"PUT", &put[4..]].concat());
    assert_eq!(put.status, 405);
    let stored = server.shop.stored();
    assert_eq!(stored[0].body, b"{\"a\":1}");
    assert_eq!(stored[0].unreadable.as_deref(), Some("leads are sent with POST"));
}

#[test]
fn what_can_not_be_read_is_kept_and_refused_in_words_that_repeat_nothing() {
    let server = Server::start();
    let answer = server.post("canary, but no JSON");
    assert_eq!((answer.status, answer.body.as_str()), (400, "it is not JSON\n"));
    assert!(answer.head.contains("connection: close"));

    let gzip = post_to("/leads/canary-4f1d/9b", "Content-Encoding: gzip\r\n", "\u{1f}canary");
    assert_eq!(server.ask(&gzip).status, 415);
    let plain = post_to("/leads/canary-4f1d/9b", "Content-Encoding: Identity\r\n", "{}");
    assert_eq!(server.ask(&plain).status, 200);

    assert_eq!(server.post("").status, 400);
    let stored = server.shop.stored();
    let reasons: Vec<_> = stored.iter().map(|one| one.unreadable.as_deref()).collect();
    assert_eq!(reasons, [None, Some("the body is compressed; send it as it is"), None]);
    let summary = server.ended().unwrap();
    assert_eq!(summary, Summary { requests: 4, accepted: 1, quarantined: 2, refused: 1 });
}

#[test]
fn one_connection_bears_many_requests_in_a_row_or_at_once() {
    let server = Server::start();
    let mut client = server.connect();
    for _ in 0..3 {
        client.send(&post("{}"));
        assert_eq!(client.answer().status, 200);
    }
    let chunked = b"POST /leads/canary-4f1d/9b HTTP/1.1\r\nHost: x\r\n\
        Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n";
    client.send(&[post("{}").as_slice(), chunked, &post("no")].concat());
    assert_eq!([0; 3].map(|_| client.answer().status), [200, 200, 400]);
    client.closed();
    assert_eq!(server.shop.stored()[4].body, b"{\"a\":1}");
}

#[test]
fn old_clients_and_careful_ones_are_served() {
    let server = Server::start();
    let mut client = server.connect();
    client.send(b"POST /leads/canary-4f1d/9b HTTP/1.0\r\nContent-Length: 2\r\n\r\n{}");
    client.io.shutdown(std::net::Shutdown::Write).unwrap();
    assert_eq!(client.answer().status, 200);
    assert_eq!(client.closed(), b"");

    let mut client = server.connect();
    client.send(
        b"POST /leads/canary-4f1d/9b HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\
        Content-Length: 2\r\n\r\n",
    );
    assert_eq!(client.up_to(b"\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send(b"{}");
    assert_eq!(client.answer().status, 200);
}

#[test]
fn five_equal_posts_at_once_are_five_deliveries() {
    let server = Server::start();
    thread::scope(|scope| {
        let posts: Vec<_> = (0..5).map(|_| scope.spawn(|| server.post("{}").status)).collect();
        for post in posts {
            assert_eq!(post.join().unwrap(), 200);
        }
    });
    assert_eq!(server.shop.stored().len(), 5);
}

#[test]
fn what_waits_is_stored_in_one_transaction() {
    let server = Server::start();
    server.shop.set(Mood::Waits);
    thread::scope(|scope| {
        let first = scope.spawn(|| server.post("{}").status);
        until("the first is with the store", || *server.shop.entered.lock().unwrap() == 1);
        let mut clients: Vec<_> = (0..70).map(|_| server.connect()).collect();
        for client in &mut clients {
            client.send(&post("{}"));
        }
        server.until_waiting(70);
        server.shop.set(Mood::Works);
        assert_eq!(first.join().unwrap(), 200);
        assert!(clients.iter_mut().all(|client| client.answer().status == 200));
    });
    let calls: Vec<_> = server.shop.calls.lock().unwrap().iter().map(Vec::len).collect();
    assert_eq!(calls, [1, 64, 6]);
}

#[test]
fn nothing_is_acknowledged_that_was_not_stored() {
    let server = Server::start();
    let health = || server.ask(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!((health().status, health().body.as_str()), (200, "ok\n"));

    server.shop.set(Mood::Fails);
    let answer = server.post("{}");
    assert_eq!(answer.status, 503);
    assert!(answer.head.contains("retry-after: 5\r\n"), "{}", answer.head);
    assert_eq!(server.post("no JSON").status, 503);
    assert_eq!(health().status, 503);

    server.shop.set(Mood::Works);
    assert_eq!(server.post("{}").status, 200);
    assert_eq!(health().status, 200);
    assert_eq!(server.shop.stored().len(), 1);
    let log = server.shop.log.lock().unwrap().join("\n");
    assert!(log.contains("leads can not be stored: the disk is full"), "{log}");
    assert!(log.contains("leads can be stored again"), "{log}");
}

#[test]
fn a_store_that_works_again_shows_before_anybody_sends() {
    let limits = Limits { pulse: std::time::Duration::from_millis(60), ..short() };
    let server = Server::with(Settings { limits, ..Settings::default() });
    server.shop.set(Mood::Fails);
    let becomes = |status| {
        let started = std::time::Instant::now();
        while server.ask(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n").status != status {
            assert!(started.elapsed() < std::time::Duration::from_secs(20), "not {status}");
        }
    };
    becomes(503);
    server.shop.set(Mood::Works);
    becomes(200);
    assert_eq!(server.shop.stored().len(), 0);
}

#[test]
fn more_than_may_wait_are_sent_away() {
    let limits = Limits { waiting: 1, ..short() };
    let server = Server::with(Settings { limits, ..Settings::default() });
    server.shop.set(Mood::Waits);
    let mut clients: Vec<_> = (0..4).map(|_| server.connect()).collect();
    clients[0].send(&post("{}"));
    until("the first is with the store", || *server.shop.entered.lock().unwrap() == 1);
    for client in &mut clients[1..] {
        client.send(&post("{}"));
    }
    until("two are sent away", || {
        let log = server.shop.log.lock().unwrap();
        log.iter().filter(|line| line.starts_with("web busy 503 ")).count() == 2
    });
    server.shop.set(Mood::Works);
    let mut answers: Vec<_> = clients.iter_mut().map(|client| client.answer().status).collect();
    answers.sort_unstable();
    assert_eq!(answers, [200, 200, 503, 503]);
    assert_eq!(server.shop.stored().len(), 2);
}

#[test]
fn a_bug_in_the_store_ends_the_receiver_with_an_error_and_acknowledges_nothing() {
    let server = Server::start();
    assert_eq!(server.post("{}").status, 200);
    server.shop.set(Mood::Panics);
    let answer = server.post("{}");
    assert_eq!(answer.status, 503);
    assert!(matches!(server.ended(), Err(ReceiverError::Writer)));
}

#[test]
fn a_bug_in_one_request_does_not_touch_the_others() {
    let server = Server::start();
    let mut waiting = server.connect();
    server.shop.has_broken_clock.store(true, std::sync::atomic::Ordering::Relaxed);
    assert_eq!(server.post("{}").status, 500);
    server.shop.has_broken_clock.store(false, std::sync::atomic::Ordering::Relaxed);
    waiting.send(&post("{}"));
    assert_eq!(waiting.answer().status, 200);
    assert!(server.shop.log.lock().unwrap()[0].starts_with("- failed 500 "));
    let summary = server.ended().unwrap();
    assert_eq!(summary, Summary { requests: 2, accepted: 1, quarantined: 0, refused: 1 });
}

#[test]
fn a_stop_answers_what_is_under_way_and_drops_who_is_silent() {
    let mut server = Server::start();
    server.shop.set(Mood::Waits);
    let (mut under_way, mut halfway, mut silent) =
        (server.connect(), server.connect(), server.connect());
    under_way.send(&post("{}"));
    let bytes = post("{\"b\":2}");
    halfway.send(&bytes[..bytes.len() - 3]);
    until("one is with the store", || *server.shop.entered.lock().unwrap() == 1);
    thread::sleep(std::time::Duration::from_millis(100));

    server.tell_to_stop();
    assert_eq!(silent.closed(), b"");
    halfway.send(&bytes[bytes.len() - 3..]);
    thread::sleep(std::time::Duration::from_millis(200));
    server.shop.set(Mood::Works);
    let answer = under_way.answer();
    assert_eq!(answer.status, 200);
    assert!(answer.head.contains("connection: close"), "{}", answer.head);
    assert_eq!(halfway.answer().status, 200);
    let address = server.address;
    let shop = std::sync::Arc::clone(&server.shop);
    let summary = server.ended().unwrap();
    assert_eq!(summary, Summary { requests: 2, accepted: 2, quarantined: 0, refused: 0 });
    assert_eq!(shop.stored().len(), 2);
    assert!(std::net::TcpStream::connect(address).is_err());
}

#[test]
fn what_was_handed_over_is_stored_though_nobody_waits_for_it_any_more() {
    let limits = Limits { stop: std::time::Duration::from_millis(50), ..short() };
    let mut server = Server::with(Settings { limits, ..Settings::default() });
    server.shop.set(Mood::Waits);
    let mut first = server.connect();
    first.send(&post("{}"));
    until("it is with the store", || *server.shop.entered.lock().unwrap() == 1);
    let mut second = server.connect();
    second.send(&post("{\"b\":2}"));
    server.until_waiting(1);
    drop(first);
    server.tell_to_stop();
    assert_eq!(second.closed(), b"");
    server.shop.set(Mood::Works);
    let shop = std::sync::Arc::clone(&server.shop);
    server.ended().unwrap();
    assert_eq!(shop.stored().len(), 2);
}

#[test]
fn secrets_rotate_without_a_restart() {
    let server = Server::start();
    let with = |secret: &str| server.ask(&post_to(&format!("/leads/{secret}"), "", "{}")).status;
    let set = |doors| *server.shop.doors.lock().unwrap() = Some(doors);
    assert_eq!((with(SECRET), with("new")), (200, 404));
    set(Ok(door(&[SECRET, "new", ""])));
    assert_eq!((with(SECRET), with("new"), with("")), (200, 200, 404));
    set(Err("the keyring is locked".to_owned()));
    assert_eq!((with(SECRET), with("new")), (200, 200));
    set(Ok(door(&["new"])));
    assert_eq!((with(SECRET), with("new")), (404, 200));
    let log = server.shop.log.lock().unwrap();
    let told = log.iter().filter(|line| line.ends_with("the keyring is locked")).count();
    assert_eq!(told, 1, "{log:?}");
}

#[test]
fn a_receiver_without_a_secret_does_not_start() {
    let run = |doors: Result<_, String>| {
        let mut settings = Settings::default();
        settings.listen.set_port(0);
        let receiver = Receiver::bind(settings).unwrap();
        receiver.run(
            move || doors.clone(),
            |_| Ok(Vec::new()),
            || chrono::DateTime::UNIX_EPOCH,
            |_| {},
            std::future::pending(),
        )
    };
    assert!(matches!(run(Ok(door(&[""]))), Err(ReceiverError::NoDoor)));
    assert!(matches!(run(Err("x".to_owned())), Err(ReceiverError::Doors { .. })));
}

#[test]
fn log_and_metrics_tell_what_happened_and_nothing_of_what_was_sent() {
    let server = Server::start();
    server.ask(&post_to("/leads?code=canary-4f1d/9b", "X-Note: canary\r\n", "{\"n\":\"canary\"}"));
    server.ask(&post_to("/leads/canary-4f1d", "", "canary"));
    server.post("canary");
    server.ask(b"GET /leads/canary-4f1d/9b HTTP/1.1\r\ncanary\r\n\r\n");
    // hyper answers this one by itself, and tells it afterwards.
    until("the garbage is noted", || server.shop.log.lock().unwrap().len() == 4);
    let metrics = server.ask(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(metrics.status, 200);
    for line in [
        "leadclock_receiver_requests_total{outcome=\"accepted\"} 1",
        "leadclock_receiver_requests_total{outcome=\"not_found\"} 1",
        "leadclock_receiver_requests_total{outcome=\"unreadable\"} 1",
        "leadclock_receiver_requests_total{outcome=\"bad_head\"} 1",
        "leadclock_receiver_quarantined_total 1",
        "leadclock_receiver_body_bytes_total 20",
        "leadclock_receiver_commit_deliveries_bucket{le=\"1\"} 2",
        "leadclock_receiver_request_seconds_count 4",
    ] {
        assert!(metrics.body.contains(&format!("{line}\n")), "{line} in {}", metrics.body);
    }
    let log = server.shop.log.lock().unwrap().join("\n");
    let forms: Vec<_> =
        log.lines().map(|line| line.split(' ').take(3).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        forms,
        [
            "web accepted 200",
            "- not_found 404",
            "web unreadable 400",
            "- bad_head 400",
            "- metrics 200"
        ]
    );
    assert!(log.lines().next().unwrap().ends_with(" ms 14 bytes"), "{log}");
    for text in [&log, &metrics.body] {
        assert!(!text.contains("canary") && !text.contains("4f1d"), "{text}");
    }
}
