//! Where things stand on a screen of a given size: the one place that knows, for the model's
//! paging and for the view alike.

use ratatui::layout::Rect;

/// The smallest screen that shows anything but what is needed.
pub(super) const SMALLEST: (u16, u16) = (60, 15);
/// From this width on the detail stands beside the list.
const SIDE_BY_SIDE: u16 = 100;

/// The parts of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Who is at the keys and how much is due: the first line.
    pub header: Rect,
    /// The view and the filter: the second line.
    pub filter: Rect,
    /// The queue, or what covers it.
    pub list: Rect,
    /// The detail beside it.
    pub detail: Option<Rect>,
    /// Both together.
    pub body: Rect,
    /// What just happened, or what is being typed.
    pub status: Rect,
    /// The keys.
    pub footer: Rect,
}

/// The lines of a card, the empty one below it included.
pub(super) const CARD: u16 = 4;

impl Layout {
    /// Returns how many cards stand in a column of the board, below its heading.
    pub(super) fn cards(&self) -> usize {
        usize::from((self.body.height.saturating_sub(2) + 1) / CARD).max(1)
    }
}

/// Divides a screen; `None` where it is too small.
pub(super) fn layout(columns: u16, rows: u16) -> Option<Layout> {
    if columns < SMALLEST.0 || rows < SMALLEST.1 {
        return None;
    }
    let line = |y| Rect::new(0, y, columns, 1);
    let body = Rect::new(0, 2, columns, rows - 4);
    let (list, detail) = if columns >= SIDE_BY_SIDE {
        let list = columns * 11 / 20;
        let detail = Rect { x: list, width: columns - list, ..body };
        (Rect { width: list, ..body }, Some(detail))
    } else {
        (body, None)
    };
    Some(Layout {
        header: line(0),
        filter: line(1),
        list,
        detail,
        body,
        status: line(rows - 2),
        footer: line(rows - 1),
    })
}
