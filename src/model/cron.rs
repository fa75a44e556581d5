//! Cron lines of five fields, as a CronJob takes them.

use serde::de::{Deserialize, Deserializer};

use crate::load::Refusal;

use super::scalar::string_form;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cron(String);

const FIELDS: [(&str, u32, u32, &[&str]); 5] = [
    ("minute", 0, 59, &[]),
    ("hour", 0, 23, &[]),
    ("day of the month", 1, 31, &[]),
    ("month", 1, 12, &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
    ("weekday", 0, 7, &["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
];

impl Cron {
    pub fn parse(text: &str) -> Result<Self, Refusal> {
        let wrong = |message: String, label: String, at| Refusal { rule: "bad-cron", message, label, at };
        let fields: Vec<&str> = text.split_whitespace().collect();
        if fields.len() != FIELDS.len() {
            let message = format!("`{text}` has {} fields, not five", fields.len());
            return Err(wrong(
                message,
                "minute, hour, day of the month, month, weekday: `\"0 2 * * *\"`".to_owned(),
                None,
            ));
        }
        for (field, (name, least, most, words)) in fields.iter().zip(FIELDS) {
            if !field.split(',').all(|item| is_item(item, least, most, words)) {
                let message = format!("`{field}` is no {name} of a cron line");
                let start = field.as_ptr() as usize - text.as_ptr() as usize;
                return Err(wrong(
                    message,
                    format!("`*`, a number from {least} to {most}, a range, a list or a step"),
                    Some(start..start + field.len()),
                ));
            }
        }
        Ok(Self(text.to_owned()))
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// `*`, `5`, `1-5`, `mon`, each with `/step` or without.
fn is_item(item: &str, least: u32, most: u32, words: &[&str]) -> bool {
    if item.contains('+') {
        return false; // Rust reads `+5`, cron does not.
    }
    let (range, step) = item.split_once('/').map_or((item, None), |(range, step)| (range, Some(step)));
    if step.is_some_and(|step| !step.parse::<u32>().is_ok_and(|step| step > 0 && step <= most)) {
        return false;
    }
    let number = |text: &str| {
        let word = words.iter().position(|word| word.eq_ignore_ascii_case(text)).and_then(|at| u32::try_from(at).ok());
        word.map(|at| at + least).or_else(|| text.parse().ok()).filter(|number| (least..=most).contains(number))
    };
    match range.split_once('-') {
        _ if range == "*" => true,
        Some((from, to)) => matches!((number(from), number(to)), (Some(from), Some(to)) if from <= to),
        None => number(range).is_some(),
    }
}

impl<'de> Deserialize<'de> for Cron {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        string_form(deserializer, "a cron line such as `\"0 2 * * *\"`", Self::parse)
    }
}
