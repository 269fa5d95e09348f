//! A frame as a picture: SVG, drawn from the cells alone.
//!
//! It looks the same whatever the reader's font: every stretch of text says where it begins and how
//! wide it is, and lines and bars are shapes. The same frame gives the same bytes.

use std::fmt::Write;

use ratatui::buffer::{Buffer, Cell};
use ratatui::style::Modifier;

use crate::domain::text::columns;
use crate::tui::colours::{Ground, Rgb};

/// A cell, the letters in it, and the rim around the frame, in units of the picture.
const CELL: (u32, u32) = (9, 20);
const LETTERS: u32 = 15;
const BASELINE: u32 = 15;
const RIM: u32 = 14;

const FONTS: &str = "ui-monospace,'SF Mono','Cascadia Mono','DejaVu Sans Mono',Menlo,Consolas,\
                     'Noto Sans Mono CJK SC',monospace";

/// Returns a frame as SVG, its text and ground where they have no colour of their own being those of
/// a usual terminal.
pub fn svg_of(frame: &Buffer, ground: Ground) -> String {
    let area = frame.area;
    let (width, height) =
        (u32::from(area.width) * CELL.0 + 2 * RIM, u32::from(area.height) * CELL.1 + 2 * RIM);
    let paper = frame.content.first().map_or(ground.ground(), |cell| look(cell, ground).paper);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"img\">\n\
         <title>leadclock</title>\n\
         <rect x=\".5\" y=\".5\" width=\"{}\" height=\"{}\" rx=\"8\" fill=\"{}\" \
         stroke=\"#808080\" stroke-opacity=\".35\"/>\n\
         <g font-family=\"{FONTS}\" font-size=\"{LETTERS}\">\n",
        width - 1,
        height - 1,
        hex(paper)
    );
    for y in area.top()..area.bottom() {
        for run in runs(frame, y, ground) {
            draw(&run, u32::from(y - area.top()), paper, &mut svg);
        }
    }
    svg.push_str("</g>\n</svg>\n");
    svg
}

/// How a cell looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Look {
    ink: Rgb,
    paper: Rgb,
    emphasis: Modifier,
}

fn look(cell: &Cell, ground: Ground) -> Look {
    let ink = ground.light(cell.fg, ground.text());
    let paper = ground.light(cell.bg, ground.ground());
    let swaps = cell.modifier.contains(Modifier::REVERSED);
    let (ink, paper) = if swaps { (paper, ink) } else { (ink, paper) };
    // A stroke under blanks shows; how bold they are does not.
    let seen = match cell.symbol() == " " && !cell.modifier.contains(Modifier::UNDERLINED) {
        true => Modifier::empty(),
        false => cell.modifier - Modifier::REVERSED,
    };
    Look { ink, paper, emphasis: seen }
}

/// Neighbouring cells that are drawn at once.
struct Run {
    /// The columns where it begins and of which it takes so many.
    from: u32,
    wide: u32,
    look: Look,
    words: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Blank,
    /// Letters of one column each.
    Plain,
    /// Letters that need shaping, or more room.
    Other,
    /// A line or a bar: its place in the cell, in sixteenths of its width and height.
    Shape([u32; 4]),
}

fn kind(symbol: &str) -> Kind {
    match symbol {
        " " => Kind::Blank,
        symbol => match shape(symbol) {
            Some(place) => Kind::Shape(place),
            None if is_plain(symbol) => Kind::Plain,
            None => Kind::Other,
        },
    }
}

/// Returns whether a symbol is a letter or sign that stands alone, from left to right.
fn is_plain(symbol: &str) -> bool {
    let mut letters = symbol.chars();
    let is_known = |letter| matches!(letter, ' '..='\u{58f}' | '\u{1e00}'..='\u{1fff}' | '\u{2010}'..='\u{2bff}');
    letters.next().is_some_and(is_known) && letters.next().is_none() && columns(symbol) == 1
}

/// Returns where in its cell a line or bar stands: x, y, width, height, in sixteenths.
fn shape(symbol: &str) -> Option<[u32; 4]> {
    const LOWER: &str = "▁▂▃▄▅▆▇█";
    const LEFT: &str = "▏▎▍▌▋▊▉";
    let place = |bars: &str| bars.chars().position(|bar| symbol == bar.to_string());
    let eighths = |place: usize| u32::try_from(place + 1).map(|eighths| 2 * eighths).ok();
    match symbol {
        "─" => Some([0, 8, 16, 1]),
        "━" => Some([0, 7, 16, 3]),
        "│" => Some([7, 0, 2, 16]),
        _ => match (place(LOWER), place(LEFT)) {
            (Some(index), _) => eighths(index).map(|high| [0, 16 - high, 16, high]),
            (_, Some(index)) => eighths(index).map(|wide| [0, 0, wide, 16]),
            _ => None,
        },
    }
}

fn runs(frame: &Buffer, y: u16, ground: Ground) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut x = frame.area.left();
    while x < frame.area.right() {
        let cell = &frame[(x, y)];
        let (look, kind) = (look(cell, ground), kind(cell.symbol()));
        // A wide letter covers the next cell too.
        let wide = u16::try_from(columns(cell.symbol())).unwrap_or(1).max(1);
        let wide = wide.min(frame.area.right() - x);
        let from = u32::from(x - frame.area.left());
        match runs.last_mut().filter(|run| run.look == look && run.kind == kind) {
            Some(run) => {
                run.wide += u32::from(wide);
                run.words.push_str(cell.symbol());
            }
            None => {
                let words = cell.symbol().to_owned();
                runs.push(Run { from, wide: u32::from(wide), look, words, kind });
            }
        }
        x += wide;
    }
    joined(runs)
}

/// Puts words that one blank parts into one stretch again; and what a single sign parts, where the
/// words may run from right to left.
fn joined(runs: Vec<Run>) -> Vec<Run> {
    let mut joined: Vec<Run> = Vec::new();
    for run in runs {
        let fits = match joined.as_slice() {
            [.., before, between] => {
                let is_between = match between.kind {
                    Kind::Blank => is_alike(&between.look, &run.look),
                    Kind::Plain => run.kind == Kind::Other && between.look == run.look,
                    _ => false,
                };
                let is_text = matches!(run.kind, Kind::Plain | Kind::Other);
                is_text
                    && is_between
                    && between.wide == 1
                    && (before.kind, before.look) == (run.kind, run.look)
            }
            _ => false,
        };
        if fits
            && let Some(between) = joined.pop()
            && let Some(before) = joined.last_mut()
        {
            before.words.push_str(&between.words);
            before.words.push_str(&run.words);
            before.wide += between.wide + run.wide;
        } else {
            joined.push(run);
        }
    }
    joined
}

/// Returns whether a blank looks as it would inside of a stretch.
fn is_alike(blank: &Look, stretch: &Look) -> bool {
    let under = |look: &Look| look.emphasis.contains(Modifier::UNDERLINED);
    blank.paper == stretch.paper && under(blank) == under(stretch)
}

fn draw(run: &Run, row: u32, paper: Rgb, svg: &mut String) {
    let (x, y) = (RIM + run.from * CELL.0, RIM + row * CELL.1);
    let wide = run.wide * CELL.0;
    // Writing to a string never fails.
    if run.look.paper != paper {
        let fill = hex(run.look.paper);
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{}\" fill=\"{fill}\"/>",
            CELL.1
        );
    }
    let ink = hex(run.look.ink);
    let mut style = String::new();
    if run.look.emphasis.contains(Modifier::DIM) {
        style.push_str(" opacity=\".6\"");
    }
    if run.look.emphasis.contains(Modifier::UNDERLINED) {
        let under = y + BASELINE + 2;
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{under}\" width=\"{wide}\" height=\"1\" fill=\"{ink}\"{style}/>"
        );
    }
    match run.kind {
        Kind::Blank => {}
        Kind::Shape([left, top, across, down]) => {
            // A line goes on through all its cells; a bar that is not full stands in each.
            let pieces = if across == 16 {
                vec![(x, wide)]
            } else {
                (0..run.wide).map(|cell| (x + cell * CELL.0, CELL.0)).collect()
            };
            for (x, wide) in pieces {
                let _ = writeln!(
                    svg,
                    "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{ink}\"{style}/>",
                    sixteenths(x, left, CELL.0),
                    sixteenths(y, top, CELL.1),
                    if across == 16 { wide.to_string() } else { sixteenths(0, across, CELL.0) },
                    sixteenths(0, down, CELL.1),
                );
            }
        }
        Kind::Plain | Kind::Other => {
            if run.look.emphasis.contains(Modifier::BOLD) {
                style.push_str(" font-weight=\"700\"");
            }
            if run.look.emphasis.contains(Modifier::ITALIC) {
                style.push_str(" font-style=\"italic\"");
            }
            let _ = writeln!(
                svg,
                "<text x=\"{x}\" y=\"{}\" textLength=\"{wide}\" lengthAdjust=\"{}\" \
                 fill=\"{ink}\"{style}>{}</text>",
                y + BASELINE,
                // Letters that join are drawn as one, and pressed into their columns.
                if run.kind == Kind::Plain { "spacing" } else { "spacingAndGlyphs" },
                escaped(&run.words)
            );
        }
    }
}

/// Returns a place in a cell as a number with at most two digits behind the point.
fn sixteenths(from: u32, count: u32, of: u32) -> String {
    let hundredths = from * 100 + count * of * 100 / 16;
    match (hundredths / 100, hundredths % 100) {
        (whole, 0) => whole.to_string(),
        (whole, rest) => format!("{whole}.{rest:02}").trim_end_matches('0').to_owned(),
    }
}

fn hex([red, green, blue]: Rgb) -> String {
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn escaped(words: &str) -> String {
    words.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::{Color, Style};

    use super::*;

    fn svg(words: &str, style: Style) -> String {
        let wide = u16::try_from(columns(words)).expect("a short line");
        let mut frame = Buffer::empty(Rect::new(0, 0, wide, 1));
        frame.set_string(0, 0, words, style);
        svg_of(&frame, Ground::Dark)
    }

    /// What is drawn, without the paper.
    fn drawn(words: &str, style: Style) -> Vec<String> {
        let svg = svg(words, style);
        let (_, inside) = svg.split_once("font-size=\"15\">\n").expect("a group");
        let (inside, _) = inside.split_once("</g>").expect("its end");
        inside.lines().map(str::to_owned).collect()
    }

    #[test]
    fn words_that_one_blank_parts_are_one_stretch_and_others_stand_apart() {
        let drawn = drawn("two words   far", Style::new());
        assert_eq!(drawn.len(), 2, "{drawn:?}");
        assert!(drawn[0].starts_with("<text x=\"14\" y=\"29\" textLength=\"81\""), "{drawn:?}");
        assert!(drawn[0].ends_with(">two words</text>"), "{drawn:?}");
        assert!(drawn[1].starts_with("<text x=\"122\" y=\"29\" textLength=\"27\""), "{drawn:?}");
    }

    #[test]
    fn wide_letters_take_two_columns_and_stand_apart_from_narrow_ones() {
        let drawn = drawn("a李伟b", Style::new());
        let places: Vec<bool> = ["x=\"14\"", "x=\"23\"", "x=\"59\""]
            .iter()
            .zip(&drawn)
            .map(|(place, text)| text.contains(place))
            .collect();
        assert_eq!(places, [true, true, true], "{drawn:?}");
        assert!(drawn[1].contains("textLength=\"36\""), "{drawn:?}");
    }

    #[test]
    fn words_from_right_to_left_are_not_torn_at_their_signs() {
        let drawn = drawn("נועה כהן-לביא", Style::new());
        assert_eq!(drawn.len(), 1, "{drawn:?}");
    }

    #[test]
    fn lines_and_bars_are_shapes() {
        let drawn = drawn("──▌▆", Style::new().fg(Color::Rgb(1, 2, 3)));
        assert_eq!(
            drawn,
            [
                "<rect x=\"14\" y=\"24\" width=\"18\" height=\"1.25\" fill=\"#010203\"/>",
                "<rect x=\"32\" y=\"14\" width=\"4.5\" height=\"20\" fill=\"#010203\"/>",
                "<rect x=\"41\" y=\"19\" width=\"9\" height=\"15\" fill=\"#010203\"/>",
            ]
        );
    }

    #[test]
    fn emphasis_and_what_swaps_is_drawn() {
        let style = Style::new().fg(Color::Rgb(1, 2, 3)).bg(Color::Rgb(4, 5, 6));
        let drawn = drawn("  a", style.bold().underlined().reversed());
        let all = drawn.join("\n");
        assert!(all.contains("fill=\"#040506\" font-weight=\"700\">a</text>"), "{all}");
        assert!(all.contains("y=\"31\" width=\"18\" height=\"1\" fill=\"#040506\"/>"), "{all}");
        assert!(!all.contains("<rect x=\"14\" y=\"14\""), "the paper is that of the frame: {all}");
        assert!(svg("x", style.reversed()).contains("rx=\"8\" fill=\"#010203\""));
    }

    #[test]
    fn signs_of_the_form_itself_are_escaped() {
        let svg = svg("<a>&\"", Style::new());
        assert!(svg.contains(">&lt;a&gt;&amp;\"</text>"), "{svg}");
    }
}
