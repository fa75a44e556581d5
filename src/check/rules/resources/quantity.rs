//! Quantities of Kubernetes as objects hold them, exact to a thousandth.

use serde_json::Value as Json;

/// Thousandths of a core, of a byte, of a piece; what is finer counts as one, as Kubernetes rounds.
pub type Thousandths = i128;

/// None: no quantity. The API would refuse it.
pub fn quantity(json: &Json) -> Option<Thousandths> {
    match json {
        Json::String(text) => parse(text),
        Json::Number(number) => parse(&number.to_string()),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

fn parse(text: &str) -> Option<Thousandths> {
    let digits = text.find(|character: char| !character.is_ascii_digit() && character != '.').unwrap_or(text.len());
    let (number, suffix) = text.split_at(digits);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let (binary, tens) = scale(suffix)?;
    let mantissa: i128 = format!("0{whole}{fraction}").parse().ok()?;
    let tens = tens + 3 - i32::try_from(fraction.len()).ok()?;
    let scaled = mantissa.checked_mul(1 << binary)?;
    let power = 10_i128.checked_pow(tens.unsigned_abs())?;
    if tens < 0 { Some(scaled / power + i128::from(scaled % power > 0)) } else { scaled.checked_mul(power) }
}

/// A suffix as powers of two and of ten.
fn scale(suffix: &str) -> Option<(u32, i32)> {
    Some(match suffix {
        "" => (0, 0),
        "n" => (0, -9),
        "u" => (0, -6),
        "m" => (0, -3),
        "k" => (0, 3),
        "M" => (0, 6),
        "G" => (0, 9),
        "T" => (0, 12),
        "P" => (0, 15),
        "E" => (0, 18),
        "Ki" => (10, 0),
        "Mi" => (20, 0),
        "Gi" => (30, 0),
        "Ti" => (40, 0),
        "Pi" => (50, 0),
        "Ei" => (60, 0),
        exponent => (0, exponent.strip_prefix(['e', 'E'])?.parse().ok().filter(|tens: &i32| tens.abs() < 40)?),
    })
}

/// In the largest unit that says it exactly.
pub fn shown(resource: &str, amount: Thousandths) -> String {
    let is_size = ["memory", "storage"].iter().any(|word| resource.ends_with(word));
    if amount % 1000 != 0 {
        return format!("{amount}m");
    }
    let whole = amount / 1000;
    let units = [(30, "Gi"), (20, "Mi"), (10, "Ki")];
    let unit = units.iter().find(|(shift, _)| is_size && whole != 0 && whole % (1 << shift) == 0);
    unit.map_or_else(|| whole.to_string(), |(shift, unit)| format!("{}{unit}", whole >> shift))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{quantity, shown};

    #[test]
    fn every_form_is_read() {
        for (written, wanted) in [
            (json!("250m"), 250),
            (json!(2), 2_000),
            (json!(0.5), 500),
            (json!("1e3"), 1_000_000),
            (json!("1E3"), 1_000_000),
            (json!("12e-1"), 1_200),
            (json!("1.5Gi"), 1_610_612_736_000),
            (json!("1M"), 1_000_000_000),
            (json!("100u"), 1),
            (json!(".5"), 500),
        ] {
            assert_eq!(quantity(&written), Some(wanted), "{written}");
        }
        for wrong in [json!("much"), json!(""), json!("1Zi"), json!("1e99"), json!(null), json!([1])] {
            assert_eq!(quantity(&wrong), None, "{wrong}");
        }
    }

    #[test]
    fn amounts_are_shown_as_they_are_written() {
        assert_eq!(shown("limits.memory", 1_610_612_736_000), "1536Mi");
        assert_eq!(shown("requests.cpu", 2_500), "2500m");
        assert_eq!(shown("pods", 12_000), "12");
    }
}
