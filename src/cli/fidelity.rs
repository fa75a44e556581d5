//! What targets cannot express, as lines for people or as JSON for programs.

use std::collections::BTreeSet;

use clap::ValueEnum;
use serde_json::json;

use crate::diagnostic::Sources;
use crate::fidelity::{Fate, Field, Loss};
use crate::model::workload::Target;

/// So many names are told; of more, the number.
const NAMED: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FidelityForm {
    Text,
    Full,
    Json,
    None,
}

pub fn drawn(losses: &[Loss], form: FidelityForm, sources: &Sources) -> String {
    match form {
        FidelityForm::Text => {
            let (foreign, own): (Vec<&Loss>, Vec<&Loss>) = losses.iter().partition(|loss| loss.fate == Fate::Foreign);
            own.into_iter().map(|loss| line(loss, sources)).chain(foreign_keys(&foreign)).collect()
        }
        FidelityForm::Full => losses.iter().map(|loss| line(loss, sources)).collect(),
        FidelityForm::Json => format!("{:#}\n", json(losses, sources)),
        FidelityForm::None => String::new(),
    }
}

/// As `drawn`, of several environments: below the name of each, or as one JSON object with a key for each.
pub fn drawn_all(losses: &[(String, Vec<Loss>)], form: FidelityForm, sources: &Sources) -> String {
    if form == FidelityForm::Json {
        let by_name = losses.iter().map(|(name, losses)| (name.clone(), json(losses, sources)));
        return format!("{:#}\n", serde_json::Value::Object(by_name.collect()));
    }
    let drawn = losses.iter().map(|(name, losses)| (name, drawn(losses, form, sources)));
    drawn.filter(|(_, lines)| !lines.is_empty()).map(|(name, lines)| format!("{name}:\n{lines}")).collect()
}

/// One line a target with all keys that speak of the other.
fn foreign_keys(losses: &[&Loss]) -> Vec<String> {
    let mut lines = Vec::new();
    for (target, other) in [(Target::Kubernetes, "Compose"), (Target::Compose, "a cluster")] {
        let keys: Vec<String> =
            losses.iter().filter(|loss| loss.target == target).map(|loss| format!("`{}`", loss.key)).collect();
        if !keys.is_empty() {
            let target = target.as_str();
            lines.push(format!("left out of {target}, for they speak of {other} alone: {}\n", keys.join(", ")));
        }
    }
    lines
}

/// What is lost of which workloads and why; below it the first place.
fn line(loss: &Loss, sources: &Sources) -> String {
    let (fate, target) = (loss.fate.as_str(), loss.target.as_str());
    let places: Vec<String> = loss.fields.iter().map(|field| sources.address(field.place)).collect();
    let distinct: BTreeSet<&String> = places.iter().collect();
    let more = match distinct.len() - 1 {
        0 => String::new(),
        1 => " and one more place".to_owned(),
        more => format!(" and {more} more places"),
    };
    let by = if loss.fate == Fate::Foreign { "of" } else { "by" };
    format!("{fate} {by} {target}: {}: {}\n  --> {}{more}\n", subject(loss), loss.why, places[0])
}

fn subject(loss: &Loss) -> String {
    let keys = |field: &Field| field.path.keys().to_vec();
    let is_workload = |field: &Field| matches!(field.path.keys()[0].as_str(), "services" | "components" | "jobs");
    if !loss.fields.iter().all(is_workload) || loss.fields.iter().any(|field| field.path.keys().len() < 3) {
        return format!("`{}`", loss.fields[0].path);
    }
    let mut owners: Vec<String> = Vec::new();
    for owner in loss.fields.iter().map(|field| keys(field).swap_remove(1)) {
        if !owners.contains(&owner) {
            owners.push(owner);
        }
    }
    let told: BTreeSet<String> = loss.fields.iter().map(|field| keys(field)[2..].join(".")).collect();
    let key = match told.first().filter(|_| told.len() == 1) {
        Some(key) => key.as_str(),
        None => loss.key,
    };
    let rest = owners.len().saturating_sub(NAMED);
    let rest = if rest == 0 { String::new() } else { format!(" and {rest} more") };
    owners.truncate(NAMED);
    format!("`{key}` of {}{rest}", owners.join(", "))
}

fn json(losses: &[Loss], sources: &Sources) -> serde_json::Value {
    let field = |field: &Field| json!({ "path": field.path.to_string(), "place": sources.address(field.place) });
    let loss = |loss: &Loss| {
        json!({
            "target": loss.target.as_str(),
            "fate": loss.fate.as_str(),
            "key": loss.key,
            "why": loss.why,
            "fields": loss.fields.iter().map(field).collect::<Vec<_>>(),
        })
    };
    losses.iter().map(loss).collect()
}
