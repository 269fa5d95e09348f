//! What happens outside of the screen: the bell, the clipboard, other programs.

use std::process::{Command, Stdio};
use std::sync::atomic::Ordering;

use super::alert;
use super::editor;
use super::gate::Gate;
use super::terminal::Screen;
use super::watch::LENT;
use super::{RunError, words};
use crate::app::config::{Clipboard, Notify};
use crate::app::secrets;
use crate::language::Messages;
use crate::tui::model::Settings;
use crate::tui::msg::{Effect, Failure, Msg, Tried};

/// The longest text that is copied, in bytes.
const MOST_COPIED: usize = 64 * 1024;

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
            Effect::Copy { what, text } => match clipboard_problem(settings, &text) {
                Some(why) => failed(why),
                None => {
                    self.screen.copy(&text)?;
                    Done::Saying(Msg::Copied(what))
                }
            },
            Effect::Edit(text) => self.edit(settings.say(), &text)?,
            effect => Done::NotHere(effect),
        })
    }

    fn alert(&mut self, settings: &Settings, words: &str) -> Result<Done, RunError> {
        let alerts = &settings.alerts;
        self.screen.alert(alerts.bell, (alerts.notify == Notify::Terminal).then_some(words))?;
        Ok(match alert::run(&alerts.notify, words, settings.say()) {
            Ok(()) => Done::Quietly,
            Err(why) => Done::Saying(Msg::Failed(Failure { tried: Tried::Alert, why })),
        })
    }

    /// Lends the terminal and the keys to the editor.
    fn edit(&mut self, say: &Messages, text: &str) -> Result<Done, RunError> {
        self.gate.close()?;
        LENT.store(true, Ordering::SeqCst);
        let edited = self.screen.lend(|| editor::edit(text));
        LENT.store(false, Ordering::SeqCst);
        self.gate.open();
        Ok(match edited? {
            Ok(edited) => Done::Saying(Msg::Edited(edited)),
            Err(error) => failed(say.said_editor_failed(words(&error))),
        })
    }
}

/// Returns why a text can not be copied, where that is known. Whether the terminal takes it is not.
fn clipboard_problem(settings: &Settings, text: &str) -> Option<String> {
    let say = settings.say();
    if settings.clipboard == Clipboard::Off {
        return Some(say.said_clipboard_off());
    }
    if text.len() > MOST_COPIED {
        return Some(say.said_clipboard_full(MOST_COPIED / 1024));
    }
    tmux_keeps_it().then(|| say.said_clipboard_tmux())
}

/// Asks a tmux around us whether it passes text on. As it ships it does not.
fn tmux_keeps_it() -> bool {
    if std::env::var_os("TMUX").is_none() {
        return false;
    }
    let mut command = Command::new("tmux");
    command.args(["show-options", "-sv", "set-clipboard"]).stdin(Stdio::null());
    secrets::hide_from(&mut command);
    let answer = command.output().ok().filter(|answer| answer.status.success());
    answer.is_some_and(|answer| answer.stdout.trim_ascii() != b"on")
}

fn failed(why: String) -> Done {
    Done::Saying(Msg::Failed(Failure { tried: Tried::HandOver, why }))
}
