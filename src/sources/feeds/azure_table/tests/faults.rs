//! Whatever goes wrong, and whenever the program ends: no row is left out.

use std::collections::{BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};

use proptest::prelude::*;

use super::*;

/// What the server does with one question.
#[derive(Clone, Debug)]
enum Deed {
    Answer,
    /// Answers, and a row is written just before and just after.
    Write(u8),
    /// Answers without rows, but with a token.
    Empty,
    /// Answers with one row, but with a token.
    Short,
    /// Gives the answer before once more.
    Again,
    Refuse(u16),
    CutBefore,
    CutInHead,
    CutInBody,
    NoJson,
    Page,
    NoDate,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        6 => Just(Deed::Answer),
        4 => any::<u8>().prop_map(Deed::Write),
        1 => Just(Deed::Empty),
        1 => Just(Deed::Short),
        1 => Just(Deed::Again),
        2 => prop::sample::select(vec![400, 403, 408, 413, 429, 500, 503, 504])
            .prop_map(Deed::Refuse),
        1 => Just(Deed::CutBefore),
        1 => Just(Deed::CutInHead),
        1 => Just(Deed::CutInBody),
        1 => Just(Deed::NoJson),
        1 => Just(Deed::Page),
        1 => Just(Deed::NoDate),
    ]
}

fn wrong(
    table: Table,
    deeds: Arc<Mutex<VecDeque<Deed>>>,
    slowness: u64,
) -> impl FnMut(&Asked) -> Reply + Send {
    let (mut round, mut before) = (0, None::<(Option<String>, Reply)>);
    move |asked| {
        round += 1;
        table.clock.pass(Duration::from_secs(slowness));
        let asked = &Asked { at: table.clock.now(), ..asked.clone() };
        let answer = match deeds.lock().expect("deeds").pop_front().unwrap_or(Deed::Answer) {
            Deed::Answer => table.answer(asked, round),
            Deed::Write(place) => {
                table.insert(&format!("p{}", place % 6), &format!("before{round}"));
                let answer = table.answer(asked, round);
                table.clock.pass(Duration::from_millis(1));
                table.insert(&format!("p{}", place % 5), &format!("after{round}"));
                answer
            }
            Deed::Empty => table.answer_up_to(asked, round, 0),
            Deed::Short => table.answer_up_to(asked, round, 1),
            Deed::Again => match before.clone() {
                Some((next, reply)) if next == value(asked, "NextPartitionKey") => reply,
                _ => table.answer(asked, round),
            },
            Deed::Refuse(status) => reply(status, &[("Retry-After", "7")], "<e/>", asked.at),
            Deed::CutBefore => Vec::new(),
            Deed::CutInHead => table.answer(asked, round)[..20].to_vec(),
            Deed::CutInBody => {
                let mut answer = table.answer(asked, round);
                answer.pop();
                answer
            }
            Deed::NoJson => reply(200, &[], "{\"value\":[{}", asked.at),
            Deed::Page => reply(200, &[("Content-Type", "text/html")], "<html>", asked.at),
            Deed::NoDate => {
                let answer = String::from_utf8(table.answer(asked, round)).expect("UTF-8");
                answer.replacen("Date:", "X-Date:", 1).into_bytes()
            }
        };
        let text = String::from_utf8_lossy(&answer);
        if let Some((_, rest)) = text.split_once("x-ms-continuation-nextpartitionkey: ") {
            let next = rest.split('\r').next().map(str::to_owned);
            before = Some((next, answer.clone()));
        }
        answer
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn no_row_is_left_out(
        rows in 0usize..25,
        page in 1usize..6,
        has_row_tokens in any::<bool>(),
        slowness in 0u64..150,
        deeds in prop::collection::vec(deed(), 0..40),
        // Behind how many pieces the program ends, and whether the last of them was stored.
        kills in prop::collection::vec((1usize..6, any::<bool>()), 0..8),
    ) {
        let clock = Clock::new();
        let mut table = filled(&clock, rows, page);
        table.has_row_tokens = has_row_tokens;
        let deeds = Arc::new(Mutex::new(VecDeque::from(deeds)));
        let server = Server::start(&clock, wrong(table.clone(), deeds.clone(), slowness));
        let (mut stored, mut cursor) = (BTreeSet::new(), None::<Value>);
        let mut take = |pulled: &Pulled, places: &[Place], cursors: &[Value]| {
            stored.extend(places.iter().cloned());
            cursor = cursors.last().cloned().or(cursor.take());
            let told = format!("{:?}", pulled.outcome);
            prop_assert!(!told.contains(KEY), "{}", told);
            Ok(cursor.clone())
        };
        let mut from = None;
        for (pieces, is_stored) in kills {
            let pulled = pull_pieces(&server, &clock, from.clone(), pieces);
            let kept = match is_stored || pulled.whole.cursors.len() < pieces {
                true => &pulled.whole,
                false => &pulled.without_last,
            };
            from = take(&pulled.whole, &kept.places, &kept.cursors)?;
            clock.pass(Duration::from_secs(slowness));
        }
        // Two whole passes without a fault must bring whatever is left.
        let mut passes = 0;
        while passes < 2 {
            let is_over = deeds.lock().expect("deeds").is_empty();
            let pulled = pull(&mut *open_with_key(&server), &clock, from.clone());
            from = take(&pulled, &pulled.places, &pulled.cursors)?;
            passes += usize::from(is_over);
            prop_assert!(!is_over || pulled.outcome.is_none(), "{:?}", pulled.outcome);
            clock.pass(Duration::from_secs(60 * 60));
        }
        let all: BTreeSet<_> = table.places().into_iter().collect();
        prop_assert_eq!(stored, all);
    }
}

/// What was pulled, and what of it without the last piece.
struct Pieces {
    whole: Pulled,
    without_last: Pulled,
}

fn pull_pieces(server: &Server, clock: &Clock, from: Option<Value>, pieces: usize) -> Pieces {
    let mut feed = open_with_key(server);
    let (mut whole, mut without_last) = (Pulled::default(), Pulled::default());
    let outcome = clock.world(|world| {
        feed.pull(from, world, &mut |piece| {
            without_last.places = whole.places.clone();
            without_last.cursors = whole.cursors.clone();
            whole.places.extend(piece.items.into_iter().map(|(_, place)| place));
            whole.cursors.push(piece.cursor);
            match whole.cursors.len() < pieces {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        })
    });
    whole.outcome = outcome.err();
    Pieces { whole, without_last }
}
