//! Colours as light: what a terminal makes of their names, and whether its ground is dark or light.
//!
//! A terminal's own sixteen colours are its user's taste; those here are a usual, calm set, for
//! pictures and for judging a theme. The other 240 are the same everywhere.

use ratatui::style::Color;

/// What a terminal writes on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    /// Light letters on a dark ground.
    #[default]
    Dark,
    /// Dark letters on a light ground.
    Light,
}

/// Red, green and blue, 0 to 255 each.
pub type Rgb = [u8; 3];

/// Text, ground, and the sixteen colours with a name, on each ground.
const DARK: (Rgb, Rgb, [Rgb; 16]) = (
    [0xd4, 0xd7, 0xdd],
    [0x16, 0x18, 0x1d],
    [
        [0x26, 0x2a, 0x33],
        [0xd9, 0x5f, 0x5f],
        [0x87, 0xaf, 0x6f],
        [0xd0, 0xa8, 0x5c],
        [0x6b, 0x95, 0xd0],
        [0xb3, 0x80, 0xc4],
        [0x5f, 0xac, 0xb5],
        [0xa9, 0xae, 0xb8],
        [0x6b, 0x72, 0x80],
        [0xf0, 0x80, 0x78],
        [0xa5, 0xcc, 0x8c],
        [0xe8, 0xc8, 0x80],
        [0x8a, 0xb4, 0xf0],
        [0xcc, 0xa0, 0xdc],
        [0x80, 0xc8, 0xd0],
        [0xf0, 0xf2, 0xf5],
    ],
);
const LIGHT: (Rgb, Rgb, [Rgb; 16]) = (
    [0x24, 0x29, 0x2f],
    [0xff, 0xff, 0xff],
    [
        [0x24, 0x29, 0x2f],
        [0xb3, 0x26, 0x1e],
        [0x2e, 0x6f, 0x2e],
        [0x8a, 0x5a, 0x00],
        [0x1f, 0x5f, 0xb8],
        [0x84, 0x3f, 0xa1],
        [0x0f, 0x6b, 0x78],
        [0x57, 0x60, 0x6a],
        [0x8c, 0x95, 0x9f],
        [0xcf, 0x22, 0x2e],
        [0x2d, 0x8a, 0x45],
        [0xa8, 0x70, 0x00],
        [0x2f, 0x78, 0xd8],
        [0x9a, 0x50, 0xb8],
        [0x1b, 0x7c, 0x8a],
        [0xe8, 0xea, 0xed],
    ],
);

/// The steps of each part in the cube of 216 colours.
const STEPS: [u8; 6] = [0, 95, 135, 175, 215, 255];

impl Ground {
    /// Tells the ground by its colour, as a terminal names it.
    pub fn of([red, green, blue]: Rgb) -> Self {
        // How bright an eye finds them (ITU-R BT.601), in thousands.
        let bright = 299 * u32::from(red) + 587 * u32::from(green) + 114 * u32::from(blue);
        if bright > 127_500 { Self::Light } else { Self::Dark }
    }

    /// Reads what some terminals put into COLORFGBG: `15;0`, or `0;default;15`. `None` where it
    /// says nothing about the ground.
    pub fn from_environment(colors: &str) -> Option<Self> {
        match colors.rsplit(';').next()?.trim().parse::<u8>().ok()? {
            0..=6 | 8 => Some(Self::Dark),
            7 | 9..=15 => Some(Self::Light),
            _ => None,
        }
    }

    /// Returns the colour of text that has no other.
    pub const fn text(self) -> Rgb {
        self.palette().0
    }

    /// Returns the colour of the ground itself.
    pub const fn ground(self) -> Rgb {
        self.palette().1
    }

    /// Returns a colour as light. What has none of its own is `otherwise`.
    pub fn light(self, color: Color, otherwise: Rgb) -> Rgb {
        let named = |index: usize| self.palette().2[index];
        match color {
            Color::Reset => otherwise,
            Color::Rgb(red, green, blue) => [red, green, blue],
            Color::Black => named(0),
            Color::Red => named(1),
            Color::Green => named(2),
            Color::Yellow => named(3),
            Color::Blue => named(4),
            Color::Magenta => named(5),
            Color::Cyan => named(6),
            Color::Gray => named(7),
            Color::DarkGray => named(8),
            Color::LightRed => named(9),
            Color::LightGreen => named(10),
            Color::LightYellow => named(11),
            Color::LightBlue => named(12),
            Color::LightMagenta => named(13),
            Color::LightCyan => named(14),
            Color::White => named(15),
            Color::Indexed(index @ 0..=15) => named(usize::from(index)),
            Color::Indexed(index @ 16..=231) => {
                let cell = usize::from(index - 16);
                [cell / 36, cell / 6 % 6, cell % 6].map(|step| STEPS[step])
            }
            Color::Indexed(index) => [8 + 10 * (index - 232); 3],
        }
    }

    const fn palette(self) -> &'static (Rgb, Rgb, [Rgb; 16]) {
        match self {
            Self::Dark => &DARK,
            Self::Light => &LIGHT,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ground_is_told_by_how_bright_it_is() {
        for (rgb, ground) in [
            ([0, 0, 0], Ground::Dark),
            ([0, 43, 54], Ground::Dark),
            ([127, 127, 127], Ground::Dark),
            ([0, 0, 255], Ground::Dark),
            ([253, 246, 227], Ground::Light),
            ([255, 255, 0], Ground::Light),
            ([255, 255, 255], Ground::Light),
        ] {
            assert_eq!(Ground::of(rgb), ground, "{rgb:?}");
        }
        assert_eq!(Ground::of(DARK.1), Ground::Dark);
        assert_eq!(Ground::of(LIGHT.1), Ground::Light);
    }

    #[test]
    fn what_the_environment_says_is_read() {
        for (said, ground) in [
            ("15;0", Some(Ground::Dark)),
            ("0;15", Some(Ground::Light)),
            ("0;default;15", Some(Ground::Light)),
            ("12;8", Some(Ground::Dark)),
            ("0;7", Some(Ground::Light)),
            ("default;default", None),
            ("", None),
            ("0;231", None),
        ] {
            assert_eq!(Ground::from_environment(said), ground, "{said:?}");
        }
    }

    #[test]
    fn the_colours_by_number_are_those_of_every_terminal() {
        for (index, rgb) in [
            (16, [0, 0, 0]),
            (21, [0, 0, 255]),
            (160, [215, 0, 0]),
            (231, [255, 255, 255]),
            (232, [8, 8, 8]),
            (255, [238, 238, 238]),
        ] {
            assert_eq!(Ground::Dark.light(Color::Indexed(index), [1, 2, 3]), rgb, "{index}");
        }
        assert_eq!(Ground::Dark.light(Color::Indexed(4), [0; 3]), DARK.2[4]);
        assert_eq!(Ground::Light.light(Color::Reset, [1, 2, 3]), [1, 2, 3]);
    }
}
