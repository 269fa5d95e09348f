//! The templates that ship with leadclock: their names, and the files of `assets/templates`.

macro_rules! shipped {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../../assets/templates/", $name, ".txt")))),+]
    };
}

/// Name and text of each.
pub(crate) const SHIPPED: &[(&str, &str)] = shipped![
    "after-voicemail",
    "closing",
    "first-acquired",
    "first-chinese",
    "first-german",
    "first-interest",
    "first-trial",
    "second-mail",
    "third-mail",
];
