//! The query language: what it means in the store is what the domain says, on every way in.

use leadclock::app::query::{self, Anchor, WindowRequest};
use leadclock::app::{Entry, GroupSet, LeadKey, Tally};
use leadclock::domain::clock::{Clock, clock};
use leadclock::domain::policy::Policy;
use leadclock::domain::query::{Facts, Moment};
use leadclock::domain::queue::{Group, group};
use leadclock::domain::zone::Zone;
use proptest::prelude::*;

use crate::store::{all_entries, any_happening, happen};
use crate::support::{Home, at, filter};

/// A query as somebody may write it.
fn any_query() -> impl Strategy<Value = String> {
    let value = prop::sample::select(vec![
        "first",
        "ast1",
        "com",
        "1",
        "e",
        "\"ny 3\"",
        "person1@",
        "zz",
        "@e",
        "last2",
        "44207946",
        "is:open",
        "is:overdue",
        "is:due_soon",
        "is:on_track",
        "is:met",
        "is:snoozed",
        "is:forgotten",
        "is:test",
        "is:do_not_contact",
        "stage:trial",
        "stage:interest,acquired",
        "stage:do_not_contact",
        "stage:other",
        "status:new",
        "status:working",
        "status:qualified",
        "status:nurturing",
        "status:dismissed",
        "reason:budget",
        "reason:opted_out",
        "owner:me",
        "owner:none",
        "owner:\"ben smith\"",
        "milestone:won",
        "source:test_drive",
        "feed:web",
        "country:de",
        "country:fr",
        "has:phone",
        "has:email",
        "has:owner",
        "has:note",
        "has:country",
        "name:first1",
        "company:\"company 3\"",
        "offer:engine",
        "email:@example",
        "phone:0018",
        "touches:0",
        "touches:>=1",
        "touches:<2",
        "due:<2h",
        "due:>=1d",
        "due:today",
        "due:none",
        "due:<=tomorrow",
        "due:1h..3d",
        "asked:>2d",
        "asked:<1w",
        "asked:today",
        "asked:2025-01-01..2025-01-08",
        "received:>1h",
        "received:yesterday",
        "touched:never",
        "touched:<1d",
        "touched:<=2025-01-06",
        "touched:3w",
    ])
    .prop_map(str::to_owned);
    value.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 1..3).prop_map(|all| all.join(" ")),
            prop::collection::vec(inner.clone(), 1..3)
                .prop_map(|any| format!("({})", any.join(" or "))),
            inner.prop_map(|one| format!("-({one})")),
        ]
    })
}

fn leads(entries: Vec<Entry>) -> Vec<LeadKey> {
    let keys = entries.into_iter().filter_map(|entry| match entry {
        Entry::Lead(_, row) => Some(row.key),
        Entry::Heading(_) => None,
    });
    keys.collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 120, ..ProptestConfig::default() })]

    #[test]
    fn the_store_finds_what_the_domain_says(
        happenings in prop::collection::vec(any_happening(), 1..30),
        line in any_query(),
        hours in -100i64..300,
        page in 1usize..7,
    ) {
        let home = Home::new();
        let mut store = home.store();
        happen(&mut store, &happenings);
        let filter = filter(&line);
        let (policy, zone) = (Policy::default(), Zone::utc());
        let moment = Moment { now: at(hours), zone: &zone, policy: &policy };
        let all = store.keys(&Default::default(), at(hours)).unwrap();
        let is_meant = |key: &LeadKey| {
            let lead = store.lead(*key).unwrap().unwrap().lead;
            filter.query().holds(&Facts::of(&lead, &policy), moment)
        };
        let meant: Vec<LeadKey> = all.into_iter().filter(is_meant).collect();
        prop_assert_eq!(&store.keys(&filter, at(hours)).unwrap(), &meant, "{}", line);

        let mut open = GroupSet::stages();
        open.insert(Group::Test);
        let mut shown = leads(all_entries(&store, hours, open, &filter, page));
        shown.sort_unstable();
        prop_assert_eq!(&shown, &meant, "{}", line);
        for after in [page, 1_000] {
            let request = WindowRequest {
                now: at(hours), open, filter: filter.clone(), anchor: Anchor::Top, before: 0, after, as_cards: false,
            };
            let matched = query::window(&store, &request).unwrap().matched;
            prop_assert!(filter.is_empty() || matched.is_none_or(|matched| matched == meant.len()), "{}", line);
            prop_assert!(matched.is_some() || after == page, "all was read: {}", line);
        }

        let request = WindowRequest {
            now: at(hours), open, filter: filter.clone(), anchor: Anchor::Top, before: 0, after: 0, as_cards: true,
        };
        let window = query::window(&store, &request).unwrap();
        let spots: Vec<_> = window.entries.iter().map(Entry::spot).collect();
        let is_sorted = spots.windows(2).all(|pair| {
            let (a, b) = (pair[0].row.unwrap().place, pair[1].row.unwrap().place);
            let stages = pair[0].group.is_stage() && pair[1].group.is_stage();
            if stages { (a.idle, a.sort) <= (b.idle, b.sort) } else { pair[0].group <= pair[1].group }
        });
        prop_assert!(is_sorted, "{:?}", spots);
        let mut cards = leads(window.entries);
        cards.sort_unstable();
        if !filter.is_empty() {
            prop_assert_eq!(&cards, &meant, "{}", line);
        }

        let not_tests = meant.iter().filter(|key| {
            let asked = filter.query().asks_for_tests();
            asked || filter.query().is_everything() || !store.lead(**key).unwrap().unwrap().lead.is_test()
        });
        let counted = store.tally(&filter, at(hours), 1_000).unwrap();
        prop_assert_eq!(counted, Tally::Exactly(not_tests.count() as u64), "{}", line);
    }

    #[test]
    fn what_there_is_to_do_stands_by_what_is_owed_and_the_forgotten_last(
        happenings in prop::collection::vec(any_happening(), 1..40),
        hours in -100i64..900,
    ) {
        let home = Home::new();
        let mut store = home.store();
        happen(&mut store, &happenings);
        let (policy, now) = (Policy::default(), at(hours));
        let is_to_do = |key: &LeadKey| {
            let lead = store.lead(*key).unwrap().unwrap().lead;
            match group(&lead, &policy, now) {
                Group::Nurturing => clock(&lead, &policy, now) == Clock::Overdue,
                group => group.is_stage() || group == Group::Forgotten,
            }
        };
        let all = store.keys(&Default::default(), now).unwrap();
        let expected: Vec<LeadKey> = all.into_iter().filter(is_to_do).collect();
        let rows = query::by_urgency(&store, now, 100).unwrap();
        let order: Vec<_> = rows
            .iter()
            .map(|(group, row)| {
                (*group == Group::Forgotten, row.due.is_none(), row.due.map(|due| due.at))
            })
            .collect();
        prop_assert!(order.is_sorted(), "{:?}", rows);
        let mut keys: Vec<LeadKey> = rows.iter().map(|(_, row)| row.key).collect();
        keys.sort_unstable();
        prop_assert_eq!(keys, expected);
    }
}
