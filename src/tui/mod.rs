//! The screen: what a key means, what the model becomes, and how it looks.
//!
//! All that comes in is a [`msg::Msg`] on one channel; [`update::update`] changes the
//! [`model::Model`] and answers with [`msg::Effect`]s; `view` draws the model; `runner` alone talks
//! to the terminal, to `app` and to the clock. Order inside this floor, lowest first:
//! `{keyname, colours, layout, who} < theme < {keys, menu, msg, queue, edit} < {question, board} < model < {words,
//! request, marks} < {letter, people, verbs, decided, feeds, pages} < on_board < filter < views < prompt < update <
//! view < runner`.

pub mod board;
pub mod colours;
mod decided;
pub mod edit;
mod feeds;
mod filter;
pub mod keyname;
pub mod keys;
mod layout;
mod letter;
mod marks;
mod menu;
pub mod model;
pub mod msg;
mod on_board;
mod pages;

mod people;
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
pub mod who;
mod words;
