//! The resolver: every name, key, port and selector in what was rendered, followed to what it names. What leads
//! nowhere is a fault; rules of the family `references` take theirs.

mod access;
mod address;
mod addresses;
mod analyses;
mod backends;
mod classes;
mod compose;
mod contents;
mod controllers;
mod expansion;
mod known;
mod monitors;
mod mounts;
mod namespaces;
mod pods;
mod policies;
mod ports;
mod selector;
mod services;
mod sources;
mod unused;
mod world;

pub use compose::faults as compose_faults;
pub use known::Known;
pub use world::{Fault, faults};
