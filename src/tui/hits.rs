//! What of the last frame answers a pointer, and where it stands.
//!
//! The view notes it as it draws, so a click means what was seen, and there is no second geometry. To
//! make something clickable: a target here, its note where it is drawn, and its arm in `mouse`.

use ratatui::layout::{Position, Rect};

use super::keyname::Key;
use super::keys::Action;
use crate::app::LeadKey;
use crate::domain::funnel::Channel;
use crate::domain::queue::Group;

/// What stands at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// A key, written with what it does.
    Key(Key),
    /// The name of a view.
    Tab(Action),
    /// A lead, in the list or in a column of the board.
    Lead(Option<usize>, LeadKey),
    /// The heading of a group.
    Heading(Group),
    /// The address or the number of the lead, which can be opened.
    Way(Channel),
    /// A line of the palette.
    Line(usize),
    /// The list, wherever nothing else stands.
    List,
    /// A page, likewise.
    Page,
    /// A column of the board, likewise.
    Column(usize),
    /// What covers all of that.
    Panel,
}

impl Target {
    /// Returns whether it is the ground on which other things stand, and which a wheel moves.
    const fn is_ground(self) -> bool {
        matches!(self, Self::List | Self::Page | Self::Column(_) | Self::Panel)
    }
}

/// What answers a pointer, in the order in which it was drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hits(Vec<(Rect, Target)>);

impl Hits {
    /// Notes that something was drawn.
    pub fn note(&mut self, area: Rect, target: Target) {
        self.0.push((area, target));
    }

    /// Forgets everything: what was drawn is no longer what is there.
    pub fn forget(&mut self) {
        self.0.clear();
    }

    /// Returns what stands uppermost at a place.
    pub fn at(&self, place: Position) -> Option<Target> {
        self.0.iter().rev().find(|(area, _)| area.contains(place)).map(|(_, target)| *target)
    }

    /// Returns where addresses and numbers stand.
    pub fn ways(&self) -> impl Iterator<Item = (Rect, Channel)> {
        self.0.iter().filter_map(|(area, target)| match target {
            Target::Way(channel) => Some((*area, *channel)),
            _ => None,
        })
    }

    /// Returns what a wheel moves at a place.
    pub fn ground(&self, place: Position) -> Option<Target> {
        let mut under = self.0.iter().rev().filter(|(area, _)| area.contains(place));
        under.find(|(_, target)| target.is_ground()).map(|(_, target)| *target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_drawn_last_lies_uppermost_and_covers_what_is_below() {
        let mut hits = Hits::default();
        hits.note(Rect::new(0, 0, 10, 10), Target::List);
        hits.note(Rect::new(0, 1, 10, 1), Target::Line(1));
        let (line, below) = (Position::new(3, 1), Position::new(3, 2));
        assert_eq!((hits.at(line), hits.ground(line)), (Some(Target::Line(1)), Some(Target::List)));
        assert_eq!((hits.at(below), hits.at(Position::new(10, 2))), (Some(Target::List), None));
        hits.note(Rect::new(0, 0, 10, 2), Target::Panel);
        assert_eq!((hits.at(line), hits.ground(line)), (Some(Target::Panel), Some(Target::Panel)));
    }
}
