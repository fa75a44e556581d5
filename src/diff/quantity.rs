//! Quantities of Kubernetes, which many texts spell: `1000m` is `1`, and `1Gi` is `1024Mi`.

use serde_json::Value as Json;

/// The tables whose values are quantities, of whatever is counted.
const OF: &[&str] = &["capacity", "hard", "limits", "requests"];
/// As `OF`, of a LimitRange alone.
const OF_RANGE: &[&str] = &["default", "defaultRequest", "max", "maxLimitRequestRatio", "min"];

/// Whether a field of an object is a quantity, by the object's kind and the keys that lead to it.
pub fn is_quantity(kind: &str, keys: &[&str]) -> bool {
    let [first, .., parent, key] = keys else { return false };
    *first == "spec"
        && (OF.contains(parent)
            || matches!(*key, "sizeLimit" | "divisor")
            || kind == "LimitRange" && OF_RANGE.contains(parent)
            || kind == "HorizontalPodAutoscaler" && matches!(*key, "averageValue" | "value") && *parent == "target")
}

/// Whether two values are the same amount. What is no quantity is like nothing.
pub fn same_amount(one: &Json, other: &Json) -> bool {
    let amount = |value: &Json| match value {
        Json::String(text) => nanos(text),
        Json::Number(number) => nanos(&number.to_string()),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => None,
    };
    amount(one).is_some_and(|nanos| Some(nanos) == amount(other))
}

/// Billionths, below which the API rounds. `None`: it is no quantity, or too large for one.
fn nanos(text: &str) -> Option<i128> {
    let (negative, text) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let (tens, twos) = scale(suffix)?;
    let digits = format!("{whole}{fraction}");
    if digits.is_empty() || fraction.contains('.') {
        return None;
    }
    let exponent = 9 + tens - i32::try_from(fraction.len()).ok()?;
    let mut amount = digits.parse::<i128>().ok()?.checked_mul(2_i128.checked_pow(twos)?)?;
    let factor = 10_i128.checked_pow(exponent.unsigned_abs())?;
    if exponent < 0 {
        amount = if amount % factor == 0 { amount / factor } else { return None };
    } else {
        amount = amount.checked_mul(factor)?;
    }
    Some(if negative { -amount } else { amount })
}

/// What a suffix multiplies with: a power of ten, and one of two.
fn scale(suffix: &str) -> Option<(i32, u32)> {
    Some(match suffix {
        "n" => (-9, 0),
        "u" => (-6, 0),
        "m" => (-3, 0),
        "" => (0, 0),
        "k" => (3, 0),
        "M" => (6, 0),
        "G" => (9, 0),
        "T" => (12, 0),
        "P" => (15, 0),
        "E" => (18, 0),
        "Ki" => (0, 10),
        "Mi" => (0, 20),
        "Gi" => (0, 30),
        "Ti" => (0, 40),
        "Pi" => (0, 50),
        "Ei" => (0, 60),
        exponent => (exponent.strip_prefix(['e', 'E'])?.parse().ok().filter(|tens| (-30..30).contains(tens))?, 0),
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn amounts_are_compared_not_texts() {
        let same = [("1000m", "1"), ("1Gi", "1024Mi"), ("0.5", "500m"), ("1e3", "1k"), ("1.50", "1500m"), ("+1", "1.")];
        for (one, other) in same {
            assert!(same_amount(&json!(one), &json!(other)), "{one} {other}");
        }
        assert!(same_amount(&json!(2), &json!("2")));
        assert!(same_amount(&json!(0.5), &json!("500m")));
        let different =
            [("1G", "1Gi"), ("1m", "1M"), ("100m", "100"), ("-1", "1"), ("", ""), ("a", "a"), ("1.2.3", "1.2.3")];
        for (one, other) in different {
            assert!(!same_amount(&json!(one), &json!(other)), "{one} {other}");
        }
        assert_eq!(nanos("99999999999999999999999999999999999999999"), None);
        assert_eq!(nanos("1e29"), nanos("1e29"));
        assert_eq!(nanos("9e999999999999"), None);
        assert_eq!(nanos("0.00000000000000000000000000000000000000000000001"), None);
    }

    #[test]
    fn a_field_is_a_quantity_by_where_it_stands() {
        let limit = ["spec", "template", "spec", "containers", "[]", "resources", "limits", "cpu"];
        assert!(is_quantity("Deployment", &limit));
        assert!(is_quantity("ResourceQuota", &["spec", "hard", "limits.cpu"]));
        assert!(is_quantity("LimitRange", &["spec", "limits", "[]", "default", "memory"]));
        assert!(!is_quantity("Rollout", &["spec", "default", "memory"]));
        assert!(!is_quantity("ConfigMap", &["data", "limits", "cpu"]));
        assert!(!is_quantity("Deployment", &["spec", "template", "metadata", "labels", "cpu"]));
    }
}
