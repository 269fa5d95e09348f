//! What happens outside of the screen: the bell, the clipboard, other programs.

use super::alert;
use super::editor;
use super::gate::Gate;
use super::terminal::Screen;
use super::watch::LENT;
use super::{RunError, words};
use crate::app::config::Notify;
use crate::tui::model::Settings;
use crate::tui::msg::{Effect, Failure, Msg, Tried, Way};
use std::sync::atomic::Ordering;

/// The terminal, and the gate that keys come through.
pub(super) struct Outside<'s> {
    pub(super) screen: &'s mut Screen,
    pub(super) gate: &'s Gate,
}

/// What came of an effect.
pub(super) enum Done {
    /// It is done, and there is nothing to say.
    Quietly,
    /// It is done, or failed, and this is to be said.
    Saying(Msg),
    /// It is none of those that are done here.
    NotHere(Effect),
}

impl Outside<'_> {
    /// Carries out an effect that concerns the terminal or another program.
    pub(super) fn carry_out(
        &mut self,
        settings: &Settings,
        effect: Effect,
    ) -> Result<Done, RunError> {
        Ok(match effect {
            Effect::Suspend => {
                self.screen.suspend()?;
                Done::Quietly
            }
            Effect::Alert(words) => self.alert(settings, &words)?,
            Effect::Copy(text) => {
                self.screen.copy(&text)?;
                Done::Saying(Msg::DraftLeft(Way::Clipboard))
            }
            Effect::Edit(text) => self.edit(&text)?,
            effect => Done::NotHere(effect),
        })
    }

    fn alert(&mut self, settings: &Settings, words: &str) -> Result<Done, RunError> {
        let alerts = &settings.alerts;
        self.screen.alert(alerts.bell, (alerts.notify == Notify::Terminal).then_some(words))?;
        Ok(match alert::run(&alerts.notify, words) {
            Ok(()) => Done::Quietly,
            Err(why) => Done::Saying(Msg::Failed(Failure { tried: Tried::Alert, why })),
        })
    }

    /// Lends the terminal and the keys to the editor.
    fn edit(&mut self, text: &str) -> Result<Done, RunError> {
        self.gate.close()?;
        LENT.store(true, Ordering::SeqCst);
        let edited = self.screen.lend(|| editor::edit(text));
        LENT.store(false, Ordering::SeqCst);
        self.gate.open();
        Ok(match edited? {
            Ok(edited) => Done::Saying(Msg::Edited(edited)),
            Err(error) => failed(format!("the editor could not be used: {}", words(&error))),
        })
    }
}

fn failed(why: String) -> Done {
    Done::Saying(Msg::Failed(Failure { tried: Tried::Draft, why }))
}
