//! Quantities of Kubernetes in the words of Compose, whose `m` and `g` count in powers of two.

use crate::model::scalar::Quantity;

use super::text::Text;

/// Processors, to a thousandth: `0.5`.
pub fn cpus(quantity: &Quantity) -> Text {
    let thousandths = rounded_up(quantity, 1_000);
    let number = format!("{}.{:03}", thousandths / 1_000, thousandths % 1_000);
    Text::of(number.trim_end_matches('0').trim_end_matches('.'))
}

/// Memory in the largest unit that says it exactly: `512m`.
pub fn memory(quantity: &Quantity) -> Text {
    let bytes = bytes(quantity);
    let (shift, unit) = match bytes.trailing_zeros() {
        30.. => (30, "g"),
        20..30 => (20, "m"),
        10..20 => (10, "k"),
        0..10 => (0, "b"),
    };
    Text::of(&format!("{}{unit}", bytes >> shift))
}

pub fn bytes(quantity: &Quantity) -> u128 {
    rounded_up(quantity, 1)
}

/// How often the quantity holds one `part`-th, a begun one included, as Kubernetes rounds.
fn rounded_up(quantity: &Quantity, part: u128) -> u128 {
    let text = quantity.as_str();
    let (number, suffix) = text.split_at(text.find(char::is_alphabetic).unwrap_or(text.len()));
    let (factor, divisor) = match suffix {
        "" => (1, 1),
        "m" => (1, 1_000),
        "k" => (10_u128.pow(3), 1),
        "M" => (10_u128.pow(6), 1),
        "G" => (10_u128.pow(9), 1),
        "T" => (10_u128.pow(12), 1),
        "P" => (10_u128.pow(15), 1),
        "E" => (10_u128.pow(18), 1),
        "Ki" => (1 << 10, 1),
        "Mi" => (1 << 20, 1),
        "Gi" => (1 << 30, 1),
        "Ti" => (1 << 40, 1),
        "Pi" => (1 << 50, 1),
        "Ei" => (1 << 60, 1),
        other => unreachable!("a quantity was read with the suffix `{other}`"),
    };
    let (_, fraction) = number.split_once('.').unwrap_or((number, ""));
    let scale = fraction.bytes().fold(divisor, |scale: u128, _| scale.saturating_mul(10));
    let digits = number.bytes().filter(u8::is_ascii_digit).map(|digit| u128::from(digit - b'0'));
    let mantissa = digits.fold(0, |mantissa: u128, digit| mantissa.saturating_mul(10).saturating_add(digit));
    mantissa.saturating_mul(factor).saturating_mul(part).div_ceil(scale)
}

#[cfg(test)]
mod tests {
    use super::{Quantity, Text, bytes, cpus, memory};

    fn quantity(text: &str) -> Quantity {
        Quantity::parse(text).unwrap_or_else(|_| panic!("`{text}` is no quantity"))
    }

    #[test]
    fn memory_is_exact_in_the_largest_unit() {
        for (written, wanted) in [
            ("512Mi", "512m"),
            ("1Gi", "1g"),
            ("1.5Gi", "1536m"),
            ("64Ki", "64k"),
            ("512M", "500000k"),
            ("1G", "1000000000b"),
            ("1001", "1001b"),
            ("1500m", "2b"),
        ] {
            assert_eq!(memory(&quantity(written)), Text::of(wanted), "{written}");
        }
        assert_eq!(bytes(&quantity("0.1Gi")), 107_374_183);
    }

    #[test]
    fn processors_have_no_needless_digits() {
        for (written, wanted) in [
            ("500m", "0.5"),
            ("2", "2"),
            ("10", "10"),
            ("1250m", "1.25"),
            ("0.25", "0.25"),
            ("0.0001", "0.001"),
            ("1k", "1000"),
        ] {
            assert_eq!(cpus(&quantity(written)), Text::of(wanted), "{written}");
        }
    }
}
