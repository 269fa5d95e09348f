//! The screen: what a key means, what the model becomes, and how it looks.
//!
//! All that comes in is a [`msg::Msg`] on one channel; [`update::update`] changes the
//! [`model::Model`] and answers with [`msg::Effect`]s; `view` draws the model; `runner` alone talks
//! to the terminal, to `app` and to the clock. Order inside this floor, lowest first:
//! `{keyname, colours, layout, who, fuzzy, privacy} < theme < {keys, menu, msg, queue, edit} < {question, board,
//! palette, hits, errand} < model < {words, request, marks, held} < {letter, people, verbs, decided, pages, walk,
//! on_errand, alerts} < {on_board, feeds} < filter < views < {on_palette, mouse} < prompt < update < view < runner`.

mod alerts;
pub mod board;
pub mod colours;
mod decided;
pub mod edit;
pub mod errand;
mod feeds;
mod filter;
mod fuzzy;
mod held;
pub mod hits;
pub mod keyname;
pub mod keys;
mod layout;
mod letter;
mod marks;
mod menu;
pub mod model;
mod mouse;
pub mod msg;
mod on_board;
mod on_errand;
mod on_palette;
mod pages;
mod palette;
mod people;
pub mod privacy;
mod prompt;
mod question;
mod queue;
mod request;
pub mod runner;
pub mod theme;
pub mod update;
mod verbs;
pub mod view;
mod views;
mod walk;
pub mod who;
mod words;
