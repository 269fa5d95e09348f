//! Handing a draft to the rep's own mail program, the one way out of this floor.

use super::draft::Draft;

/// Why no mail program was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The draft has no address.
    #[error("the draft has no e-mail address")]
    NoAddress,
    /// Nothing on this machine took the link.
    #[error("no mail program took the draft")]
    NoProgram,
}

/// Opens a draft in the program that is set for `mailto:` links.
///
/// The program runs detached, with its standard streams closed: it neither ends with this one nor
/// writes over a screen. This waits up to a quarter of a second for each program that is tried, so a
/// screen calls it from a worker. That a window came up can not be known.
///
/// # Errors
/// Where there is no address, or no program.
pub fn open_draft(draft: &Draft) -> Result<(), OpenError> {
    let link = draft.mailto().ok_or(OpenError::NoAddress)?;
    // The cause would repeat the link, and with it what a person wrote.
    open::that_detached(link).map_err(|_| OpenError::NoProgram)
}
